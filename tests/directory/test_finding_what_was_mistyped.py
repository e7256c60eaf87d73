"""Finding people and accounts in spite of one typing error."""

from string import ascii_lowercase

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.makers import SYSTEM, a_colleague, a_membership, a_person, an_account
from twofold.core.unit import unit_of_work
from twofold.directory import queries
from twofold.directory.models import Word
from twofold.directory.queries.finding import Closeness
from twofold.directory.verbs import people, words

GIVEN, FAMILY = "Wilhelmina", "Jansberg"


@st.composite
def mistyped(draw: st.DrawFn, word: str) -> str:
    """The word with a letter missing, too many, or another, or with two the wrong way round."""
    slip = draw(st.sampled_from(["missing", "extra", "wrong", "swapped"]))
    at = draw(st.integers(0, len(word) - 1 - (slip == "swapped")))
    letter = draw(st.sampled_from(ascii_lowercase))
    before, after = word[:at], word[at:]
    return {
        "missing": before + after[1:],
        "extra": before + letter + after,
        "wrong": before + letter + after[1:],
        "swapped": before + after[1:2] + after[:1] + after[2:],
    }[slip]


def found(text: str) -> list[tuple[str, str]]:
    return [(one.name, one.meant) for one in queries.find(SYSTEM, text)]


class TestFindingWhatWasMistyped:
    @given(given=st.one_of(st.just(GIVEN), mistyped(GIVEN)), family=mistyped(FAMILY), is_turned=st.booleans())
    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_leads_to_the_person_for_every_single_error(self, given: str, family: str, *, is_turned: bool) -> None:
        a_person(given_name=GIVEN, family_name=FAMILY)
        for other in ("Jan Berg", "Mina Jans", "Wilma Janson"):
            a_person(name=other)
        typed = (given, FAMILY) if given != GIVEN else (GIVEN, family)

        assert found(" ".join(reversed(typed) if is_turned else typed))[0][0] == f"{GIVEN} {FAMILY}"

    @pytest.mark.parametrize(
        ("text", "meant"),
        [
            ("jnasberg", "jansberg"), ("Jänsbreg", "jansberg"), ("wilhelmina jasnberg", "wilhelmina jansberg"),
            ("wilhelminajansberg", "wilhelmina jansberg"), ("wilhelmina jans berg", "wilhelmina jansberg"),
            ("jnasb", "jansb"), ("wilhelmina jasnb", "wilhelmina jansb"), ("mina@helio-pmups.de", "mina@helio-pumps.de"),
            ("heilo-pumps", "helio-pumps"), ("wihlelmina", "wilhelmina"),
        ],
    )  # fmt: skip
    def test_says_what_must_have_been_meant(self, text: str, meant: str) -> None:
        a_person(given_name=GIVEN, family_name=FAMILY, email="mina@helio-pumps.de")

        assert found(text) == [(f"{GIVEN} {FAMILY}", meant)]
        assert queries.corrections(SYSTEM, "person", text) == [meant]
        assert queries.corrections(SYSTEM, "account", text) == []

    def test_leads_to_names_in_other_scripts(self) -> None:
        a_person(name="Наталья Иванова")

        assert found("natalja ivanova")[0][0] == "Наталья Иванова"
        assert found("Ивнаова")[0][0] == "Наталья Иванова"

    def test_comes_after_what_was_typed_right(self) -> None:
        a_person(name="Marta Lund")
        a_person(name="Maria Lund")

        assert found("marta") == [("Marta Lund", ""), ("Maria Lund", "maria")]

    def test_is_not_asked_for_when_enough_is_found(self) -> None:
        for name in ("Marta Lund", "Marta Holm", "Marta Berg", "Maria Lund"):
            a_person(name=name)

        assert {name for name, _ in found("marta")} == {"Marta Lund", "Marta Holm", "Marta Berg"}

    @pytest.mark.parametrize("text", ["lxd", "4711", "+49 30 901820", "x9", "'; DROP", "qqqq wwww"])
    def test_leaves_short_words_and_numbers_as_they_are(self, text: str) -> None:
        a_person(name="Ida Lund", phone="+4930901821")

        assert found(text) == []
        assert queries.corrections(SYSTEM, "person", text) == []

    def test_is_bounded_by_what_one_may_see(self) -> None:
        membership = a_membership(a_person(name="Ada Inside"), an_account(name="Helio"))
        a_membership(a_person(name="Ben Inside"), an_account(name="Atlas"))
        jana = a_colleague("Jana", account_ids=frozenset({membership.account_id}))

        assert [one.name for one in queries.find(jana, "isnide")] == ["Ada Inside"]
        assert queries.corrections(jana, "person", "isnide") == ["inside"]
        assert queries.corrections(jana, "account", "atals") == []


class TestTheOrder:
    def test_puts_who_is_called_so_first_and_an_account_before_people(self) -> None:
        a_person(name="Hanna Vela", email="hanna@vela.pt")
        an_account(name="Vela", website="https://vela.pt")
        a_person(name="Vela")
        a_person(name="Ben", email="ben@vela.pt")
        a_person(name="Ida Velasco")

        ones = queries.find(SYSTEM, "vela")
        assert [(one.subject, one.name) for one in ones[:3]] == [
            ("account", "Vela"), ("person", "Vela"), ("person", "Hanna Vela"),
        ]  # fmt: skip
        assert {(one.name, one.closeness) for one in ones[3:]} == {
            ("Ben", Closeness.BEGINNINGS), ("Ida Velasco", Closeness.BEGINNINGS),
        }  # fmt: skip


class TestTheWords:
    def test_are_kept_once_and_forgotten_when_nobody_bears_them(self) -> None:
        ada = a_person(name="Ada Jansberg")
        a_person(name="Ben Jansberg")
        Word.objects.create(word="jansberg")
        with unit_of_work(SYSTEM):
            people.edit(SYSTEM, ada.id, fields={"given_name": "Ida"})

        words.settle(SYSTEM)

        assert set(Word.objects.values_list("word", flat=True)) == {"ida", "ben", "jansberg"}
        assert Word.objects.count() == 3

    def test_are_learnt_anew_where_they_are_missing(self) -> None:
        a_person(name="Ada Jansberg")
        Word.objects.all().delete()

        words.settle(SYSTEM)

        assert set(Word.objects.values_list("word", flat=True)) == {"ada", "jansberg"}
