"""Keys for programs: made, told once, kept as digests, revoked and brought back."""

from datetime import timedelta

import pytest

from tests.makers import a_colleague
from twofold.access import tokens
from twofold.access.errors import KeyIsOver, KeyNotAllowed, KeyNotFound
from twofold.access.models import ApiKey
from twofold.access.queries import api_keys
from twofold.access.verbs import keys
from twofold.core import unit
from twofold.core.actor import Actor, PermissionMissing
from twofold.core.models import LedgerEntry

SCOPE = "directory:person:see"


@pytest.fixture
def jana() -> Actor:
    return a_colleague("Jana Okoye")


class TestAToken:
    def test_is_recognised_by_its_prefix_and_checksum(self) -> None:
        token = tokens.make()

        assert token.startswith("tf_live_")
        assert len(token) == tokens.LENGTH == 57
        assert tokens.digest(token)

    @pytest.mark.parametrize("spoil", [lambda t: t[:-1], lambda t: t + "0", lambda t: t[:20] + t[21:] + "0", str.lower])
    def test_that_is_mistyped_is_none(self, spoil: object) -> None:
        assert tokens.digest(spoil(tokens.make())) is None  # type: ignore[operator]

    def test_is_never_the_same(self) -> None:
        assert len({tokens.make() for _ in range(1_000)}) == 1_000


class TestMakingAKey:
    def test_keeps_the_digest_and_nothing_of_the_key_but_its_end(self, jana: Actor) -> None:
        made = keys.create(jana, name="  CI  server ", scopes=[SCOPE])

        kept = ApiKey.objects.get(id=made.id)
        assert (kept.name, kept.hint, kept.scopes, kept.person_id) == (
            "CI server",
            made.token[-4:],
            [SCOPE],
            jana.person_id,
        )
        assert bytes(kept.digest) == tokens.digest(made.token)
        entry = LedgerEntry.objects.get(name="access.key.created")
        assert made.token not in str(entry.body)

    def test_refuses_to_allow_more_than_one_may_oneself(self) -> None:
        ben = a_colleague("Ben", without="directory:person:merge")

        with pytest.raises(KeyNotAllowed):
            keys.create(ben, name="CI", scopes=["directory:person:merge"])
        with pytest.raises(KeyNotAllowed):
            keys.create(ben, name="CI", scopes=["no:such:thing"])
        with pytest.raises(KeyNotAllowed):
            keys.create(ben, name="CI", scopes=[])

    def test_of_a_service_needs_the_permission(self) -> None:
        ben = a_colleague("Ben", without="access:key:manage")

        with pytest.raises(PermissionMissing):
            keys.create(ben, name="ERP", scopes=[SCOPE], is_service=True)

    def test_refuses_a_moment_that_is_over_and_a_name_that_is_none(self, jana: Actor) -> None:
        with pytest.raises(KeyNotAllowed):
            keys.create(jana, name="CI", scopes=[SCOPE], expires_at=unit.now() - timedelta(seconds=1))
        with pytest.raises(KeyNotAllowed):
            keys.create(jana, name=" ", scopes=[SCOPE])


class TestRevokingAKey:
    def test_can_be_taken_back(self, jana: Actor) -> None:
        made = keys.create(jana, name="CI", scopes=[SCOPE])

        assert keys.revoke(jana, made.id).revoked_at
        keys.revoke(jana, made.id)
        assert keys.restore(jana, made.id).revoked_at is None
        names = (
            LedgerEntry.objects.filter(name__startswith="access.key.").order_by("seq").values_list("name", flat=True)
        )
        assert list(names) == ["access.key.created", "access.key.revoked", "access.key.restored"]

    def test_of_somebody_else_needs_the_permission(self, jana: Actor) -> None:
        made = keys.create(jana, name="CI", scopes=[SCOPE])
        ben = a_colleague("Ben", without="access:key:manage")

        with pytest.raises(KeyNotFound):
            keys.revoke(ben, made.id)
        assert api_keys(ben) == []
        assert [key.name for key in api_keys(jana)] == ["CI"]

    def test_that_has_expired_stays_over(self, jana: Actor) -> None:
        made = keys.create(jana, name="CI", scopes=[SCOPE])
        ApiKey.objects.filter(id=made.id).update(expires_at=unit.now())

        with pytest.raises(KeyIsOver):
            keys.restore(jana, made.id)
