"""What happened in the organisation, for those who may see it, to be read and to be taken along."""

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.urls import reverse
from django.utils.translation import gettext

from twofold.access import queries as access
from twofold.core import queries as core
from twofold.core.actor import Actor
from twofold.core.permissions import Permission
from twofold.core.queries import Asked, Entry
from twofold.look import wording
from twofold.portal import telling
from twofold.portal.here import actor_of
from twofold.portal.organisation.answers import account_of, drawn, uuids
from twofold.portal.organisation.files import as_file
from twofold.portal.organisation.told import KINDS, details, told
from twofold.portal.panels import Line, Panel, declare_panel

HEADINGS = ("at", "what", "who", "whose", "detail", "fact")
AT_HOME = 5


@declare_panel(30)
def lately(actor: Actor) -> Panel | None:
    """What happened last in the organisation, for those who may read its log."""
    if actor.account_id is None or not actor.may(Permission.SEE_ACCOUNT_LEDGER):
        return None
    found = core.entries_of_account(actor, actor.account_id, limit=AT_HOME).entries
    names = access.names_in(actor, actor.account_id, {one.person_id for one in found if one.person_id})
    lines = [
        Line(plain.icon, _of_whom(one, names), " · ".join(filter(None, (plain.who, wording.ago(plain.at)))))
        for one, plain in zip(found, telling.told(found, reader=actor.person_id), strict=True)
    ]
    return Panel(gettext("Lately"), lines, reverse("portal:activity_of_account"), gettext("All")) if lines else None


def activity(request: HttpRequest) -> HttpResponse:
    """What happened, the newest first; of one person, or of one kind, where that is asked for."""
    actor, account_id = actor_of(request), account_of(request)
    asked = _asked(request)
    after, before = (_number(request.GET.get(name, "")) for name in ("after", "before"))
    found = core.entries_of_account(actor, account_id, asked, before=before, after=after)
    names = access.names_in(actor, account_id, {one.person_id for one in found.entries if one.person_id})
    kept = request.GET.copy()
    for name in ("after", "before"):
        kept.pop(name, None)
    return drawn(
        request,
        "activity",
        entries=[
            (one, _of_whom(one, names), plain.who)
            for one, plain in zip(found.entries, telling.told(found.entries, reader=None), strict=True)
        ],
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
    return as_file("activity", HEADINGS, ([_cells(one) for one in entries] for entries in pages))


def _cells(entry: Entry) -> tuple[str, ...]:
    return (
        entry.recorded_at.isoformat(timespec="seconds"), told(entry), entry.actor_name,
        str(entry.person_id or ""), "; ".join(f"{key}: {value}" for key, value in details(entry).items()), entry.name,
    )  # fmt: skip


def _of_whom(entry: Entry, names: Mapping[UUID, str]) -> str:
    whose = names.get(entry.person_id, "") if entry.person_id else ""
    return f"{whose}: {told(entry)}" if whose else told(entry)


def _asked(request: HttpRequest) -> Asked:
    about = request.GET.get("person", "")
    kind = request.GET.get("kind", "")
    return Asked(name=kind if kind in dict(KINDS) else "", about=uuids([about])[0] if about else None)


def _number(text: str) -> int | None:
    return int(text) if text.isdigit() and len(text) < 19 else None


def _with(kept: QueryDict, name: str, number: int) -> str:
    return "&".join(filter(None, (kept.urlencode(), f"{name}={number}")))
