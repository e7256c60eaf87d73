"""How many there are: exactly where that is cheap, about where it is not, and always said which."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from twofold.core.actor import Actor
from twofold.directory import bulk
from twofold.directory.queries.lists.asking import EVERYBODY, Asked
from twofold.directory.queries.lists.listed import listed
from twofold.directory.queries.lists.paging import Listed
from twofold.directory.queries.lists.register import Register
from twofold.directory.queries.paging import About

COUNTED = 10_000
SMALL = 20_000
LOOKED_AT = 5_000
SAMPLED = 20_000


@dataclass(frozen=True, slots=True)
class Portion:
    """Some rows that stand for many: each for `weight` of them, for one if these are all there are."""

    rows: QuerySet[Any]
    weight: float

    @property
    def is_all(self) -> bool:
        """Whether nobody was left out, so that what is counted is exact."""
        return self.weight == 1

    def scaled(self, number: float) -> int:
        """What a number found in the portion says of all."""
        return round(number * self.weight)


def how_many(actor: Actor, subject: str, asked: Asked = EVERYBODY) -> About:
    """How many are asked for: exactly up to 10,000, about beyond. Never reads more than some ten thousand rows for it.

    Two or three statements.
    """
    wanted = listed(actor, Register(actor), subject, asked)
    believed = _believed(wanted)
    if believed > 2 * COUNTED:
        return About(believed, is_exact=False)
    counted = _counted(wanted.wanted)
    return About(counted, is_exact=True) if counted <= COUNTED else About(max(believed, COUNTED), is_exact=False)


def portion_of(wanted: Listed[Any]) -> Portion:
    """All that are wanted if they are few, otherwise a sample of them. One or two statements."""
    believed = _believed(wanted)
    if believed <= SAMPLED:
        return Portion(wanted.wanted, 1)
    size = _size(wanted.all)
    return Portion(_sampled(wanted.wanted, SAMPLED / size), max(1.0001, size / SAMPLED))


def _believed(wanted: Listed[Any]) -> int:
    """About how many are wanted, as a sample tells; of a small table as many as there are at most."""
    size = _size(wanted.all)
    if size <= SMALL:
        return min(size, SMALL)
    return round(_counted(_sampled(wanted.wanted, LOOKED_AT / size)) * size / LOOKED_AT)


def _size(everybody: QuerySet[Any]) -> int:
    """How many rows Postgres believes the table to have; -1 of a table that it has never looked at."""
    rows = bulk.run("SELECT reltuples::bigint FROM pg_class WHERE oid = %s::regclass", [everybody.model._meta.db_table])
    return int(rows[0][0])


def _sampled(rows: QuerySet[Any], share: float) -> QuerySet[Any]:
    """Those of them that stand in some pages of the table, the same ones each time; found by where they stand."""
    table = rows.model._meta.db_table
    pages = f"SELECT s.ctid FROM {table} s TABLESAMPLE SYSTEM (%s) REPEATABLE (1)"  # noqa: S608 - our own name
    here = RawSQL(f"{table}.ctid = ANY(ARRAY({pages}))", [100 * share], output_field=BooleanField())  # noqa: S611
    return rows.filter(here)


def _counted(rows: QuerySet[Any]) -> int:
    """Up to one more than `COUNTED`; looked up by whatever index serves best, as if all of them were to be read."""
    try:
        sql, parameters = rows.order_by().values("id").query.sql_with_params()
    except EmptyResultSet:  # Django knows that nobody can match
        return 0
    found = (
        f"WITH found AS MATERIALIZED ({sql}) SELECT count(*) FROM (SELECT FROM found LIMIT {COUNTED + 1}) AS counted"  # noqa: S608
    )
    return int(bulk.run(found, parameters)[0][0])
