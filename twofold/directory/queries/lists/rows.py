"""Pages of a list: the ids are found by index, and only the columns that are shown are read, of these rows alone."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from twofold.core.actor import Actor
from twofold.directory.queries.lists.asking import EVERYBODY, About, Asked, ListRow, Page
from twofold.directory.queries.lists.listed import FIRST_SORTED, all_visible, listed, sort_of
from twofold.directory.queries.lists.paging import COUNTED_DENSITY, DENSE, Found, cursor_of, find
from twofold.directory.queries.lists.reading import Reader
from twofold.directory.queries.lists.register import Register, named
from twofold.directory.queries.visible import accounts_visible_to, people_visible_to


def rows(
    actor: Actor,
    subject: str,
    asked: Asked = EVERYBODY,
    *,
    columns: Collection[str],
    sort: str = "",
    after: str | None = None,
    before: str | None = None,
    limit: int = 50,
    counted: bool = False,
) -> Page[ListRow]:
    """A page of people or accounts, after or before a cursor, with the columns asked for.

    `counted` says that their number is going to be asked for as well: where that would look all of them up, they are counted on
    the way. A few statements, however many rows and however far down. Refuses with `ConditionNotUnderstood` a condition or a
    column that there is not, with `SortUnknown` a sort, with `CursorNotUnderstood` a cursor of another sort.
    """
    register = Register(actor)
    order = sort_of(register, subject, asked, sort or FIRST_SORTED[subject])
    reader = Reader(actor, [named(register.of(subject), key) for key in columns])
    among = listed(actor, register, subject, asked)
    found = find(among, order, after=after, before=before, limit=limit, dense=COUNTED_DENSITY if counted else DENSE)
    if not found.ids:
        return Page([], None, None, _about(found))
    shown = reader.read(all_visible(actor, subject).filter(id__in=found.ids), found.ids, sorted_by=order)
    first, last = (cursor_of(place, row_id) for place, row_id in (shown.first, shown.last))
    before, after = first if found.has_before else None, last if found.has_after else None
    return Page(shown.rows, before, after, _about(found))


def _about(found: Found) -> About | None:
    return None if found.number is None else About(found.number, is_exact=True)


def rows_by_id(actor: Actor, subject: str, ids: Collection[UUID], *, columns: Collection[str]) -> list[ListRow]:
    """Those of these who live, visitors, too, in the order of their ids, with the columns asked for."""
    register = Register(actor)
    reader = Reader(actor, [named(register.of(subject), key) for key in columns])
    living = people_visible_to(actor) if subject == "person" else accounts_visible_to(actor)
    return reader.read(living.filter(id__in=set(ids)), sorted(ids)).rows


@dataclass(frozen=True, slots=True)
class Beside:
    """The id and the name of the one before and of the one after; None at either end."""

    before: tuple[UUID, str] | None
    after: tuple[UUID, str] | None


def beside(actor: Actor, subject: str, record_id: UUID, asked: Asked = EVERYBODY, *, sort: str = "") -> Beside:
    """The neighbours of a record in that list, also if it is no longer in it. A few statements."""
    register = Register(actor)
    order = sort_of(register, subject, asked, sort or FIRST_SORTED[subject])
    there = all_visible(actor, subject)
    value = there.filter(id=record_id).values_list(order.value, flat=True).first()
    place, among = cursor_of(value, record_id), listed(actor, register, subject, asked)
    before = find(among, order, after=None, before=place, limit=1).ids
    after = find(among, order, after=place, before=None, limit=1).ids
    names = dict(there.filter(id__in=[*before, *after]).values_list("id", "name"))
    return Beside(*((ids[0], names[ids[0]]) if ids else None for ids in (before, after)))
