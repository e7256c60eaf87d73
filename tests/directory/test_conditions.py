"""The language in which people and accounts are asked for: what it reads, what it writes, how it refuses."""

import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twofold.directory.conditions import (
    EVERYTHING,
    All,
    Any,
    Condition,
    ConditionNotUnderstood,
    Is,
    Not,
    Operator,
    Some,
    every,
    one_of,
    parse,
    written,
)
from twofold.directory.conditions.tree import LONE

pytestmark = pytest.mark.no_database

FIELDS = st.from_regex(r"[a-z][a-z0-9_.]{0,12}", fullmatch=True).filter(
    lambda name: name.upper() not in {"AND", "OR", "NOT", "IN", "IS", "EMPTY", "UNDER"}
)
VALUES = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    ["AND", "not", "*", "-30d", "me", '"', "\\", "a b", "", "'", "5000 EUR"]
)


def _comparisons() -> st.SearchStrategy[Condition]:
    lone = st.builds(Is, FIELDS, st.sampled_from(sorted(LONE)))
    one = st.builds(
        Is,
        FIELDS,
        st.sampled_from([one for one in Operator if one not in LONE and one != Operator.ONE_OF]),
        st.tuples(VALUES),
    )
    several = st.builds(Is, FIELDS, st.just(Operator.ONE_OF), st.lists(VALUES, min_size=1, max_size=4).map(tuple))
    return lone | one | several


def _joined(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return (
        st.builds(All, several)
        | st.builds(Any, several)
        | st.builds(Not, parts)
        | st.builds(Some, st.sampled_from(["membership", "member"]), parts | st.just(EVERYTHING))
    )


CONDITIONS = st.just(EVERYTHING) | st.recursive(_comparisons(), _joined, max_leaves=8)


class TestACondition:
    @given(CONDITIONS)
    def test_reads_the_same_after_it_was_written(self, condition: Condition) -> None:
        assert parse(written(condition)) == condition

    @given(st.text(max_size=40) | st.text("()=<>!:*,\"' abNOTANDRIS\\", max_size=40))
    def test_is_read_or_refused_whatever_is_typed(self, text: str) -> None:
        with suppress(ConditionNotUnderstood):
            condition = parse(text)
            assert parse(written(condition)) == condition

    def test_is_made_of_comparisons_joined_turned_round_and_nested(self) -> None:
        assert parse(
            'country = DE AND (tag="VIP" OR NOT owner != me) AND membership(role IN (champion, "payer"))'
        ) == All(
            (
                Is("country", Operator.EQUAL, ("DE",)),
                Any((Is("tag", Operator.EQUAL, ("VIP",)), Not(Is("owner", Operator.NOT_EQUAL, ("me",))))),
                Some("membership", Is("role", Operator.ONE_OF, ("champion", "payer"))),
            )
        )

    @pytest.mark.parametrize(
        ("text", "condition"),
        [
            ("", EVERYTHING),
            ("  \n", EVERYTHING),
            ("city:*", Is("city", Operator.PRESENT)),
            ("city : '*'", Is("city", Operator.HAS, ("*",))),
            ("seen > -30d", Is("seen", Operator.GREATER, ("-30d",))),
            ("city is empty", Is("city", Operator.EMPTY)),
            ("parent under 0198", Is("parent", Operator.UNDER, ("0198",))),
            ("membership()", Some("membership")),
            ("((city = Rome))", Is("city", Operator.EQUAL, ("Rome",))),
            (r'name = "a \"b\" \\"', Is("name", Operator.EQUAL, ('a "b" \\',))),
        ],
    )
    def test_may_be_written_loosely(self, text: str, condition: Condition) -> None:
        assert parse(text) == condition

    def test_puts_together_what_is_asked_and_leaves_out_what_is_not(self) -> None:
        rome = Is("city", Operator.EQUAL, ("Rome",))

        assert every() == every(EVERYTHING) == one_of() == one_of(rome, EVERYTHING) == EVERYTHING
        assert every(EVERYTHING, rome) == one_of(rome) == rome
        assert every(rome, rome) == All((rome, rome))


class TestARefusal:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("city", "At character 5: Expected =, !=, <, <=, >, >=, :, IN, UNDER or IS EMPTY, found the end."),
            ("city = ", "At character 7: Expected a value (in quotation marks unless it is one word), found the end."),
            ("= Rome", "At character 1: Expected a field, found “=”."),
            ("Ci-ty = Rome", "At character 1: Expected the name of a field, found “Ci-ty”."),
            ("a = 1 OR b = 2 AND c = 3", "At character 16: Expected parentheses that say which of AND and OR"),
            ("(a = 1", "At character 7: Expected AND, OR or ), found the end."),
            ("a = 1 b", "At character 7: Expected AND, OR or the end, found “b”."),
            ('a = "x', 'At character 5: " makes no sense here. Its other quotation mark is missing.'),
            ("a ! 1", "At character 3: ! makes no sense here."),
            ("a IN ()", "At character 7: Expected a value"),
            ("a IS b", "At character 6: Expected EMPTY, found “b”."),
            ("(" * 20 + "a = 1" + ")" * 20, "Parts stand in each other at most 10 deep."),
            ("NOT " * 2_000 + "a = 1", "Parts stand in each other at most 10 deep."),
            (" AND ".join(["a = 1"] * 101), "There are at most 100 parts."),
            ("a = 1 " * 10_000, "It is longer than 50,000 characters."),
            ("a = \0", "There is a character in it that no text may have."),
        ],
    )
    def test_says_where_and_what_was_expected(self, text: str, said: str) -> None:
        with pytest.raises(ConditionNotUnderstood) as refused:
            parse(text)

        assert said in refused.value.message


GUIDE = (Path(__file__).parents[2] / "docs" / "guide" / "filters.md").read_text()
EXAMPLES = [
    *re.findall(r"^```\n(.*?)\n```$", GUIDE, re.MULTILINE | re.DOTALL),
    *(
        one
        for line in GUIDE.splitlines()
        if line.startswith("| ")
        for one in re.findall(r"`([a-z][^`|]* [^`|]*|\w+:\*)`", line)
    ),
]


class TestTheGuide:
    @pytest.mark.parametrize("text", [one for one in EXAMPLES if not one.startswith("name given_name")])
    def test_has_examples_that_can_be_read(self, text: str) -> None:
        assert parse(written(parse(text))) == parse(text) != EVERYTHING
