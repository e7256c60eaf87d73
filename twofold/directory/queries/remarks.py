"""What stands beside a record: consents, notes, tags."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from twofold.core.actor import Actor
from twofold.directory import bulk
from twofold.directory.errors import NoteNotFound
from twofold.directory.masks import struck_out
from twofold.directory.models import Consent, Note, Person, Tag
from twofold.directory.permissions import Permission
from twofold.directory.queries.names import ERASED
from twofold.directory.queries.visible import accounts_visible_to, people_visible_to


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """A decision on one purpose and channel."""

    id: UUID
    purpose: str
    channel: str
    is_given: bool
    source: str
    text_version: str
    given_by: UUID | None
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note and who wrote it."""

    id: UUID
    body: str
    author_id: UUID | None
    author_name: str
    created_at: datetime
    edited_at: datetime | None


MOST_WEARERS = 1_000
WEARERS = """
SELECT t.name,
       (SELECT count(*) FROM (SELECT FROM directory_tagging r WHERE r.tag_id = t.id AND r.person_id IS NOT NULL LIMIT %s) AS p),
       (SELECT count(*) FROM (SELECT FROM directory_tagging r WHERE r.tag_id = t.id AND r.account_id IS NOT NULL LIMIT %s) AS a)
FROM directory_tag t ORDER BY t.name
"""


@dataclass(frozen=True, slots=True)
class TagRow:
    """A tag and how many wear it."""

    name: str
    people: int
    accounts: int


def current_consents(actor: Actor, person_id: UUID) -> list[ConsentRow]:
    """What holds now: the latest decision on each purpose and channel. One statement."""
    latest = _consents(actor, person_id).order_by("purpose", "channel", "-decided_at", "-id")
    return [_consent(one) for one in latest.distinct("purpose", "channel")]


def consent_history(actor: Actor, person_id: UUID, *, limit: int = 200) -> list[ConsentRow]:
    """Every decision, newest first."""
    return [_consent(one) for one in _consents(actor, person_id).order_by("-decided_at", "-id")[:limit]]


def may_be_addressed(actor: Actor, person_ids: list[UUID], *, purpose: str, channel: str) -> frozenset[UUID]:
    """Of these people the ones whose latest word on the purpose and channel is yes. One statement."""
    decided = Consent.objects.filter(
        person__in=people_visible_to(actor).filter(id__in=person_ids).values("id"), purpose=purpose, channel=channel
    )
    latest = decided.order_by("person", "-decided_at", "-id").distinct("person")
    return frozenset(one.person_id for one in latest if one.state == Consent.State.GIVEN)


def notes_on_person(actor: Actor, person_id: UUID, *, limit: int = 50) -> list[NoteRow]:
    """The notes on a person, newest first."""
    visible = people_visible_to(actor).filter(id=person_id).values("id")
    return _notes(actor, Q(person__in=visible), limit=limit)


def notes_on_account(actor: Actor, account_id: UUID, *, limit: int = 50) -> list[NoteRow]:
    """The notes on an account, newest first."""
    visible = accounts_visible_to(actor).filter(id=account_id).values("id")
    return _notes(actor, Q(account__in=visible), limit=limit)


def note(actor: Actor, note_id: UUID) -> NoteRow:
    """One note. Refuses with `NoteNotFound`, also when it is on somebody whom the actor may not see."""
    actor.require(Permission.SEE_PEOPLE)
    on = Note.objects.filter(id=note_id).values_list("person_id", "account_id").first()
    found = _notes(actor, Q(id=note_id), limit=1) if on and _is_seen(actor, *on) else []
    if not found:
        raise NoteNotFound(note_id)
    return found[0]


def tags(actor: Actor) -> list[TagRow]:
    """Every tag, and how many wear it, counted up to `MOST_WEARERS` each. One statement."""
    actor.require(Permission.SEE_PEOPLE)
    return [TagRow(*row) for row in bulk.run(WEARERS, [MOST_WEARERS, MOST_WEARERS])]


def tag_names(actor: Actor, *, beginning: str = "", limit: int = 20) -> list[str]:
    """Tags to choose from."""
    actor.require(Permission.SEE_PEOPLE)
    return list(Tag.objects.filter(name__istartswith=beginning).order_by("name").values_list("name", flat=True)[:limit])


def _is_seen(actor: Actor, person_id: UUID | None, account_id: UUID | None) -> bool:
    """Whether the actor may see what a note is on."""
    if account_id and actor.may(Permission.SEE_ACCOUNTS):
        return accounts_visible_to(actor).filter(id=account_id).exists()
    return person_id is not None and people_visible_to(actor).filter(id=person_id).exists()


def _consents(actor: Actor, person_id: UUID) -> Any:
    return Consent.objects.filter(person__in=people_visible_to(actor).filter(id=person_id).values("id"))


def _consent(one: Consent) -> ConsentRow:
    return ConsentRow(
        one.id, one.purpose, one.channel, one.state == Consent.State.GIVEN, one.source, one.text_version, one.given_by,
        one.decided_at,
    )  # fmt: skip


def _notes(actor: Actor, on: Q, *, limit: int) -> list[NoteRow]:
    actor.require(Permission.SEE_PEOPLE)
    found = Note.objects.filter(on, deleted_at=None).select_related("author").defer("author__search")
    return [
        NoteRow(
            one.id,
            struck_out(actor, one.body),
            one.author_id,
            _author(one.author),
            one.created_at,
            one.edited_at,
        )
        for one in found.order_by("-created_at", "-id")[:limit]
    ]


def _author(author: Person | None) -> str:
    if author is None:
        return ""
    return ERASED if author.erased_at else author.name
