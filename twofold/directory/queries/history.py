"""The history of a record: what staff and Twofold did with it, and how a field came to be what it is."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from twofold.core import queries as core
from twofold.core.actor import Actor
from twofold.core.facts import Fact, name_of
from twofold.core.queries import Entry
from twofold.directory.errors import AccountNotFound, PersonNotFound
from twofold.directory.facts import AccountEdited, MembershipEdited, PersonEdited
from twofold.directory.masks import struck_out
from twofold.directory.queries.former import formerly_accounts
from twofold.directory.queries.records import former_ids
from twofold.directory.queries.visible import all_accounts_visible_to, everybody_visible_to

LOOKED_THROUGH = 500


@dataclass(frozen=True, slots=True)
class Change:
    """One field, changed once."""

    field: str
    old: Any
    new: Any
    actor_id: UUID | None
    actor_name: str
    changed_at: datetime
    entry_id: UUID


def history_of_person(
    actor: Actor, person_id: UUID, *, before: tuple[datetime, UUID] | None = None, limit: int = 50
) -> list[Entry]:
    """The facts about a person, and about those who turned out to be them; newest first, from a moment and an id on."""
    return _struck(actor, core.facts_about(people=_whole_person(actor, person_id), before=before, limit=limit))


def history_of_account(
    actor: Actor, account_id: UUID, *, before: tuple[datetime, UUID] | None = None, limit: int = 50
) -> list[Entry]:
    """The facts about an account, and about those that turned out to be it; newest first, from a moment and an id on."""
    return _struck(actor, core.facts_about(accounts=_whole_account(actor, account_id), before=before, limit=limit))


def changes_of_person(actor: Actor, person_id: UUID, *, field: str = "", limit: int = 50) -> list[Change]:
    """How the fields of a person, or one of them, were changed by hand; newest first."""
    return _changes(actor, PersonEdited, field, limit, people=_whole_person(actor, person_id))


def changes_of_account(actor: Actor, account_id: UUID, *, field: str = "", limit: int = 50) -> list[Change]:
    """The same for an account."""
    return _changes(actor, AccountEdited, field, limit, accounts=_whole_account(actor, account_id))


def changes_of_memberships(actor: Actor, person_id: UUID, *, limit: int = 50) -> list[Change]:
    """How the memberships of a person were changed by hand; newest first."""
    return _changes(actor, MembershipEdited, "", limit, people=_whole_person(actor, person_id))


def _changes(
    actor: Actor,
    edited: type[Fact],
    field: str,
    limit: int,
    *,
    people: Collection[UUID] = (),
    accounts: Collection[UUID] = (),
) -> list[Change]:
    found = core.facts_about(people=people, accounts=accounts, names=[name_of(edited)], limit=LOOKED_THROUGH)
    entries = _struck(actor, found)
    changes = [
        Change(
            one["field"], one["old"], one["new"], entry.actor_id, entry.actor_name, entry.recorded_at, entry.id
        )
        for entry in entries
        for one in entry.body["changes"]
        if not field or one["field"] == field
    ]  # fmt: skip
    return changes[:limit]


def _struck(actor: Actor, entries: list[Entry]) -> list[Entry]:
    """Without what is hidden from the actor."""
    return [replace(entry, body=struck_out(actor, entry.body)) for entry in entries] if actor.masked else entries


def _whole_person(actor: Actor, person_id: UUID) -> list[UUID]:
    if not everybody_visible_to(actor).filter(id=person_id).exists():
        raise PersonNotFound(person_id)
    return [person_id, *former_ids(actor, person_id)]


def _whole_account(actor: Actor, account_id: UUID) -> list[UUID]:
    if not all_accounts_visible_to(actor).filter(id=account_id).exists():
        raise AccountNotFound(account_id)
    return [account_id, *formerly_accounts(actor, account_id)]
