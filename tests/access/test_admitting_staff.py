"""Who may sign in as staff, and who a signed-in person is."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import authenticate

from twofold.access import queries
from twofold.access.errors import PasswordTooWeak
from twofold.access.verbs import staff
from twofold.core import registers
from twofold.core.actor import Actor, ActorKind, PermissionMissing
from twofold.core.models import LedgerEntry
from twofold.core.registers import BuiltIn
from twofold.directory.verbs import people

ME = Actor.system("test")
GOOD = "correct-horse-battery"


class TestAdmittingStaff:
    def test_lets_them_sign_in_with_every_permission(self) -> None:
        person_id = staff.admit(ME, "Jana@Example.com", name="Jana Okoye", password=GOOD)

        user = authenticate(None, email="jana@example.com", password=GOOD)
        actor = queries.actor_of(person_id)
        assert user is not None
        assert user.pk == person_id
        assert (actor.kind, actor.name, actor.account_ids) == (ActorKind.STAFF, "Jana Okoye", None)
        assert actor.may("directory:person:edit")

    def test_again_sets_a_new_password_and_adds_nobody(self) -> None:
        first = staff.admit(ME, "jana@example.com", name="Jana", password=GOOD)

        second = staff.admit(ME, "jana@example.com", name="Jana", password="another-good-one")

        assert second == first
        assert EmailAddress.objects.count() == 1
        assert authenticate(None, email="jana@example.com", password=GOOD) is None
        assert authenticate(None, email="jana@example.com", password="another-good-one") is not None

    @pytest.mark.parametrize("weak", ["short", "password1234", "1234567890"])
    def test_refuses_a_password_that_is_easy_to_guess(self, weak: str) -> None:
        with pytest.raises(PasswordTooWeak):
            staff.admit(ME, "jana@example.com", name="Jana", password=weak)

    def test_keeps_the_password_out_of_the_ledger(self) -> None:
        staff.admit(ME, "jana@example.com", name="Jana", password=GOOD)

        assert not any(GOOD in str(entry.body) for entry in LedgerEntry.objects.all())

    def test_needs_the_permission(self) -> None:
        with pytest.raises(PermissionMissing):
            staff.admit(Actor(ActorKind.STAFF, "Intern"), "jana@example.com", name="Jana", password=GOOD)


class TestSigningIn:
    def test_is_refused_to_somebody_who_was_removed(self) -> None:
        person_id = staff.admit(ME, "jana@example.com", name="Jana", password=GOOD)

        people.dismiss_staff(ME, person_id)
        people.remove(ME, person_id)

        assert authenticate(None, email="jana@example.com", password=GOOD) is None

    def test_makes_a_customer_of_whoever_is_not_staff(self) -> None:
        person_id = staff.admit(ME, "jana@example.com", name="Jana", password=GOOD)

        people.dismiss_staff(ME, person_id)
        actor = queries.actor_of(person_id)

        assert actor.is_customer
        assert actor.account_ids == frozenset()
        assert actor.permissions == registers.permissions_of(BuiltIn.SELF)
