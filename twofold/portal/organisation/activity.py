"""What happened in the organisation, for those who may see it, to be read and to be taken along."""

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from twofold.access import queries as access
from twofold.core import queries as core
from twofold.core.actor import Actor
from twofold.core.permissions import Permission
from twofold.core.queries import Asked, Entry
from twofold.core.unit import unit_of_work
from twofold.look import wording
from twofold.portal.asking import uuids, whole
from twofold.portal.here import actor_of
from twofold.portal.organisation.answers import account_of, drawn
from twofold.portal.organisation.files import as_file
from twofold.portal.panels import Line, Panel, declare_panel
from twofold.portal.telling import by_day, done_by, names_of_staff, told

HEADINGS = (gettext_lazy("When"), gettext_lazy("What happened"), gettext_lazy("Who did it"), gettext_lazy("About whom"))
AT_HOME = 5

# What a kind of activity is called, by the beginning of the names of its facts.
KINDS = (
    ("access.role", gettext_lazy("Roles")),
    ("access.group", gettext_lazy("Groups")),
    ("access.application", gettext_lazy("Applications")),
    ("access.invitation", gettext_lazy("Invitations")),
    ("access.guest", gettext_lazy("Guests")),
    ("directory.membership", gettext_lazy("People")),
    ("directory.account", gettext_lazy("Details")),
)


@declare_panel(30)
def lately(actor: Actor) -> Panel | None:
    """What happened last in the organisation, for those who may read its log."""
    if actor.account_id is None or not actor.may(Permission.SEE_ACCOUNT_LEDGER):
        return None
    found = core.entries_of_account(actor, actor.account_id, limit=AT_HOME).entries
    lines = [
        Line(one.icon, one.text, " · ".join(filter(None, (one.note, wording.ago(one.at)))))
        for one in told(found, reader=actor.person_id, names=_names(actor, actor.account_id, found))
    ]
    return Panel(gettext("Lately"), lines, reverse("portal:activity_of_account"), gettext("All")) if lines else None


def activity(request: HttpRequest) -> HttpResponse:
    """What happened, the newest first; of one person, or of one kind, where that is asked for."""
    actor, account_id = actor_of(request), account_of(request)
    asked = _asked(request)
    after, before = (whole(request.GET.get(name, "")) for name in ("after", "before"))
    found = core.entries_of_account(actor, account_id, asked, before=before, after=after)
    kept = request.GET.copy()
    for name in ("after", "before"):
        kept.pop(name, None)
    return drawn(
        request,
        "activity",
        days=list(by_day(told(found.entries, reader=actor.person_id, names=_names(actor, account_id, found.entries)))),
        kinds=KINDS,
        asked=request.GET,
        newer=f"?{_with(kept, 'after', found.newer)}" if found.newer else "",
        older=f"?{_with(kept, 'before', found.older)}" if found.older else "",
        query=kept.urlencode(),
    )


def export(request: HttpRequest) -> HttpResponseBase:
    """All of it as a file for a spreadsheet."""
    actor, account_id, asked = actor_of(request), account_of(request), _asked(request)
    actor.require(Permission.SEE_ACCOUNT_LEDGER)
    pages = core.every_entry_of_account(actor, account_id, asked)
    return as_file("activity", HEADINGS, (_rows(actor, account_id, entries) for entries in pages))


def _rows(actor: Actor, account_id: UUID, entries: list[Entry]) -> list[tuple[str, ...]]:
    """As anybody may read them, for a file goes on from hand to hand."""
    with unit_of_work(actor):
        names = _names(actor, account_id, entries)
        lines = told(entries, reader=None, names=names)
    return [_cells(one, line.text, names) for one, line in zip(entries, lines, strict=True)]


def _cells(entry: Entry, said: str, names: Mapping[UUID, str]) -> tuple[str, ...]:
    whose = names.get(entry.person_id, "") if entry.person_id else ""
    return (entry.recorded_at.isoformat(timespec="seconds"), said, done_by(entry, names), whose)


def _names(actor: Actor, account_id: UUID, entries: list[Entry]) -> dict[UUID, str]:
    people = {one.person_id for one in entries if one.person_id}
    people |= {one.actor_id for one in entries if one.impersonator_id and one.actor_id}
    return access.names_in(actor, account_id, people) | names_of_staff(entries)


def _asked(request: HttpRequest) -> Asked:
    about = request.GET.get("person", "")
    kind = request.GET.get("kind", "")
    return Asked(name=kind if kind in dict(KINDS) else "", about=uuids([about])[0] if about else None)


def _with(kept: QueryDict, name: str, number: int) -> str:
    return "&".join(filter(None, (kept.urlencode(), f"{name}={number}")))
