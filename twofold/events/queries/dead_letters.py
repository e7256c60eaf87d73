"""Dead letters: what was not taken, why, and how often."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from twofold.core.actor import Actor
from twofold.events.models import DeadLetter, DeadLetterCount
from twofold.events.permissions import Permission


@dataclass(frozen=True, slots=True)
class Letter:
    """One dead letter. `is_whole` says whether all of the body was kept, so that it can be replayed."""

    id: UUID
    source_id: UUID
    reason: str
    sentence: str
    event_type: str
    body: str
    size: int
    is_whole: bool
    received_at: datetime
    replayed_at: datetime | None


@dataclass(frozen=True, slots=True)
class DeadLetterPage:
    """Letters, newest first; `older` is the letter to go on from, None when there is nothing older."""

    letters: list[Letter]
    older: UUID | None


@dataclass(frozen=True, slots=True)
class LetterCount:
    """How many letters one source has had for one reason, and how many of them are kept."""

    source_id: UUID
    reason: str
    letters: int
    kept: int
    last_at: datetime


def dead_letters(
    actor: Actor,
    *,
    source_id: UUID | None = None,
    reason: str = "",
    before: UUID | None = None,
    limit: int = 50,
) -> DeadLetterPage:
    """The letters that are kept, newest first. Their ids are in the order in which they were written down."""
    found = _found(actor, source_id, reason)
    if before:
        found = found.filter(id__lt=before)
    rows = list(found[: limit + 1])
    return DeadLetterPage([_letter(row) for row in rows[:limit]], rows[limit - 1].id if len(rows) > limit else None)


def dead_letter_ids(actor: Actor, *, source_id: UUID | None = None, reason: str = "", limit: int = 1_000) -> list[UUID]:
    """The letters that are kept, oldest first, to do something with all of them."""
    return list(_found(actor, source_id, reason).order_by("id").values_list("id", flat=True)[:limit])


def dead_letter_counts(actor: Actor) -> list[LetterCount]:
    """How many there were in all, by source and reason, the most frequent first."""
    actor.require(Permission.SEE_DEAD_LETTERS)
    return [
        LetterCount(row.source_id, row.reason, row.letters, row.kept, row.last_at)
        for row in DeadLetterCount.objects.order_by("-letters", "reason")
    ]


def _found(actor: Actor, source_id: UUID | None, reason: str) -> QuerySet[DeadLetter]:
    actor.require(Permission.SEE_DEAD_LETTERS)
    found = DeadLetter.objects.order_by("-id")
    if source_id:
        found = found.filter(source=source_id)
    return found.filter(reason=reason) if reason else found


def _letter(row: DeadLetter) -> Letter:
    body = bytes(row.body)
    return Letter(
        row.id,
        row.source_id,
        row.reason,
        row.sentence,
        row.event_type,
        body.decode("utf-8", "backslashreplace"),
        row.size,
        len(body) == row.size,
        row.received_at,
        row.replayed_at,
    )
