"""How many there are: exactly where that is cheap, about where it is not, and always said which."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from django.db import OperationalError, transaction
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL
from psycopg.errors import QueryCanceled

from twofold.core.actor import Actor
from twofold.directory import bulk
from twofold.directory.queries.lists.asking import EVERYBODY, About, Asked
from twofold.directory.queries.lists.listed import listed
from twofold.directory.queries.lists.paging import Listed, LookUp
from twofold.directory.queries.lists.planning import number_of, plan_of
from twofold.directory.queries.lists.register import Register

COUNTED = 10_000
SMALL = 20_000
LOOKED_AT = 3_000
SAMPLED = 20_000
TELLING = 10
"""A sample in which fewer were met tells too little to be believed; then the exact figure is waited for."""
DOUBTFUL = 15_000
"""More than so many in a sample are more than can be counted."""
PATIENCE = 60
"""Milliseconds for which an exact figure is waited where a sample has told one."""


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
    """How many are asked for: exactly up to 10,000 if that can be told at once, otherwise about, as a sample tells.

    A few statements.
    """
    wanted = listed(actor, Register(actor), subject, asked)
    if wanted.takes is LookUp.FEW or _size(wanted.all) <= SMALL:
        counted = number_of(wanted.wanted, at_most=COUNTED)
        return About(counted, is_exact=counted <= COUNTED)
    believed = _believed(wanted)
    tells = believed >= TELLING * _size(wanted.all) / LOOKED_AT
    if believed <= DOUBTFUL and not (tells and wanted.takes is LookUp.TOO_MANY):
        with suppress(TookTooLong), patience(PATIENCE if tells else 0):
            counted = number_of(wanted.wanted, at_most=COUNTED)
            return About(counted if counted <= COUNTED else max(believed, counted), is_exact=counted <= COUNTED)
    return About(believed, is_exact=False)


def portion_of(wanted: Listed[Any]) -> Portion:
    """All that are wanted if they are few, otherwise a sample of them. A few statements."""
    size = _size(wanted.all)
    if wanted.takes is LookUp.FEW or size <= SMALL or _believed(wanted) <= SAMPLED:
        return Portion(wanted.wanted, 1)
    return sample_of(wanted)


def sample_of(wanted: Listed[Any]) -> Portion:
    """Some of all that are wanted: those on some pages of the table."""
    size = _size(wanted.all)
    return Portion(_sampled(wanted.met, SAMPLED / size), size / SAMPLED)


class TookTooLong(Exception):
    """An exact figure takes longer than anybody would wait for it."""


@contextmanager
def patience(milliseconds: int) -> Iterator[None]:
    """Statements that take longer are given up, and with them what the block has changed, with `TookTooLong`."""
    try:
        with transaction.atomic():
            setting = "SELECT current_setting('statement_timeout'), set_config('statement_timeout', %s, true)"
            ((before, _),) = bulk.run(setting, [str(milliseconds)])
            yield
            bulk.run(setting, [before])
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
        raise TookTooLong from error


def _believed(wanted: Listed[Any]) -> int:
    """About how many are wanted: as the planner believes of a whole list, as a sample tells of a part."""
    everybody = plan_of(wanted.all).rows
    if wanted.is_whole:
        return everybody
    share = LOOKED_AT / _size(wanted.all)
    looked_at, met = (number_of(_sampled(rows, share), at_most=2 * LOOKED_AT) for rows in (wanted.all, wanted.met))
    return round(met / max(1, looked_at) * everybody)


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
