"""Passwords are hashed by libsodium, and what is kept of them is what any implementation of Argon2id makes of them."""

import pytest
from argon2 import PasswordHasher, Type
from argon2.exceptions import VerifyMismatchError
from django.contrib.auth.hashers import check_password, identify_hasher, make_password

from twofold.access.passwords import OURS, Argon2

REFERENCE = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1, type=Type.ID)
PASSWORDS = ["a quiet morning in Lisbon", "тихое утро", "nul\0inside", "x" * 1_000, ""]

pytestmark = pytest.mark.no_database


@pytest.mark.parametrize("password", PASSWORDS)
class TestAPassword:
    def test_is_known_again_and_no_other(self, password: str) -> None:
        kept = make_password(password)

        assert OURS.fullmatch(kept)
        assert check_password(password, kept)
        assert not check_password(f"{password}.", kept)
        assert not identify_hasher(kept).must_update(kept)

    def test_is_kept_as_the_reference_implementation_reads_it(self, password: str) -> None:
        kept = make_password(password).removeprefix("argon2")

        assert REFERENCE.verify(kept, password)
        with pytest.raises(VerifyMismatchError):
            REFERENCE.verify(kept, f"{password}.")

    def test_is_known_by_what_that_one_kept(self, password: str) -> None:
        kept = f"argon2{REFERENCE.hash(password)}"

        assert OURS.fullmatch(kept)
        assert check_password(password, kept)
        assert not check_password(f"{password}.", kept)


def test_each_has_a_salt_of_its_own() -> None:
    assert len({Argon2().salt() for _ in range(100)}) == 100


def test_argon2_of_another_kind_is_checked_too() -> None:
    for kind in (Type.I, Type.D, Type.ID):
        kept = f"argon2{PasswordHasher(time_cost=1, memory_cost=64, parallelism=2, type=kind).hash('one')}"

        assert check_password("one", kept)
        assert not check_password("two", kept)
