"""Accounts find their place in a tree by importing a file, and no file closes a ring."""

from collections.abc import Sequence
from unittest.mock import patch

import pytest

from tests.directory.importing import bring_in, outcomes, plan_of, reasons, the_directory, undo
from tests.makers import SYSTEM, an_account
from twofold.core.models import Operation
from twofold.directory.importing import feeding
from twofold.directory.importing.plan import OnMatch
from twofold.directory.models import Account
from twofold.directory.verbs import accounts

HEADER = "Name,Part of"


def a_file_of(
    *rows: str, dry_run: bool = False, on_match: OnMatch = OnMatch.OVERWRITE, piece: int = 1_000
) -> Operation:
    plan = plan_of(
        HEADER, "account.name", "account.parent", person_keys=(), account_keys=(("account.name",),), on_match=on_match
    )
    with patch.object(feeding, "PIECE", piece):
        return bring_in("\n".join([HEADER, *rows, ""]), plan, dry_run=dry_run)


def tree() -> dict[str, str | None]:
    return dict(Account.objects.values_list("name", "parent__name"))


@pytest.fixture
def line() -> Sequence[Account]:
    """Atlas above Helio above Luna."""
    atlas = an_account(name="Atlas")
    helio = an_account(name="Helio", parent=atlas)
    return atlas, helio, an_account(name="Luna", parent=helio)


@pytest.mark.usefixtures("line")
class TestAnImport:
    def test_moves_accounts_and_puts_them_back(self) -> None:
        before = the_directory()

        moved = a_file_of("Luna,Atlas", "Nova,Luna")

        assert tree() == {"Atlas": None, "Helio": "Atlas", "Luna": "Atlas", "Nova": "Luna"}
        undo(moved)
        assert the_directory() == before

    @pytest.mark.parametrize("piece", [1, 1_000])
    @pytest.mark.parametrize("dry_run", [False, True])
    def test_refuses_a_place_below_the_account_itself(self, *, dry_run: bool, piece: int) -> None:
        done = a_file_of("Atlas,Luna", "Luna,Atlas", "Helio,Luna", "Luna,Helio", dry_run=dry_run, piece=piece)

        assert outcomes(done) == ["refused", "updated", "updated", "refused"]
        assert reasons(done)[0] == ("An account cannot be below itself.",)
        if not dry_run:
            assert tree() == {"Atlas": None, "Helio": "Luna", "Luna": "Atlas"}

    def test_refuses_a_ring_of_accounts_that_it_adds(self) -> None:
        for piece in (1, 1_000):
            done = a_file_of("Nova,Luna", "Vega,Nova", "Atlas,Vega", dry_run=True, piece=piece)

            assert outcomes(done) == ["created", "created", "refused"]

    def test_leaves_accounts_where_they_are_unless_it_may_overwrite(self) -> None:
        done = a_file_of("Atlas,Luna", "Luna,Atlas", on_match=OnMatch.LEAVE)

        assert outcomes(done) == ["unchanged", "unchanged"]
        assert tree()["Luna"] == "Helio"

    def test_closes_no_ring_when_it_is_undone(self, line: Sequence[Account]) -> None:
        _, helio, luna = line
        moved = a_file_of("Luna,Atlas")
        accounts.move(SYSTEM, helio.id, parent_id=luna.id)

        undo(moved)

        assert tree() == {"Atlas": None, "Helio": "Luna", "Luna": None}
