"""How many people and accounts are new, by day."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from django.db.models import Count, Model, Q, QuerySet
from django.db.models.functions import TruncDay

from twofold.core import unit
from twofold.core.actor import Actor
from twofold.directory.conditions import Is, Operator
from twofold.directory.permissions import Permission
from twofold.directory.queries.lists.asking import Asked
from twofold.directory.queries.lists.listed import listed
from twofold.directory.queries.lists.register import Register
from twofold.directory.queries.visible import accounts_visible_to

if TYPE_CHECKING:
    from collections.abc import Mapping

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Growth:
    """How many were new on each of the last days, today last; and yesterday until this time of day, to compare with."""

    by_day: list[int]
    yesterday_until_now: int

    @property
    def today(self) -> int:
        """So far."""
        return self.by_day[-1]


def growth_of_people(actor: Actor, *, days: int = 14) -> Growth:
    """New people who are known, not visitors. A few statements, over those days only."""
    lately = Is("created", Operator.AT_LEAST, (_first(days).isoformat(),))
    return _growth(listed(actor, Register(actor), "person", Asked(where=lately)).wanted, days)


def growth_of_accounts(actor: Actor, *, days: int = 14) -> Growth:
    """New accounts. One statement, over those days only."""
    actor.require(Permission.SEE_ACCOUNTS)
    return _growth(accounts_visible_to(actor).filter(created_at__gte=_first(days)), days)


def _first(days: int) -> datetime:
    """When the first of so many days began, of which today is the last."""
    return unit.now().replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=days - 1)


def _growth(records: QuerySet[M], days: int) -> Growth:
    now, since = unit.now(), _first(days)
    so_far = Count("id", filter=Q(created_at__lt=now - timedelta(days=1)))
    rows = (
        records.values(day=TruncDay("created_at"))
        .annotate(new=Count("id"), so_far=so_far)
        .values_list("day", "new", "so_far")
        .order_by()
    )
    found: Mapping[datetime, tuple[int, int]] = {day: (new, early) for day, new, early in rows}
    by_day = [found.get(since + timedelta(days=day), (0, 0))[0] for day in range(days)]
    return Growth(by_day, found.get(since + timedelta(days=days - 2), (0, 0))[1])
