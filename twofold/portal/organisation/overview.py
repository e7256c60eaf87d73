"""The organisation as a whole: its details, its domains, its place in the tree, what one uses there, and leaving it."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from twofold.access import queries as access
from twofold.access.verbs import members, organisation
from twofold.access.verbs.organisation import FIELDS
from twofold.core.refusals import Conflict, Invalid
from twofold.portal.here import actor_of
from twofold.portal.organisation import undoing
from twofold.portal.organisation.answers import account_of, done, drawn
from twofold.portal.page import page

LABELS = {
    "name": gettext_lazy("Name"),
    "website": gettext_lazy("Website"),
    "industry": gettext_lazy("Industry"),
    "employees": gettext_lazy("Employees"),
    "country": gettext_lazy("Country"),
    "city": gettext_lazy("City"),
    "company_number": gettext_lazy("Company number"),
    "vat_number": gettext_lazy("VAT number"),
}


def overview(request: HttpRequest) -> HttpResponse:
    """What an organisation is, and what the reader has there."""
    actor, account_id = actor_of(request), account_of(request)
    shown = access.organisation(actor, account_id)
    details = [(LABELS[name], shown.fields.get(name)) for name in FIELDS if shown.fields.get(name)]
    return drawn(
        request,
        "overview",
        organisation=shown,
        details=details,
        own=access.own_membership(actor),
        applications=access.my_applications(actor),
    )


def edit(request: HttpRequest) -> HttpResponse:
    """Change the details that are the organisation's own to say."""
    actor, account_id = actor_of(request), account_of(request)
    shown = access.organisation(actor, account_id)
    before = {name: shown.fields.get(name) for name in FIELDS}
    if request.method != "POST":
        return _form(request, before)
    given = {name: request.POST.get(name, "").strip() or None for name in FIELDS}
    try:
        organisation.edit(actor, account_id, fields=given)
    except (Conflict, Invalid) as refusal:
        return _form(request, given, error=refusal)
    back = undoing.address(request, organisation.edit, account_id, fields=before)
    return done(request, reverse("portal:organisation"), gettext("Details saved"), undo=back)


def leave(request: HttpRequest) -> HttpResponse:
    """Ask whether one wants to leave the organisation, and do it."""
    actor, account_id = actor_of(request), account_of(request)
    own = access.own_membership(actor)
    if own is None:
        raise Http404
    name = access.organisation(actor, account_id).name
    if request.method == "POST":
        try:
            members.leave(actor, own)
        except Conflict as refusal:
            messages.error(request, refusal.message)
            return redirect("portal:organisation")
        request.session.pop(access.CONTEXT, None)
        messages.success(request, gettext("You have left %(name)s") % {"name": name})
        return redirect("portal:home")
    consequences = [
        gettext("What you may do and use there ends at once, on all your devices."),
        gettext("What you did there stays with them. Your own profile, and other organisations, stay as they are."),
        gettext("To come back, you have to be invited again."),
    ]
    question = gettext("Leave %(name)s?") % {"name": name}
    shown = {
        "question": question,
        "consequences": consequences,
        "press": gettext("Leave"),
        "back": reverse("portal:organisation"),
    }
    return render(request, "portal/confirm.html", page(request, **shown))


def _form(request: HttpRequest, values: Mapping[str, object], error: Conflict | Invalid | None = None) -> HttpResponse:
    field = getattr(error, "field", "") or getattr(error, "name", "")
    fields = [
        (name, LABELS[name], values.get(name) or "", error.message if error and field == name else "")
        for name in FIELDS
    ]
    return drawn(
        request,
        "edit",
        status=422 if error else 200,
        fields=fields,
        error=error.message if error and field not in FIELDS else "",
    )
