"""Timelines: what somebody did and what we did about them, as one, and everything as it arrives."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from twofold.core.actor import Actor, ActorKind
from twofold.core.queries import Entry, facts_about
from twofold.directory.masks import struck_out
from twofold.directory.queries import formerly, formerly_accounts, people_visible_to
from twofold.events.errors import PlaceUnreadable
from twofold.events.permissions import Permission
from twofold.events.store import read
from twofold.events.store.read import Event, Place

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FACT = "fact"
PRIVATE = read.NO_ONE
LONGEST_PAGE = 200

T = TypeVar("T", "Moment", Event)


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of a timeline: an event of a customer, or a fact of ours (`kind` is then "fact")."""

    id: UUID
    at: datetime
    kind: str
    name: str
    properties: dict[str, Any]
    context: dict[str, Any]
    person_id: UUID | None
    account_id: UUID | None
    source_id: UUID | None
    actor_name: str = ""

    @property
    def is_fact(self) -> bool:
        """Whether it is something Twofold did."""
        return self.kind == FACT

    @property
    def place(self) -> str:
        """Its place on the timeline, to go on from."""
        return _written((self.at, self.id))


@dataclass(frozen=True, slots=True)
class Timeline:
    """Moments, newest first; `older` is the place to go on from, None when there is nothing older."""

    moments: list[Moment]
    older: str | None


@dataclass(frozen=True, slots=True)
class Feed:
    """Events as they arrived, newest first; `newest` is the place after which there is nothing yet."""

    events: list[Event]
    newest: str | None


def timeline(
    actor: Actor,
    *,
    person_id: UUID | None = None,
    account_id: UUID | None = None,
    kinds: Collection[str] = (),
    within: UUID | None = None,
    before: str | None = None,
    limit: int = 50,
) -> Timeline:
    """What one person, or one account, did and what we did about them.

    Events come from the tape, facts from the ledger, where they are at once: none is shown twice. `kinds` are types of
    events and "fact"; none means all of them. `within` an account are the events done for it, and no facts; within
    `PRIVATE` those done for none.
    """
    _require(actor)
    limit = min(limit, LONGEST_PAGE)
    place = _read(before) if before else None
    people = [person_id, *formerly(actor, person_id)] if person_id else []
    accounts = [account_id, *formerly_accounts(actor, account_id)] if account_id else []
    types = [kind for kind in kinds if kind != FACT]
    moments: list[Moment] = []
    if types or not kinds:
        pick = read.Pick(types, place, limit + 1, within)
        events = read.of_people(actor, people, pick) if people else []
        events += read.of_accounts(actor, accounts, pick) if accounts else []
        moments += [_of_event(event) for event in events]
    if within is None and (FACT in kinds or not kinds):
        facts = facts_about(people=people, accounts=accounts, before=place, limit=limit + 1)
        moments += [_of_fact(entry) for entry in facts]
    if actor.masked:
        moments = [_struck(actor, moment) for moment in moments]
    moments.sort(key=lambda moment: (moment.at, moment.id.int), reverse=True)
    return Timeline(moments[:limit], moments[limit - 1].place if len(moments) > limit else None)


def latest(
    actor: Actor,
    *,
    after: str | None = None,
    source_id: UUID | None = None,
    name: str = "",
    person_id: UUID | None = None,
    limit: int = 50,
) -> Feed:
    """What arrived last, or since a place; for watching the tape live. `name` is any part of an event's name."""
    _require(actor)
    people = [person_id, *formerly(actor, person_id)] if person_id else []
    place = _read(after) if after else None
    events = read.latest(actor, read.Look(place, source_id, name, people, min(limit, LONGEST_PAGE)))
    newest = _written((events[0].received_at, events[0].id)) if events else after
    return Feed([_struck(actor, event) for event in _seen(actor, events)], newest)


def _struck(actor: Actor, told: T) -> T:
    """Without what is hidden from the actor: traits and pages say who somebody is, too."""
    if not actor.masked:
        return told
    properties, context = (struck_out(actor, body) for body in (told.properties, told.context))
    return replace(told, properties=properties, context=context)


def _seen(actor: Actor, events: list[Event]) -> list[Event]:
    """Those of people in the actor's rows."""
    if actor.rows is None:
        return events
    asked = {event.person_id for event in events if event.person_id}
    seen = set(people_visible_to(actor).filter(id__in=asked).values_list("id", flat=True))
    return [event for event in events if event.person_id in seen]


def _require(actor: Actor) -> None:
    """Customers need no permission for what is their own; the store gives them nothing else."""
    if not actor.is_customer:
        actor.require(Permission.SEE_EVENTS)


def _of_event(event: Event) -> Moment:
    return Moment(
        event.id,
        event.at,
        event.type,
        event.name,
        event.properties,
        event.context,
        event.person_id,
        event.account_id,
        event.source_id,
    )


def _of_fact(entry: Entry) -> Moment:
    at = entry.recorded_at.replace(microsecond=entry.recorded_at.microsecond // 1000 * 1000)
    by = "" if entry.actor_kind == ActorKind.SYSTEM else entry.actor_name
    return Moment(entry.id, at, FACT, entry.name, entry.body, {}, entry.person_id, entry.account_id, None, by)


def _written(place: Place) -> str:
    at, which = place
    return f"{(at - EPOCH) // timedelta(milliseconds=1)}-{which.hex}"


def _read(text: str) -> Place:
    milliseconds, _, which = text.partition("-")
    try:
        return EPOCH + timedelta(milliseconds=int(milliseconds)), UUID(which)
    except (ValueError, OverflowError):
        raise PlaceUnreadable(text[:100]) from None
