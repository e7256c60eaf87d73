"""Long files are read and prepared in a process of its own, and come to the same as short ones."""

from collections.abc import Iterator
from unittest.mock import patch
from uuid import UUID

import pytest
from django.db.models import Count

from tests.directory.importing import bring_in, plan_of
from tests.makers import a_person
from twofold.directory.importing import feeding
from twofold.directory.models import ImportRow, Person

ROWS = feeding.PIECE + 500
PLAN = plan_of("First name,E-mail,Phone", "person.given_name", "person.email", "person.phone")


@pytest.fixture(autouse=True)
def every_file_is_long() -> Iterator[None]:
    with patch.object(feeding, "LONG", 0):
        yield


def a_file() -> str:
    """Somebody who is there, somebody who cannot be, somebody who comes twice, and many others."""
    others = "".join(f"N{number},n{number}@helio.example,\n" for number in range(ROWS - 4))
    return (
        f"First name,E-mail,Phone\nAda,ada@helio.example,+351911111111\nBob,no address,\n{others}"
        "Eve,eve@helio.example,\nEve,eve@helio.example,+351922222222\n"
    )


def outcomes(operation_id: UUID) -> dict[str, int]:
    counted = ImportRow.objects.filter(operation_id=operation_id).values("outcome").annotate(Count("number"))
    return {one["outcome"]: one["number__count"] for one in counted}


class TestALongFile:
    def test_is_read_to_its_end_and_only_once(self) -> None:
        a_person(name="Ada", email="ada@helio.example")

        done = bring_in(a_file(), PLAN)

        assert done.state == "done"
        assert outcomes(done.id) == {"created": ROWS - 3, "updated": 2, "refused": 1}
        assert Person.objects.count() == ROWS - 2
        last = Person.objects.get(email=f"n{ROWS - 5}@helio.example")
        assert (last.name, last.sort_name) == (f"N{ROWS - 5}", f"n{ROWS - 5}")

    def test_is_what_each_row_says_of_somebody_of_whom_more_is_said_later(self) -> None:
        bring_in(a_file(), PLAN)

        eve = Person.objects.get(email="eve@helio.example")
        assert eve.phone == "+351922222222"
        assert "922222222" in (eve.search or "")

    def test_comes_to_the_same_beforehand(self) -> None:
        assert bring_in(a_file(), PLAN, dry_run=True).counts == bring_in(a_file(), PLAN).counts
