"""Countries as forms offer them: those there are, as the reader calls them, in the order of their names."""

import pytest

from twofold.directory.queries import country_codes, country_names

pytestmark = pytest.mark.no_database


class TestTheCountries:
    def test_are_named_in_the_language_of_the_reader(self) -> None:
        german = dict(country_names("de"))

        assert (german["DE"], german["AT"]) == ("Deutschland", "Österreich")
        assert dict(country_names("pt-br"))["DE"] == "Alemanha"

    def test_are_those_that_may_be_kept(self) -> None:
        assert {code for code, _ in country_names("fr")} == country_codes()

    def test_stand_where_one_looks_for_them(self) -> None:
        german = [code for code, _ in country_names("de")]

        assert german.index("OM") < german.index("AT") < german.index("PK")

    @pytest.mark.parametrize("language", ["", "xx", "no language"])
    def test_are_named_in_english_where_a_language_has_no_names(self, language: str) -> None:
        assert dict(country_names(language))["DE"] == "Germany"
