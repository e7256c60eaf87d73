"""The ledger, searched: by staff all of it, by customers what they are shown of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import CharField, F, Q, QuerySet
from django.db.models.functions import Cast

from twofold.core.actor import Actor
from twofold.core.audit.facts import AccessRefused
from twofold.core.facts import Audience, name_of
from twofold.core.models import LedgerEntry
from twofold.core.permissions import Permission
from twofold.core.refusals import NotFound
from twofold.core.unit import unit_of_work

PAGE = 50
EXPORTED = 1_000
SLACK = timedelta(hours=1)  # more than any transaction takes, and than any two clocks differ
REFUSED = name_of(AccessRefused)


@dataclass(eq=False)
class LogNotFound(NotFound):
    """There is no such account, or its log is not for you to see."""

    account_id: UUID


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact as the ledger keeps it. `impersonator_id` is the member of staff who acted in the actor's stead."""

    id: UUID
    seq: int
    name: str
    body: dict[str, Any]
    actor_kind: str
    actor_id: UUID | None
    actor_name: str
    impersonator_id: UUID | None
    person_id: UUID | None
    account_id: UUID | None
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """Entries, newest first; `newer` and `older` are the numbers to go on from, None where there is nothing."""

    entries: list[Entry]
    newer: int | None
    older: int | None


@dataclass(frozen=True, slots=True)
class Asked:
    """Which entries: what is left out does not matter.

    `name` is a whole name of a fact or its beginning, `names` any of which it may be, `about` a person or an account, `until`
    the first moment that is no longer meant, `refusal` a text in what the record of a refusal says.
    """

    name: str = ""
    names: tuple[str, ...] = ()
    actor_id: UUID | None = None
    actor_name: str = ""
    about: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    refusal: str = ""


ALL = Asked()


def ledger(
    actor: Actor, asked: Asked = ALL, *, before: int | None = None, after: int | None = None, limit: int = PAGE
) -> LedgerPage:
    """Facts for staff, newest first, before or after an entry's `seq`."""
    return _page(_for_staff(actor, asked), before=before, after=after, limit=limit)


def own_entries(
    actor: Actor, asked: Asked = ALL, *, before: int | None = None, after: int | None = None, limit: int = PAGE
) -> LedgerPage:
    """What the actor did, and what is shown to them of what was done about them; newest first."""
    return _page(_for_oneself(actor, asked), before=before, after=after, limit=limit)


def entries_of_account(
    actor: Actor,
    account_id: UUID,
    asked: Asked = ALL,
    *,
    before: int | None = None,
    after: int | None = None,
    limit: int = PAGE,
) -> LedgerPage:
    """What an account's own people are shown of its log, newest first; with the permission, in their own account only."""
    return _page(_for_account(actor, account_id, asked), before=before, after=after, limit=limit)


def every_entry(actor: Actor, asked: Asked = ALL) -> Iterator[list[Entry]]:
    """As `ledger`, all of it, a thousand at a time, each in a unit of work of its own: to be written to a file."""
    return _pages(actor, lambda: _for_staff(actor, asked))


def every_own_entry(actor: Actor, asked: Asked = ALL) -> Iterator[list[Entry]]:
    """As `own_entries`, all of them, a thousand at a time."""
    return _pages(actor, lambda: _for_oneself(actor, asked))


def every_entry_of_account(actor: Actor, account_id: UUID, asked: Asked = ALL) -> Iterator[list[Entry]]:
    """As `entries_of_account`, all of them, a thousand at a time."""
    return _pages(actor, lambda: _for_account(actor, account_id, asked))


def _for_staff(actor: Actor, asked: Asked) -> "QuerySet[LedgerEntry]":
    actor.require(Permission.SEE_LEDGER)
    return _found(asked)


def _for_oneself(actor: Actor, asked: Asked) -> "QuerySet[LedgerEntry]":
    """The policies of the database say the same once more, for customers."""
    shown = F("audience").bitand(int(Audience.PERSON))
    told = Q(person_id=actor.person_id, shown__gt=0)
    return _found(asked).annotate(shown=shown).filter(Q(actor_id=actor.person_id) | told)


def _for_account(actor: Actor, account_id: UUID, asked: Asked) -> "QuerySet[LedgerEntry]":
    actor.require(Permission.SEE_ACCOUNT_LEDGER)
    if actor.account_ids is not None and account_id not in actor.account_ids:
        raise LogNotFound(account_id)
    shown = F("audience").bitand(int(Audience.ACCOUNT))
    return _found(asked).annotate(shown=shown).filter(account_id=account_id, shown__gt=0)


def _found(asked: Asked) -> "QuerySet[LedgerEntry]":
    found = LedgerEntry.objects.all()
    if asked.name:
        found = found.filter(name__startswith=asked.name.lower())
    if asked.names:
        found = found.filter(name__in=asked.names)
    if asked.actor_id:
        found = found.filter(actor_id=asked.actor_id)
    if asked.actor_name:
        found = found.filter(actor_name__icontains=asked.actor_name)
    if asked.about:
        found = found.filter(Q(person_id=asked.about) | Q(account_id=asked.about))
    if asked.refusal:
        found = found.annotate(text=Cast("body", CharField())).filter(name=REFUSED, text__icontains=asked.refusal)
    return _between(found, asked.since, asked.until)


def _between(found: "QuerySet[LedgerEntry]", since: datetime | None, until: datetime | None) -> "QuerySet[LedgerEntry]":
    """Recorded in this time. Ids rise with time, so they say where in the ledger to look, at the price of a look each."""
    if since:
        first = _last_seq(LedgerEntry.objects.filter(id__lt=_id_at(since, -SLACK)).order_by("-id"))
        found = found.filter(recorded_at__gte=since, seq__gt=first or 0)
    if until:
        last = _last_seq(LedgerEntry.objects.filter(id__gt=_id_at(until, SLACK)).order_by("id"))
        found = found.filter(recorded_at__lt=until)
        if last:
            found = found.filter(seq__lt=last)
    return found


def _last_seq(found: "QuerySet[LedgerEntry]") -> int | None:
    return found.values_list("seq", flat=True).first()


def _id_at(moment: datetime, later: timedelta) -> UUID:
    """Before every id that is made from so much later than this moment on."""
    seconds = moment.timestamp() + later.total_seconds()
    return UUID(int=max(int(seconds * 1000), 0) << 80)


def _page(found: "QuerySet[LedgerEntry]", *, before: int | None, after: int | None, limit: int) -> LedgerPage:
    """One page, newest first, whichever way one came to it."""
    backwards = after is not None
    if after is not None:
        rows = list(found.filter(seq__gt=after).order_by("seq")[: limit + 1])
    else:
        if before is not None:
            found = found.filter(seq__lt=before)
        rows = list(found.order_by("-seq")[: limit + 1])
    more, rows = len(rows) > limit, rows[:limit]
    entries = [entry_of(row) for row in (reversed(rows) if backwards else rows)]
    return LedgerPage(
        entries=entries,
        newer=entries[0].seq if entries and (more if backwards else before is not None) else None,
        older=entries[-1].seq if entries and (more or backwards) else None,
    )


def _pages(actor: Actor, ask: Callable[[], "QuerySet[LedgerEntry]"]) -> Iterator[list[Entry]]:
    before: int | None = None
    while True:
        with unit_of_work(actor):
            page = _page(ask(), before=before, after=None, limit=EXPORTED)
        if page.entries:
            yield page.entries
        if page.older is None:
            return
        before = page.older


def entry_of(row: LedgerEntry) -> Entry:
    """As others may see it."""
    return Entry(**{field: getattr(row, field) for field in Entry.__slots__})
