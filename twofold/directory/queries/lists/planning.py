"""What Postgres believes of a question before it is asked, and counting no further than one wants to know."""

import json
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet

from twofold.directory import bulk


@dataclass(frozen=True, slots=True)
class Plan:
    """How many rows a question leads to and what it costs, in the planner's own units."""

    rows: int
    cost: float


def plan_of(rows: QuerySet[Any]) -> Plan:
    """What the planner believes of looking these up. One statement."""
    try:
        sql, parameters = rows.order_by().values("id").query.sql_with_params()
    except EmptyResultSet:  # Django knows that nobody can match
        return Plan(0, 0)
    ((told,),) = bulk.run(f"EXPLAIN (FORMAT JSON) {sql}", parameters)
    plan = (json.loads(told) if isinstance(told, str) else told)[0]["Plan"]
    return Plan(int(plan["Plan Rows"]), plan["Total Cost"])


def number_of(rows: QuerySet[Any], *, at_most: int) -> int:
    """How many there are, up to one more than `at_most`; looked up by whatever index serves best to read all of them."""
    try:
        sql, parameters = rows.order_by().values("id").query.sql_with_params()
    except EmptyResultSet:
        return 0
    found = (
        f"WITH found AS MATERIALIZED ({sql}) SELECT count(*) FROM (SELECT FROM found LIMIT {at_most + 1}) AS counted"  # noqa: S608
    )
    return int(bulk.run(found, parameters)[0][0])
