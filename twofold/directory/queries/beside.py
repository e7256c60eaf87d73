"""Who stands before and after a record in the list it was opened from."""

from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from twofold.core.actor import Actor
from twofold.directory.errors import SortUnknown
from twofold.directory.queries import accounts, people
from twofold.directory.queries.paging import Sort, cursor_of, page_of
from twofold.directory.queries.visible import all_accounts_visible_to, everybody_visible_to

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Beside:
    """The id and the name of the one before and of the one after; None at either end."""

    before: tuple[UUID, str] | None
    after: tuple[UUID, str] | None


def people_beside(actor: Actor, person_id: UUID, *, filters: people.PeopleFilters, sort: str) -> Beside:
    """The neighbours of a person in that list, also if the person is no longer in it. Three to five statements."""
    if sort not in people.SORTS:
        raise SortUnknown(sort)
    listed, there = people.people_matching(actor, filters), everybody_visible_to(actor).filter(id=person_id)
    return _beside(listed, there, person_id, people.SORTS[sort])


def accounts_beside(actor: Actor, account_id: UUID, *, filters: accounts.AccountFilters, sort: str) -> Beside:
    """The neighbours of an account in that list."""
    if sort not in accounts.SORTS:
        raise SortUnknown(sort)
    listed, there = accounts.accounts_matching(actor, filters), all_accounts_visible_to(actor).filter(id=account_id)
    return _beside(listed, there, account_id, accounts.SORTS[sort])


def _beside(listed: QuerySet[M], there: QuerySet[M], record_id: UUID, sort: Sort) -> Beside:
    place = cursor_of(there.values_list(sort.column, flat=True).first(), record_id)
    columns = ("id", "name", sort.column)
    after, _, _ = page_of(listed, sort, after=place, before=None, limit=1, columns=columns)
    before, _, _ = page_of(listed, sort, after=None, before=place, limit=1, columns=columns)
    return Beside(*((row[0]["id"], row[0]["name"]) if row else None for row in (before, after)))
