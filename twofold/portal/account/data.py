"""Taking one's data away."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from twofold.access import jobs
from twofold.access.adapters import step_up
from twofold.access.adapters.step_up import needs_step_up
from twofold.access.errors.selves import DownloadUnderWay
from twofold.access.queries import selves as mine
from twofold.access.verbs import downloads as verbs
from twofold.core.actor import Actor
from twofold.core.unit import unit_of_work
from twofold.portal import wording
from twofold.portal.here import actor_of, site_of
from twofold.portal.page import page
from twofold.portal.watching import nothing_new, watch


def downloads(request: HttpRequest) -> HttpResponse:
    """What lies ready, and asking for it. While something is gathered the page looks again by itself."""
    actor = actor_of(request)
    if request.method == "POST":
        step_up.require(request)
        try:
            asked = verbs.ask(actor)
        except DownloadUnderWay as refusal:
            messages.warning(request, wording.refused(refusal))
        else:
            with unit_of_work(Actor.system("door")):  # the queue is out of customers' reach
                jobs.gather_data.defer(download_id=str(asked), site_id=str(site_of(request).id))
            messages.success(request, gettext("Your data is being gathered. We write to you when it is ready."))
        return redirect("portal:downloads")
    found = mine.my_downloads(actor)
    lacking = sum(not one.until for one in found)
    watched = watch(request, f"{lacking}-of-{len(found)}")
    if unchanged := nothing_new(request, watched):
        return unchanged
    shown = page(request, downloads=found, watch=watched if lacking else None)
    return render(request, "portal/account/data.html", shown)


@needs_step_up
def fetch(request: HttpRequest, download_id: UUID) -> StreamingHttpResponse:
    """The file, as an attachment that no browser keeps."""
    headers = {"Content-Disposition": 'attachment; filename="my-data.zip"', "Cache-Control": "no-store"}
    content = verbs.fetch(actor_of(request), download_id)
    return StreamingHttpResponse(content, content_type="application/zip", headers=headers)
