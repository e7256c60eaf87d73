"""The timeline of a record: what they did and what was done about them, day by day, and how its fields were changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from twofold.console import agreements, properties, sentences
from twofold.console.account_record import AccountRecord
from twofold.console.asking import an_id
from twofold.console.page import ConsoleRequest, fragment
from twofold.console.person_record import PersonRecord
from twofold.console.record import Link, Record
from twofold.console.sentences import Sentence
from twofold.directory import queries as directory
from twofold.directory.queries import Change
from twofold.events import queries as events
from twofold.events.queries import Moment

FACTS, PRIVATE, CHANGES = "facts", "private", "changes"
PAGE = 40


@dataclass(frozen=True, slots=True)
class Tab:
    """A part of the timeline."""

    key: str
    label: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: when, what, where it was done, by whom."""

    at: datetime
    said: Sentence
    is_fact: bool
    where: Link | None
    who: str


@dataclass(frozen=True, slots=True)
class Day:
    """The lines of one day; `continued` if the lines before were of the same day."""

    at: datetime
    continued: bool
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class Edited:
    """One field, changed once, in words."""

    label: str
    old: str
    new: str
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TimelineView:
    """What the page shows of it."""

    tabs: Sequence[Tab]
    days: Sequence[Day]
    older: str
    changes: Sequence[Edited] | None = None

    @property
    def here(self) -> str:
        """The tab that is open."""
        return next((tab.key for tab in self.tabs if tab.current), "")


def of_person(request: ConsoleRequest, record: PersonRecord) -> TimelineView:
    """A person's: everything, what they did for themselves, what for each account, facts, changes."""
    named = [(str(one.row.account_id), one.row.account_name) for one in record.memberships]
    tabs = _tabs(
        request, record, [("", "Everything"), (PRIVATE, "Private"), *named, (FACTS, "Facts"), (CHANGES, "Changes")]
    )
    here = _here(tabs)
    if here == CHANGES:
        changes = directory.changes_of_person(request.actor, record.id, limit=200)
        return TimelineView(tabs, [], "", _edited(record, changes))
    within = events.PRIVATE if here == PRIVATE else an_id(here)
    return _view(request, record, tabs, person_id=record.id, within=within, kinds=("fact",) if here == FACTS else ())


def of_account(request: ConsoleRequest, record: AccountRecord) -> TimelineView:
    """An account's: everything, facts, changes."""
    tabs = _tabs(request, record, [("", "Everything"), (FACTS, "Facts"), (CHANGES, "Changes")])
    here = _here(tabs)
    if here == CHANGES:
        changes = directory.changes_of_account(request.actor, record.id, limit=200)
        return TimelineView(tabs, [], "", _edited(record, changes))
    return _view(request, record, tabs, account_id=record.id, kinds=("fact",) if here == FACTS else ())


def wants_entries(request: ConsoleRequest) -> bool:
    """Whether htmx asks for the timeline alone, or for what is older."""
    return request.headers.get("HX-Target") in {"timeline", "timeline-more"}


def entries(request: ConsoleRequest, timeline: TimelineView) -> HttpResponse:
    """The timeline alone, or what comes below its last line."""
    name = "entries" if request.headers["HX-Target"] == "timeline-more" else "timeline"
    return fragment(request, f"directory/_{name}.html", {"timeline": timeline})


def _tabs(request: ConsoleRequest, record: Record, offered: Iterable[tuple[str, str]]) -> list[Tab]:
    asked = request.GET.get("show", "")
    offered = list(offered)
    here = asked if asked in dict(offered) else ""
    kept = {"in": request.GET["in"]} if request.GET.get("in") else {}
    return [
        Tab(key, label, f"{record.url}?{urlencode(kept | ({'show': key} if key else {}))}", key == here)
        for key, label in offered
    ]


def _here(tabs: Iterable[Tab]) -> str:
    return next(tab.key for tab in tabs if tab.current)


def _view(request: ConsoleRequest, record: Record, tabs: list[Tab], **which: Any) -> TimelineView:
    before = request.GET.get("before") or None
    found = events.timeline(request.actor, before=before, limit=PAGE, **which)
    lines = _lines(request, record, found.moments)
    seen = request.GET.get("day", "")
    days = [
        Day(of_day[0].at, day == seen, of_day)
        for day, of_day in ((day, list(each)) for day, each in groupby(lines, key=lambda line: _day(line.at)))
    ]
    here = next(tab.url for tab in tabs if tab.current)
    joint = "&" if "?" in here and not here.endswith("?") else "" if here.endswith("?") else "?"
    more = urlencode({"before": found.older, "day": _day(lines[-1].at)}) if found.older and lines else ""
    return TimelineView(tabs, days, f"{here}{joint}{more}" if more else "")


def _day(moment: datetime) -> str:
    return timezone.localtime(moment).date().isoformat()


def _lines(request: ConsoleRequest, record: Record, moments: Sequence[Moment]) -> list[Entry]:
    """Moments as lines; the people and accounts they name are looked up together."""
    is_person = record.subject == "person"
    others = {each for one in moments if (each := one.account_id if is_person else one.person_id)}
    name = directory.names_of_accounts if is_person else directory.names_of_people
    names = name(request.actor, others)
    page = "console:account" if is_person else "console:person"
    lines = []
    told = agreements.with_names([one.properties if one.is_fact else {} for one in moments])
    for one, body in zip(moments, told, strict=True):
        other: UUID | None = one.account_id if is_person else one.person_id
        where = (
            Link(names[other] or ("account without a name" if is_person else "a visitor"), reverse(page, args=[other]))
            if other is not None and other in names
            else None
        )
        said = (
            sentences.of_fact(one.name, body) if one.is_fact else sentences.of_event(one.kind, one.name, one.properties)
        )
        lines.append(Entry(one.at, said, one.is_fact, where, one.actor_name))
    return lines


def _edited(record: Record, changes: Sequence[Change]) -> list[Edited]:
    """Changes in the words of the fields they are about."""
    fields = record.fields
    owners = {UUID(str(value)) for one in changes if one.field == "owner" for value in (one.old, one.new) if value}
    people = directory.names_of_people(record.actor, owners)
    names = {str(one): name for one, name in people.items()}
    lines = []
    for one in changes:
        field = fields.get(one.field) or properties.Field(one.field, one.field.replace("_", " ").capitalize())
        old, new = (properties.said(field, value, names) for value in (one.old, one.new))
        lines.append(Edited(field.label, old, new, one.actor_name, one.changed_at))
    return lines
