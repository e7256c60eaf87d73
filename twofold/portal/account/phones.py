"""One's phones: adding one by a code that goes there, which one comes first, removing one.

Where no text can be sent there is no such page: then a phone is a field of the profile.
"""

from collections.abc import Callable
from functools import partial, wraps

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from twofold.access.adapters import phone_code, step_up
from twofold.access.adapters.circumstances import here_of
from twofold.access.adapters.step_up import needs_step_up
from twofold.access.queries import selves as mine
from twofold.access.verbs import phones
from twofold.core import texts
from twofold.core.refusals import Refusal
from twofold.directory import queries as directory
from twofold.directory.phones import spoken
from twofold.portal import wording
from twofold.portal.account.codes import is_sent
from twofold.portal.account.forms import PhoneForm
from twofold.portal.here import actor_of, site_of
from twofold.portal.page import page

View = Callable[[HttpRequest], HttpResponse]


def where_texts_leave(view: View) -> View:
    """Let it be found only where there is a gateway."""

    @wraps(view)
    def found(request: HttpRequest) -> HttpResponse:
        if not texts.can_send():
            raise Http404
        return view(request)

    return found


@where_texts_leave
def listed(request: HttpRequest) -> HttpResponse:
    """One's numbers, and a form to add one."""
    form = PhoneForm(request.POST or None)
    if request.method == "POST":
        step_up.require(request)
        if form.is_valid() and _begin(request, form):
            return redirect("portal:phone_confirm")
    shown = page(request, phones=mine.my_phones(actor_of(request)), form=form)
    return render(request, "portal/account/phones.html", shown, status=422 if form.errors else 200)


@where_texts_leave
def confirm(request: HttpRequest) -> HttpResponse:
    """Bring the code. A wrong one is no refusal of the door's (422): what it counts has to be kept."""
    number = phone_code.number_of(request)
    if not number:
        messages.warning(request, gettext("This code holds no longer. Ask for another one."))
        return redirect("portal:phones")
    error = ""
    if request.method == "POST":
        error = _finish(request)
        if not error:
            messages.success(request, gettext("%(number)s is yours.") % {"number": spoken(number)})
            return redirect("portal:phones")
    shown = page(request, number=number, spoken=spoken(number), error=error)
    return render(request, "portal/account/phone_confirm.html", shown)


@where_texts_leave
@require_POST
@needs_step_up
def prefer(request: HttpRequest) -> HttpResponse:
    """Be reached at another number."""
    number = request.POST.get("number", "")
    phones.prefer(actor_of(request), number)
    messages.success(request, gettext("We reach you at %(number)s from now on.") % {"number": spoken(number)})
    return redirect("portal:phones")


@where_texts_leave
@require_POST
@needs_step_up
def remove(request: HttpRequest) -> HttpResponse:
    """No longer have a number."""
    number = request.POST.get("number", "")
    phones.drop(actor_of(request), number, here=here_of(request))
    messages.success(request, gettext("%(number)s is removed.") % {"number": spoken(number)})
    return redirect("portal:phones")


def _begin(request: HttpRequest, form: PhoneForm) -> bool:
    site, number = site_of(request), form.cleaned_data["phone"]
    region = directory.myself(actor_of(request)).country or site.flow.region
    return is_sent(form, "phone", partial(phone_code.begin, request, number, site, region=region))


def _finish(request: HttpRequest) -> str:
    """What is wrong; empty when nothing is."""
    try:
        if phone_code.finish(request, request.POST.get("code", ""), by=actor_of(request)):
            return ""
    except Refusal as refusal:
        return wording.refused(refusal)
    return gettext("This is not the code. Look into the newest message.")
