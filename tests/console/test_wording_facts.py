"""Every fact that a room declares has a sentence of its own, which names nothing that the fact does not say."""

from collections.abc import Iterator
from dataclasses import fields
from string import Formatter

import pytest

from twofold.console import sentences
from twofold.console.fact_words import FACTS
from twofold.core.facts import Fact, name_of

pytestmark = pytest.mark.no_database

ELSEWHERE = ("tests.", "twofold.run.")  # what the demo remembers of itself is no news to anybody


def _kinds(fact: type[Fact] = Fact) -> Iterator[type[Fact]]:
    for kind in fact.__subclasses__():
        if not kind.__subclasses__() and not kind.__module__.startswith(ELSEWHERE):
            yield kind
        yield from _kinds(kind)


DECLARED = {name_of(kind): kind for kind in _kinds()}


class TestASentence:
    @pytest.mark.parametrize("name", sorted(DECLARED))
    def test_is_there_for_each_fact_and_names_only_what_it_says(self, name: str) -> None:
        said = {one.name for one in fields(DECLARED[name])}

        _, *words = FACTS[name]

        named = {each for part in words for _, each, _, _ in Formatter().parse(part) if each}
        computed = {"fields"} if "changes" in said else {"times"} & named
        assert named <= said | computed

    def test_is_of_no_fact_that_nobody_records(self) -> None:
        assert FACTS.keys() - DECLARED.keys() == set()

    def test_tells_why_somebody_acted_as_a_customer(self) -> None:
        said = sentences.of_fact(
            "access.customer.impersonated",
            {"staff_name": "Jana", "reason": "Ticket 7", "until": "2026-11-23T10:00:00Z"},
        )

        assert str(said) == "Acted as this customer: Ticket 7"
