"""What conditions find is what they say: SQL answers as a plain reading of the same condition does."""

import random
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.directory.oracle import VALUES, Company, a_company, holds
from tests.makers import SYSTEM
from twofold.directory import queries
from twofold.directory.conditions import EVERYTHING, All, Condition, Is, Not, Operator, Some, parse, written
from twofold.directory.conditions import Any as AnyOf
from twofold.directory.conditions.tree import LONE
from twofold.directory.queries import Asked, ListField


@pytest.fixture
def company() -> Company:
    return a_company()


def found(subject: str, condition: Condition) -> set[Any]:
    page = queries.rows(SYSTEM, subject, Asked(where=condition), columns=["name"], limit=100)
    return {row.id for row in page.rows}


class Asking:
    """Makes up conditions."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.fields = {
            subject: [one for one in queries.list_fields(SYSTEM, subject) if values_of(company, one)]
            for subject in ("person", "membership")
        }

    def anything(self, draw: random.Random, subject: str = "person", depth: int = 3) -> Condition:
        """A comparison, or some of them joined, turned round, asked of a membership."""
        inner = partial(self.anything, draw, subject, depth - 1)
        match draw.choice(["is", "is", "not", "all", "any", "some"]) if depth else "is":
            case "not":
                return Not(inner())
            case "all":
                return All((inner(), inner()))
            case "any":
                return AnyOf((inner(), inner(), inner()))
            case "some" if subject == "person":
                return Some("membership", draw.choice([EVERYTHING, self.anything(draw, "membership", depth - 1)]))
            case _:
                return self.comparison(draw, draw.choice(self.fields[subject]))

    def comparison(self, draw: random.Random, one: ListField) -> Condition:
        """A field compared with something."""
        operator = draw.choice(one.operators)
        if operator in LONE:
            return Is(one.key, operator)
        values = draw.choices(values_of(self.company, one), k=3 if operator == Operator.ONE_OF else 1)
        return Is(one.key, operator, tuple(values))


@pytest.fixture
def asking(company: Company) -> Asking:
    return Asking(company)


def values_of(company: Company, one: ListField) -> tuple[str, ...]:
    """Something to compare the field with; nothing for fields that the company has none of."""
    if one.kind == "account":
        return tuple(map(str, company.accounts))
    if one.key == "owner":
        return ("me", str(next(reversed(company.people))))
    key = one.key.rpartition("account.")[2].removeprefix("job.")
    known = {"kind", "name", "tag"} if one.part == "account" else set()
    return VALUES.get(key, ()) if key not in known else ()


class TestWhatIsAskedFor:
    @given(seed=st.integers(0))
    @settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_is_found_as_it_reads(self, company: Company, asking: Asking, seed: int) -> None:
        condition = asking.anything(random.Random(seed))

        expected = {one["id"] for one in company.people.values() if holds(company, one, condition)}

        assert found("person", condition) == expected, written(condition)

    def test_is_some_one_membership_of_which_all_of_it_holds(self, company: Company) -> None:
        condition = parse("membership(role = champion AND title:buyer)")

        expected = {one["id"] for one in company.people.values() if holds(company, one, condition)}
        apart = {
            one["id"]
            for one in company.people.values()
            if holds(company, one, parse("membership(role = champion) AND membership(title:buyer)"))
        }

        assert found("person", condition) == expected < apart

    def test_is_asked_of_accounts_by_their_members(self, company: Company) -> None:
        condition = parse("member(role = champion AND person.country = DE AND NOT person.tag = vip)")
        expected = {
            job["account"]
            for one in company.people.values()
            for job in one["jobs"]
            if job["role"] == "champion" and one["country"] == "DE" and not one["tag"]
        }

        assert found("account", condition) == expected != set()
