"""Many sources speak of one person; what holds does not depend on who was heard first."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twofold.directory.folding import Known, Said, account_profile, person_profile
from twofold.directory.traits import spoken_of_account, spoken_of_person, storable

pytestmark = pytest.mark.no_database

START = datetime(2026, 1, 1, tzinfo=UTC)
NAMES = ("email", "given_name", "phone", "country", "city", "plan")
VALUES = ("ada@helio.example", "no mail", "Ada", "+351912345678", "912 345 678", "PT", "Portugal", None, 7, True, ["a"])


def said(name: str, value: Any, source: str = "tracking:web", *, day: int = 0) -> Said:
    return Said(name, value, source, START + timedelta(days=day))


some_said = st.builds(
    said,
    st.sampled_from(NAMES),
    st.sampled_from(VALUES),
    st.sampled_from(["console", "import", "tracking:web", "tracking:app"]),
    day=st.integers(0, 3),
)


class TestFolding:
    @given(st.lists(some_said, max_size=12).flatmap(lambda all_of: st.tuples(st.just(all_of), st.permutations(all_of))))
    def test_does_not_depend_on_the_order(self, both: tuple[list[Said], list[Said]]) -> None:
        first, second = both

        assert person_profile(first, ()) == person_profile(second, ())

    @given(st.lists(some_said, max_size=8))
    def test_does_not_change_when_all_is_said_again(self, all_of: list[Said]) -> None:
        assert person_profile(all_of, ()) == person_profile(all_of + all_of, ())

    def test_believes_staff_before_an_import_before_tracking(self) -> None:
        words = [said("city", "Bonn", "console"), said("city", "Köln", "import", day=2), said("city", "Aachen", day=3)]

        assert person_profile(words, ()).columns["city"] == "Bonn"
        assert person_profile(words[1:], ()).columns["city"] == "Köln"

    def test_keeps_cleared_what_staff_have_cleared(self) -> None:
        words = [said("phone", None, "console"), said("phone", "+351912345678", day=3)]

        assert person_profile(words, ()).columns["phone"] == ""

    def test_passes_over_words_that_cannot_be(self) -> None:
        words = [said("email", "ada@helio.example"), said("email", "n/a", day=3)]

        assert person_profile(words, ()).columns["email"] == "ada@helio.example"

    def test_reads_a_phone_with_the_country_of_its_owner(self) -> None:
        words = [said("phone", "912 345 678"), said("country", "Portugal")]

        assert person_profile(words, ()).columns["phone"] == "+351912345678"

    def test_calls_somebody_by_what_there_is(self) -> None:
        address = Known("email", "ada@helio.example", is_proven=False, created_at=START)

        assert person_profile([], [address]).columns["name"] == "ada@helio.example"
        assert person_profile([said("name", "Ada B.")], [address]).columns["name"] == "Ada B."
        assert person_profile([said("given_name", "Ada")], [address]).columns["name"] == "Ada"
        assert person_profile([], []).columns["name"] == ""

    def test_shows_a_proven_address_before_an_older_one(self) -> None:
        old = Known("email", "old@helio.example", is_proven=False, created_at=START)
        proven = Known("email", "new@helio.example", is_proven=True, created_at=START + timedelta(days=1))

        assert person_profile([], [old, proven]).columns["email"] == "new@helio.example"

    def test_reads_the_numbers_of_an_account(self) -> None:
        profile = account_profile([said("employees", "1,200"), said("name", "Helio")], ())

        assert (profile.columns["employees"], profile.columns["name"]) == (1200, "Helio")


class TestTraitsAsTheyAreSent:
    def test_mean_our_columns(self) -> None:
        sent = {
            "firstName": "Ada",
            "last_name": "B",
            "avatar": "https://x",
            "address": {"city": "Bonn", "street": "Am Hof"},
        }

        assert dict(spoken_of_person(sent)) == {
            "given_name": "Ada", "family_name": "B", "photo": "https://x", "city": "Bonn", "address_street": "Am Hof",
        }  # fmt: skip

    def test_keep_their_own_names_otherwise(self) -> None:
        assert dict(spoken_of_account({"plan": "pro", "nothing": None, "": 1})) == {"plan": "pro"}

    @given(
        st.recursive(
            st.none() | st.floats() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
        )
    )
    def test_can_be_stored_whatever_they_are(self, value: Any) -> None:
        kept = storable(value)

        assert storable(kept) == kept
