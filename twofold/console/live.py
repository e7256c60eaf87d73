"""The tape as it runs: events as they arrive, a second later at most."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from asgiref.sync import sync_to_async
from django.db import close_old_connections
from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.template.loader import render_to_string
from django.urls import reverse

from twofold.access import queries as access
from twofold.console import agreements
from twofold.console.asking import an_id
from twofold.console.listing import Address
from twofold.console.page import ConsoleRequest, page
from twofold.console.sentences import Sentence, of_event, of_fact
from twofold.core.actor import Actor
from twofold.core.refusals import Forbidden, Throttled
from twofold.core.unit import unit_of_work
from twofold.directory import queries as directory
from twofold.events import queries as events
from twofold.events.permissions import Permission

POLL_SECONDS = 1.0
SIGN_OF_LIFE_SECONDS = 15.0
LONGEST_SECONDS = 600.0  # then the browser connects again, which asks again whether it may
SHOWN = 50
MOST_WATCHERS = 100  # of one process
RAW_LETTERS = 8_000
FILTERS = ("source", "name", "person")

_watchers = 0


class TooManyWatchers(Throttled):
    """Too many people watch the tape at once; try again in a while."""


class NoLongerStaff(Forbidden):
    """You are no longer a member of staff."""


@dataclass(frozen=True, slots=True)
class Watch:
    """Who watches, what for, and how far they have seen."""

    actor: Actor
    source_id: UUID | None = None
    name: str = ""
    person_id: UUID | None = None
    seen: str | None = None

    @classmethod
    def of(cls, actor: Actor, asked: QueryDict, seen: str | None = None) -> "Watch":
        """From the address."""
        return cls(
            actor,
            source_id=an_id(asked.get("source", "")),
            name=asked.get("name", "").strip()[:250],
            person_id=an_id(asked.get("person", "")),
            seen=seen,
        )


@dataclass(frozen=True, slots=True)
class Line:
    """An event as a row of the page."""

    at: datetime
    person: str
    person_url: str
    sentence: Sentence
    raw: str
    account: str
    account_url: str
    source: str


def live(request: ConsoleRequest) -> HttpResponse:
    """The newest events, and the stream of those that follow."""
    watch = Watch.of(request.actor, request.GET)
    lines, seen = newest(watch)
    address = Address.of(reverse("console:live_stream"), request.GET, FILTERS)
    names = directory.names_of_people(request.actor, [watch.person_id] if watch.person_id else [])
    context = {
        "lines": lines,
        "sources": _sources(request.actor),
        "stream": address.to(after=seen),
        "watch": watch,
        "person_name": names.get(watch.person_id, "somebody") if watch.person_id else "",
        "without_person": Address.of(request.path, request.GET, FILTERS).to(person=None),
        "is_filtered": any(address.one(key) for key in FILTERS),
    }
    return page(request, "running/live.html", context)


def stream(request: ConsoleRequest) -> StreamingHttpResponse:
    """Rows of HTML as server-sent events. After a break the browser says what it saw last, and goes on from there."""
    if _watchers >= MOST_WATCHERS:
        raise TooManyWatchers
    seen = request.headers.get("Last-Event-ID") or request.GET.get("after")
    return StreamingHttpResponse(
        _rows(Watch.of(request.actor, request.GET, seen)),
        content_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _rows(watch: Watch) -> AsyncIterator[str]:
    """Until the client leaves, which cancels this, or for ten minutes."""
    global _watchers  # noqa: PLW0603 - of this process
    _watchers += 1
    began = spoke = time.monotonic()
    try:
        yield "retry: 1500\n\n"
        while time.monotonic() - began < LONGEST_SECONDS:
            try:
                rows, seen = await sync_to_async(poll)(watch)
            except Forbidden:
                return
            watch = replace(watch, seen=seen)
            if rows:
                yield "".join(_message(row, seen) for row in rows)
                spoke = time.monotonic()
            elif time.monotonic() - spoke > SIGN_OF_LIFE_SECONDS:
                yield ": nothing new\n\n"
                spoke = time.monotonic()
            await asyncio.sleep(POLL_SECONDS)
    finally:
        _watchers -= 1


def poll(watch: Watch) -> tuple[list[str], str | None]:
    """What has arrived since, the oldest first, each as a row; in a unit of work of its own. Refuses who may no longer see."""
    try:
        with unit_of_work(Actor.system("live")):
            watch = _with_rights_of_today(watch)
        with unit_of_work(watch.actor):
            lines, seen = newest(watch)
            return [render_to_string("console/running/_event.html", {"line": line}) for line in reversed(lines)], seen
    finally:
        close_old_connections()


def _with_rights_of_today(watch: Watch) -> Watch:
    """Whoever was dismissed while the stream was open sees no more of it."""
    if watch.actor.person_id is None:
        return watch
    actor = access.actor_of(watch.actor.person_id)
    if actor.is_customer:
        raise NoLongerStaff
    return replace(watch, actor=actor)


def newest(watch: Watch) -> tuple[list[Line], str | None]:
    """The newest events that are watched for, and how far one has seen with them."""
    feed = events.latest(
        watch.actor,
        after=watch.seen,
        source_id=watch.source_id,
        name=watch.name,
        person_id=watch.person_id,
        limit=SHOWN,
    )
    if not feed.events:
        return [], feed.newest
    people = directory.names_of_people(watch.actor, {event.person_id for event in feed.events if event.person_id})
    accounts = directory.names_of_accounts(watch.actor, {event.account_id for event in feed.events if event.account_id})
    sources = {source.id: source.name for source in _sources(watch.actor)}
    told = agreements.with_names([event.properties if event.type == "fact" else {} for event in feed.events])
    lines = [_line(event, body, people, accounts, sources) for event, body in zip(feed.events, told, strict=True)]
    return lines, feed.newest


def _line(
    event: events.Event,
    told: Mapping[str, Any],
    people: dict[UUID, str],
    accounts: dict[UUID, str],
    sources: dict[UUID, str],
) -> Line:
    is_fact = event.type == "fact"
    raw = {"properties": event.properties, "context": event.context}
    return Line(
        at=event.received_at,
        person=people.get(event.person_id) or "A visitor" if event.person_id else "—",
        person_url=reverse("console:person", args=[event.person_id]) if event.person_id in people else "",
        sentence=of_fact(event.name, told) if is_fact else of_event(event.type, event.name, event.properties),
        raw=json.dumps({key: value for key, value in raw.items() if value}, ensure_ascii=False, indent=2)[:RAW_LETTERS],
        account=accounts.get(event.account_id, "") if event.account_id else "",
        account_url=reverse("console:account", args=[event.account_id]) if event.account_id in accounts else "",
        source="Twofold" if is_fact else sources.get(event.source_id, "—") if event.source_id else "—",
    )


def _sources(actor: Actor) -> list[Any]:
    """To choose from and to name; events are seen without knowing where they come from, too."""
    return events.sources(actor) if actor.may(Permission.SEE_SOURCES) else []


def _message(row: str, seen: str | None) -> str:
    data = "\n".join(f"data: {line}" for line in row.splitlines())
    return f"id: {seen}\n{data}\n\n"
