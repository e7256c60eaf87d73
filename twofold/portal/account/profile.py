"""One's own account at a glance, and one's profile."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from twofold.access.queries import actor_of as actor_behind
from twofold.access.queries import selves as mine
from twofold.access.verbs import selves
from twofold.core import texts
from twofold.core.actor import Actor
from twofold.core.refusals import Invalid, Refusal
from twofold.directory import queries as directory
from twofold.portal import wording
from twofold.portal.account.forms import ProfileForm
from twofold.portal.here import actor_of
from twofold.portal.languages import menu_of
from twofold.portal.page import page
from twofold.portal.panels import Line, Panel, declare_panel
from twofold.portal.places import Place, declare_place

declare_place(Place("portal:account", gettext_lazy("My account"), "circle-user", 80, is_personal=True))


@declare_panel(20)
def at_home(actor: Actor) -> Panel | None:
    """What is still missing of the profile, and what one agrees to."""
    if actor.account_id is not None:
        return None
    me = directory.myself(actor)
    edit, change = reverse("portal:profile"), reverse("portal:consents")
    missing = [
        word
        for value, word in (
            (me.given_name or me.family_name, gettext("your name")),
            (me.photo, gettext("a photo")),
            (me.phone, gettext("a phone")),
            (me.locale, gettext("your language")),
        )
        if not value
    ]
    lines = [
        Line("circle-user", gettext("Your profile"), _lacking(missing), edit, gettext("Complete"))
        if missing
        else Line("circle-user", gettext("Your profile"), tag=gettext("Complete"), tone="good"),
        Line(
            "mail-check",
            gettext("What you agree to"),
            _agreed(mine.my_purposes(actor)),
            change,
            gettext("Change"),
        ),
    ]
    return Panel(gettext("My account"), lines, reverse("portal:account"), gettext("Manage"))


def _agreed(purposes: Sequence[mine.Purpose]) -> str:
    if not purposes:
        return gettext("Nobody asks you for anything")
    agreed = sum(bool(one.agrees) for one in purposes)
    if not agreed:
        return gettext("Nothing yet")
    return ngettext("%(count)d purpose", "%(count)d purposes", agreed) % {"count": agreed}


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """What there is about oneself, each with the page where it is changed."""
    actor = actor_of(request)
    purposes = mine.my_purposes(actor)
    shown = {
        "addresses": mine.my_addresses(actor),
        "purposes": purposes,
        "agreed": [one.name for one in purposes if one.agrees],
        "farewell": mine.my_farewell(actor),
        "phones": mine.my_phones(actor) if texts.can_send() else None,
    }
    return render(request, "portal/account/overview.html", page(request, **shown))


def edit(request: HttpRequest) -> HttpResponse:
    """Change one's profile."""
    form = _form(request)
    if request.method == "POST" and form.is_valid():
        try:
            selves.edit(actor_of(request), fields=form.changed())
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, gettext("Your profile is kept."))
            return redirect("portal:account")
    return render(request, "portal/account/profile.html", page(request, form=form), status=422 if form.errors else 200)


@require_POST
def photo(request: HttpRequest) -> HttpResponse:
    """Put up a photo, or take it down."""
    sent = request.FILES.get("photo")
    try:
        if "drop" in request.POST:
            selves.drop_photo(actor_of(request))
            messages.success(request, gettext("Your photo is gone."))
        elif sent is None:
            messages.error(request, gettext("Choose a photo first, of at most 10 MB."))
        else:
            selves.take_photo(actor_of(request), sent.read())
            messages.success(request, gettext("This is your photo now."))
    except Refusal as refusal:
        messages.error(request, wording.refused(refusal))
    return redirect("portal:profile")


@require_safe
@cache_control(private=True, immutable=True, max_age=31_536_000)
def show_photo(request: HttpRequest, photo_id: UUID) -> HttpResponse:
    """Somebody's photo. Another one has another address, so a browser may keep it for good."""
    actor: Any = actor_behind(request.user.pk)  # type: ignore[arg-type]  # whoever has signed in has one
    content = mine.photo(actor, photo_id)
    headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'"}
    return HttpResponse(content, content_type="image/webp", headers=headers)


def _form(request: HttpRequest) -> ProfileForm:
    actor = actor_of(request)
    return ProfileForm(
        request.POST if request.method == "POST" else None,
        me=directory.myself(actor),
        attributes=directory.my_attributes(actor),
        languages=menu_of(request).languages,
        fields=mine.my_fields(actor),
    )


def _lacking(missing: list[str]) -> str:
    return gettext("Still missing: %(what)s") % {"what": ", ".join(missing)}
