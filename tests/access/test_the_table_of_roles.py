"""The guide says what each role allows, and keeps up with the code."""

from pathlib import Path

import pytest

from twofold.access import matrix
from twofold.core import registers
from twofold.core.registers import BuiltIn

pytestmark = pytest.mark.no_database

GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "roles.md"


def test_stands_in_the_guide_as_the_code_has_it() -> None:
    table = "\n".join(line for line in GUIDE.read_text().splitlines() if line.startswith("|"))

    assert table == matrix.markdown(), "Put the output of `twofold roles` into docs/guide/roles.md"


def test_gives_owners_everything_and_guests_nothing() -> None:
    in_an_account = {one for one, held in registers.customer_permissions.items() if held != {BuiltIn.SELF}}

    assert registers.permissions_of(BuiltIn.OWNER) >= in_an_account
    assert registers.permissions_of(BuiltIn.GUEST) == frozenset()
