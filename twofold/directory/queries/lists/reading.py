"""Reading the columns that a list shows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, Exists, F, OuterRef, QuerySet, Value, When

from twofold.core.actor import Actor
from twofold.core.money import Money
from twofold.core.refusals import Invalid
from twofold.directory.models import AccountIdentifier, Membership, Tagging
from twofold.directory.queries.lists.asking import ListRow, Named
from twofold.directory.queries.lists.attributes import value_of
from twofold.directory.queries.lists.compiling import job
from twofold.directory.queries.lists.fields import ListField, Store
from twofold.directory.queries.lists.kinds import Kind
from twofold.directory.queries.lists.paging import Sort
from twofold.directory.queries.names import names_of_accounts, names_of_people

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """Rows in their order, and the places of the first and the last of them."""

    rows: list[ListRow]
    first: tuple[Any, UUID] = (None, UUID(int=0))
    last: tuple[Any, UUID] = (None, UUID(int=0))


class Reader:
    """Reads these columns: one statement, and one more each for tags, domains, people and accounts among them."""

    def __init__(self, actor: Actor, fields: Sequence[ListField]) -> None:
        self._actor = actor
        self._columns = {f"column_{number}": field for number, field in enumerate(fields)}

    def read(self, records: QuerySet[Any], ids: Sequence[UUID], *, sorted_by: Sort | None = None) -> Shown:
        """The rows of these ids, in their order; those that are not there are left out."""
        place = {"place": sorted_by.value} if sorted_by else {}
        if self._has_job:
            records = records.annotate(job=job(self._actor))
        found: dict[UUID, Values] = {
            row["id"]: row for row in records.order_by().values("id", **place, **self._expressions)
        }
        there = [found[one] for one in ids if one in found]
        self._complete(there)
        rows = [self._row(row) for row in there]
        if not rows or sorted_by is None:
            return Shown(rows)
        return Shown(rows, *((row["place"], row["id"]) for row in (there[0], there[-1])))

    @cached_property
    def _has_job(self) -> bool:
        return any(field.path.startswith("job__") for field in self._columns.values())

    @cached_property
    def _expressions(self) -> dict[str, Any]:
        columns = {alias: expression_of(field) for alias, field in self._columns.items()}
        owners = {
            f"{alias}_name": F(f"{field.path}__name")
            for alias, field in self._columns.items()
            if field.kind == Kind.OWNER
        }
        return {**columns, **owners, **({"job_id": F("job__id")} if self._has_job else {})}

    def _complete(self, rows: list[Values]) -> None:
        """Put what is read beside the rows, or has to be looked at first, in the place of the values."""
        for alias, field in self._columns.items():
            if field.is_masked:
                continue
            read = _BESIDE.get(field.store)
            told = read(field, [row[alias] for row in rows if row[alias]]) if read else None
            for row in rows:
                row[alias] = told.get(row[alias]) if told is not None else _fitting(field, row[alias])
                if field.kind == Kind.OWNER and row[alias]:
                    row[alias] = Named(row[alias], row[f"{alias}_name"])
                elif row[alias] is None and field.kind in {Kind.TAG, Kind.MULTI_CHOICE}:
                    row[alias] = ()
        for kind, names_of in ((Kind.PERSON, names_of_people), (Kind.ACCOUNT, names_of_accounts)):
            self._name(rows, [alias for alias, field in self._columns.items() if field.kind == kind], names_of)

    def _name(
        self, rows: list[Values], aliases: list[str], names_of: Callable[[Actor, set[UUID]], Mapping[UUID, str]]
    ) -> None:
        names = names_of(self._actor, {row[alias] for row in rows for alias in aliases if row[alias]})
        for row in rows:
            for alias in aliases:
                row[alias] = Named(row[alias], names.get(row[alias], "")) if row[alias] else None

    def _row(self, row: Values) -> ListRow:
        values = {field.key: row[alias] for alias, field in self._columns.items()}
        return ListRow(row["id"], values, row.get("job_id"))


def expression_of(field: ListField) -> Any:
    """What of a record makes the value of the field: itself, or that beside which it is kept. A masked one is not read."""
    if field.is_masked:
        return Value(None, output_field=CharField())
    if field.store == Store.ATTRIBUTE:
        return value_of(field)
    return person_kind(field) if field.store == Store.PERSON_KIND else F(field.path)


def person_kind(field: ListField) -> Case:
    """What a person is to us, in one word."""
    of = field.path.removesuffix("id")
    in_one = Exists(Membership.objects.filter(person=OuterRef(field.path), ended_at=None))
    return Case(
        When(**{f"{of}is_staff": True}, then=Value("staff")),
        When(in_one, then=Value("contact")),
        When(**{f"{of}known_at": None}, then=Value("visitor")),
        default=Value("consumer"),
        output_field=CharField(),
    )


def _tags(field: ListField, ids: list[UUID]) -> dict[UUID, tuple[str, ...]]:
    tags: dict[UUID, tuple[str, ...]] = {}
    worn = Tagging.objects.filter(**{f"{field.part}__in": ids}).order_by("tag__name")
    for record, tag in worn.values_list(f"{field.part}_id", "tag__name"):
        tags[record] = (*tags.get(record, ()), tag)
    return tags


def _domains(field: ListField, ids: list[UUID]) -> dict[UUID, str]:  # noqa: ARG001 - asked as tags are
    """The first domain of each."""
    found = AccountIdentifier.objects.filter(account__in=ids, kind=AccountIdentifier.Kind.DOMAIN)
    return dict(found.order_by("-created_at", "-id").values_list("account_id", "value"))


_BESIDE: Mapping[Store, Callable[[ListField, list[UUID]], Mapping[UUID, Any]]] = {
    Store.TAGS: _tags,
    Store.DOMAINS: _domains,
}


def _fitting(field: ListField, value: Any) -> Any:
    """The value, or None for nothing and for what a source may have sent that the field does not take."""
    if value is None or value in ("", []):
        return None
    return _FITTING[field.kind](value) if field.store == Store.ATTRIBUTE else value


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _number(value: Any) -> int | float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _money(value: Any) -> dict[str, Any] | None:
    try:
        Money(value["currency"], value["minor"])
    except (Invalid, LookupError, TypeError):
        return None
    return value if isinstance(value["minor"], int) else None


def _date(value: Any) -> date | None:
    try:
        return date.fromisoformat(value)
    except (ValueError, TypeError):
        return None


def _several(value: Any) -> tuple[str, ...] | None:
    return tuple(one for one in value if isinstance(one, str)) or None if isinstance(value, list) else None


def _id(value: Any) -> UUID | None:
    try:
        return UUID(value)
    except (ValueError, TypeError, AttributeError):
        return None


_FITTING: Mapping[Kind, Callable[[Any], Any]] = {
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.MONEY: _money,
    Kind.DATE: _date,
    Kind.CHOICE: _text,
    Kind.MULTI_CHOICE: _several,
    Kind.PERSON: _id,
    Kind.ACCOUNT: _id,
}
