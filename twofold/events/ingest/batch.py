"""A batch: what several senders brought within a few milliseconds, from the claim of its keys to its rows on the tape."""

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple
from uuid import UUID

import msgspec
import structlog
from django.db import Error as DatabaseError
from django.db import InterfaceError, OperationalError, transaction

from twofold.core import clock, ids
from twofold.core.actor import Actor
from twofold.core.refusals import Refusal
from twofold.events.errors import StillBeingWritten
from twofold.events.identity.accounts import AccountResolver
from twofold.events.identity.resolve import Owner, Resolver
from twofold.events.ingest import books, letters
from twofold.events.ingest.arrival import Arrival
from twofold.events.ingest.letters import Letter
from twofold.events.ingest.reasons import Reason
from twofold.events.store.rows import NOBODY, Row

log = structlog.get_logger()


class Parcel(msgspec.Struct):
    """What one request brought, and how its sender is told what became of it. `repeats` is right when it is answered."""

    events: Sequence[Arrival]
    letters: Sequence[Letter]
    answer: Callable[[Refusal | None], None]
    repeats: int = 0


class Owned(NamedTuple):
    """An event, and whose it is."""

    event: Arrival
    owner: Owner
    account_id: UUID | None


class Batch:
    """Parcels on their way. `claim` runs in a transaction; `rows` are for the tape; `answer` comes after both."""

    def __init__(self, parcels: Sequence[Parcel]) -> None:
        self.id = ids.new()
        self.began_at = clock.now()
        self.parcels = parcels
        self.rows: list[Row] = []
        self._elsewhere: set[int] = set()

    def claim(self, identities: "Identities", *, owner: int) -> None:
        """Claim the keys, resolve the people of the events that are no repeats, and keep the letters."""
        events = {event.key: event for parcel in self.parcels for event in parcel.events}
        spoiled: list[Letter] = []
        if events:
            fresh, self._elsewhere = books.claim(events.keys(), self.id, owner=owner)
            self._count_repeats(fresh)
            new = [event for key, event in events.items() if key in fresh]
            owned = identities.resolve(new, spoiled) if new else []
            books.release(fresh - {one.event.key for one in owned})
            self.rows = [_row(one, self.id.int) for one in owned]
        letters.keep([*(letter for parcel in self.parcels for letter in parcel.letters), *spoiled])

    def _count_repeats(self, fresh: Collection[int]) -> None:
        """Note on each parcel how many of its events were there already, or came twice in this batch."""
        left = set(fresh)
        for parcel in self.parcels:
            keys = {event.key for event in parcel.events}
            parcel.repeats = len(parcel.events) - len(keys & left)
            left -= keys

    def answer(self, refusal: Refusal | None) -> None:
        """Tell the senders. Who sent what is still being written elsewhere has to come again."""
        for parcel in self.parcels:
            is_waiting = self._elsewhere and not self._elsewhere.isdisjoint(event.key for event in parcel.events)
            parcel.answer(refusal or (StillBeingWritten() if is_waiting else None))


class Identities:
    """People and accounts of events; an event that cannot be resolved for reasons of its own does not spoil the others."""

    def __init__(self, actor: Actor) -> None:
        self._people = Resolver(actor)
        self._accounts = AccountResolver(actor)

    def resolve(self, events: Sequence[Arrival], spoiled: list[Letter]) -> list[Owned]:
        """The owners of the events; those that fail by themselves become letters."""
        try:
            with transaction.atomic():
                owners = self._people.resolve(events)
                accounts = self._accounts.resolve(events, owners)
                return [Owned(*one) for one in zip(events, owners, accounts, strict=True)]
        except (OperationalError, InterfaceError):
            raise
        except (DatabaseError, ValueError, RecursionError) as error:
            self.forget()
            if len(events) > 1:
                half = len(events) // 2
                return self.resolve(events[:half], spoiled) + self.resolve(events[half:], spoiled)
            log.exception("ingest.event_kept_failing", event_id=events[0].id)
            spoiled.append(_spoiled(events[0], error))
            return []

    def forget(self) -> None:
        """What was written since the last commit is undone."""
        self._people.forget()
        self._accounts.forget()


def _spoiled(event: Arrival, error: Exception) -> Letter:
    why = (Reason.KEPT_FAILING, f"It could not be resolved: {type(error).__name__}.")
    return Letter.of(event.origin.id, event.raw, clock.now(), why=why, kind=event.type)


def _row(one: Owned, batch_id: int) -> Row:
    event, owner, account = one
    return Row(
        event_id=event.key,
        batch_id=batch_id,
        source_id=event.origin.id.int,
        type=event.type.encode(),
        name=event.name.encode(),
        ts=event.ts,
        sent_at=event.sent_at,
        received_at=event.received_at,
        properties=event.properties,
        context=event.context,
        anonymous_id=event.anonymous_id.encode(),
        user_id=event.user_id.encode(),
        person_id=owner.person_id.int if owner.person_id else NOBODY,
        node_id=owner.node_id.int if owner.node_id else NOBODY,
        account_id=account.int if account else NOBODY,
    )
