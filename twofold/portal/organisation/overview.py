"""The organisation as a whole: its details, its domains, its place in the tree, what one uses there, and leaving it."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from twofold.access import queries as access
from twofold.access.adapters.acting_in import act_in
from twofold.access.permissions import Permission
from twofold.access.verbs import members, organisation
from twofold.access.verbs.organisation import FIELDS
from twofold.core.actor import Actor
from twofold.core.refusals import Conflict, Invalid
from twofold.look import wording
from twofold.portal.changes import LABELS
from twofold.portal.here import actor_of
from twofold.portal.organisation import undoing
from twofold.portal.organisation.answers import account_of, done, drawn
from twofold.portal.page import page
from twofold.portal.panels import Line, Panel, declare_panel
from twofold.portal.wording import countries, country, refused

AT_HOME = 5


@declare_panel(10)
def at_home(actor: Actor) -> Panel | None:
    """How the organisation stands: what of it the reader may see, each leading to where it is looked after."""
    if actor.account_id is None or not actor.may(Permission.SEE_MEMBERS):
        return None
    stands = access.summary(actor, actor.account_id)
    lines = [*_advice(actor, stands), _people(stands)]
    if stands.guests_leaving and actor.may(Permission.REVIEW_GUESTS):
        lines.append(_leaving(stands))
    if actor.may(Permission.INVITE_MEMBERS) or actor.may(Permission.INVITE_GUESTS):
        open_ones = ngettext("One open invitation", "%(n)s open invitations", stands.invitations)
        title = open_ones % {"n": _counted(stands.invitations)} if stands.invitations else gettext("No open invitation")
        lines.append(Line("mail", title, to=reverse("portal:invitations")))
    if stands.requests and actor.may(Permission.DECIDE_REQUESTS):
        title = ngettext("One request waits", "%(n)s requests wait", stands.requests)
        lines.append(Line("user-plus", title % {"n": _counted(stands.requests)}, to=reverse("portal:requests")))
    more = gettext("Manage") if actor.may(Permission.MANAGE_MEMBERS) else gettext("Details")
    return Panel(gettext("Your organisation"), lines, reverse("portal:organisation"), more)


@declare_panel(20)
def applications_at_home(actor: Actor) -> Panel | None:
    """What one may use there."""
    mine = access.my_applications(actor) if actor.account_id else []
    lines = [Line(one.icon, one.name, one.description, one.address, gettext("Open")) for one in mine[:AT_HOME]]
    return Panel(gettext("Your applications"), lines, reverse("portal:organisation"), gettext("All")) if lines else None


def overview(request: HttpRequest) -> HttpResponse:
    """What an organisation is, and what the reader has there."""
    actor, account_id = actor_of(request), account_of(request)
    shown = access.organisation(actor, account_id)
    details = [(LABELS[name], _spelled(name, value)) for name in FIELDS if (value := shown.fields.get(name))]
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
            messages.error(request, refused(refusal))
            return redirect("portal:organisation")
        act_in(request, None)
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


def _people(stands: access.Summary) -> Line:
    members = ngettext("One member", "%(n)s members", stands.members) % {"n": _counted(stands.members)}
    guests = ngettext("one guest", "%(n)s guests", stands.guests) % {"n": _counted(stands.guests)}
    return Line("users", f"{members}, {guests}" if stands.guests else members, to=reverse("portal:people"))


def _leaving(stands: access.Summary) -> Line:
    """Whose time runs out within a month, the first of them by name."""
    title = ngettext("The time of one guest runs out", "The time of %(n)s guests runs out", stands.guests_leaving)
    until = ", ".join(
        gettext("%(name)s on %(day)s") % {"name": name, "day": wording.day(day)} for name, day in stands.leaving
    )
    note = f"{until}, …" if stands.guests_leaving > len(stands.leaving) else until
    return Line("hourglass", title % {"n": _counted(stands.guests_leaving)}, note, to=reverse("portal:guests"))


def _advice(actor: Actor, stands: access.Summary) -> list[Line]:
    """What should not stay as it is."""
    lines, people, advice = [], reverse("portal:people"), gettext("Advice")
    if stands.is_only_owner:
        note = gettext("Make somebody else an owner, too, so that the organisation is never locked out.")
        lines.append(Line("crown", gettext("You are the only owner"), note, to=people, tag=advice, tone="warn"))
    elif not stands.owners:
        note = gettext("Ask your contact to make one of you its owner.")
        lines.append(
            Line(
                "crown",
                gettext("Nobody owns this organisation yet"),
                note,
                to=reverse("portal:organisation"),
                tag=advice,
                tone="warn",
            )
        )
    if stands.invitations_held and actor.may(Permission.INVITE_MEMBERS):
        title = ngettext(
            "One invitation has to be confirmed", "%(n)s invitations have to be confirmed", stands.invitations_held
        ) % {"n": _counted(stands.invitations_held)}
        note = gettext("Whoever made it may not invite any more. Send it again to let them in.")
        lines.append(Line("mail-warning", title, note, to=reverse("portal:invitations"), tag=advice, tone="warn"))
    return lines


def _spelled(name: str, value: object) -> object:
    return country(str(value)) if name == "country" else value


def _counted(number: int) -> str:
    """As many as were counted: beyond that it is only known that there are more."""
    return f"{access.MOST_COUNTED}+" if number > access.MOST_COUNTED else str(number)


def _form(request: HttpRequest, values: Mapping[str, object], error: Conflict | Invalid | None = None) -> HttpResponse:
    field = getattr(error, "field", "") or getattr(error, "name", "")
    fields = [
        (name, LABELS[name], values.get(name) or "", refused(error) if error and field == name else "")
        for name in FIELDS
    ]
    return drawn(
        request,
        "edit",
        status=422 if error else 200,
        fields=fields,
        countries=[("", gettext("Not said")), *countries()],
        error=refused(error) if error and field not in FIELDS else "",
    )
