"""Rows that were refused and come in corrected are imports of their own: each says to which other it belongs."""

from uuid import UUID

import pytest

from tests.console.staff import Staff, text
from tests.console.test_importing_a_file import PEOPLE, carried, checked, imported, people, sent
from twofold.core import operations

pytestmark = pytest.mark.usefixtures("committed")


def corrected(jana: Staff, url: str) -> str:
    """The page of the import of the row that was refused, corrected on the page."""
    return carried(jana.post(f"{carried(jana.post(f'{url}/corrected', {'cell-3-2': 'bob@atlas.example'}))}/start"))


def errors_of(jana: Staff, url: str) -> bytes:
    """The file of the rows that were refused."""
    return b"".join(jana.get(f"{url}/refused.csv"))


def brought(jana: Staff, content: bytes, name: str) -> str:
    """The page of the import of a file of this name."""
    return carried(jana.post(f"{checked(jana, sent(jana, content, name=name))}/start"))


def undone(jana: Staff, url: str) -> None:
    jana.post(url.replace("/imports/", "/operations/") + "/undo", {"back": url})
    while operations.advance():
        pass


class TestRowsCorrectedOnThePage:
    def test_say_of_which_import_they_are_and_it_says_that_they_came_in(self, jana: Staff) -> None:
        first = imported(jana)
        second = corrected(jana, first)

        above, below = text(jana.get(first)), text(jana.get(second))

        assert f'corrected rows of <a href="{first}">people.csv</a>' in below
        assert "undoing one leaves the other" in below
        assert f'<a href="{second}">people.csv, corrected</a>, 1 row' in above
        assert "Undoing this import leaves what they brought" in above

    def test_are_named_where_the_first_import_was_undone(self, jana: Staff) -> None:
        first = imported(jana)
        second = corrected(jana, first)

        undone(jana, first)
        assert people() == {"bob@atlas.example"}
        page = text(jana.get(first))
        assert "Not undone with it:" in page
        assert f'<a href="{second}">people.csv, corrected</a>, 1 row.' in page
        assert "which was undone." in text(jana.get(second))

        undone(jana, second)
        assert people() == set()
        assert "1 row (undone, too)." in text(jana.get(first))

    def test_say_so_where_the_rest_was_only_checked(self, jana: Staff) -> None:
        dry = checked(jana, sent(jana))
        second = corrected(jana, dry)

        assert f'<a href="{dry}">people.csv</a>, which was checked and is not imported yet' in text(jana.get(second))
        first = carried(jana.post(f"{dry}/start"))

        assert f'corrected rows of <a href="{first}">people.csv</a>.' in text(jana.get(second))
        assert f'<a href="{second}">' in text(jana.get(first))


class TestAFileOfErrors:
    def test_sent_again_is_known_whatever_it_is_called_by_then(self, jana: Staff) -> None:
        first = imported(jana)
        errors = errors_of(jana, first)

        second = brought(jana, errors.replace(b"bob(at)", b"bob@"), "customers, final.csv")

        assert "bob@atlas.example" in people()
        assert f'corrected rows of <a href="{first}">people.csv</a>' in text(jana.get(second))
        assert f'<a href="{second}">' in text(jana.get(first))

    @pytest.mark.parametrize("name", ["refused-{}.csv", "refused-{} (1).csv", "Kopie von refused-{}.csv"])
    def test_whose_reasons_were_taken_out_is_known_by_its_name(self, jana: Staff, name: str) -> None:
        first = imported(jana)
        rows = (line.rpartition(b",")[0] for line in errors_of(jana, first).splitlines())
        corrected = b"\n".join(rows).replace(b"bob(at)", b"bob@")

        second = brought(jana, corrected, name.format(UUID(first.rpartition("/")[2])))

        assert f'corrected rows of <a href="{first}">people.csv</a>' in text(jana.get(second))

    def test_that_is_refused_once_more_has_the_newer_reasons_alone(self, jana: Staff) -> None:
        first = imported(jana)
        second = brought(jana, errors_of(jana, first), "again.csv")

        heading = errors_of(jana, second).splitlines()[0].decode("utf-8-sig")

        assert heading.split(",")[-2:] == ["Plan", f"Why it was refused (import {UUID(second.rpartition('/')[2])})"]

    @pytest.mark.parametrize(
        ("column", "name"),
        [("Plan", f"refused-{UUID(int=7)}.csv"), (f"Why it was refused (import {UUID(int=7)})", "people.csv")],
    )
    def test_of_no_import_belongs_to_none(self, jana: Staff, column: str, name: str) -> None:
        url = brought(jana, PEOPLE.replace("Plan", column, 1).encode("latin-1"), name)

        assert "corrected rows of" not in text(jana.get(url))
