"""Somebody is made a member of staff: by then a stranger may have prepared their record, and who invites may have their own plans."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import make_password

from tests.attacks.conftest import PASSWORD
from tests.makers import SYSTEM, a_colleague, a_person
from tests.portal.customers import Browser
from tests.portal.proving import with_a_proven_address
from twofold.access import logins
from twofold.access.errors import MoreThanYouHold
from twofold.access.models import Browser as KnownBrowser
from twofold.access.models import Passkey, Phone, StaffRole
from twofold.access.permissions import Permission
from twofold.access.verbs import logins as verbs
from twofold.access.verbs import staff
from twofold.access.verbs.logins import ForeignLogin, Outcome
from twofold.core import clock, registers
from twofold.core.actor import Actor, ActorKind
from twofold.core.registers import Desk
from twofold.directory.models import Person
from twofold.directory.permissions import Permission as Directory
from twofold.directory.verbs import identifiers, people

COMES, STRANGER = "nia@twofold.example", "eve@evil.example"


def invited(email: str = COMES, by: Actor = SYSTEM, desk: Desk = Desk.READER) -> None:
    staff.invite(by, email, name="Nia New", role_ids=[StaffRole.objects.get(key=desk).id])


def admitted() -> None:
    staff.admit(SYSTEM, COMES, name="Nia New", password=PASSWORD)


def prepared() -> Person:
    """Whom a stranger signs in as, who has made a browser say that the colleague's address is theirs."""
    eve = a_person(name="Eve", email=COMES)
    now = clock.now()
    EmailAddress.objects.create(user=eve, email=STRANGER, verified=True, primary=True)
    SocialAccount.objects.create(user=eve, provider="google", uid="eve")
    Authenticator.objects.create(user=eve, type=Authenticator.Type.TOTP, data={"secret": "eve's"})
    Phone.objects.create(person=eve, number="+351912345678", is_first=True, proven_at=now)
    Passkey.objects.create(
        person=eve, name="Eve's", rp_id="testserver", credential_id=b"eve", public_key=b"eve", sign_count=0,
        aaguid="08987058-cadc-4b81-b6e1-30de50dcbe96", transports=[], may_sign_in=True, is_backed_up=False, created_at=now,
    )  # fmt: skip
    KnownBrowser.objects.create(
        person=eve, digest=b"e" * 32, user_agent="Eve", address="192.0.2.1", created_at=now, seen_at=now,
        trusted_at=now, trusted_until=now + timedelta(days=30),
    )  # fmt: skip
    return eve


class TestWaysInThatWereThereBefore:
    @pytest.mark.parametrize("become_staff", [invited, admitted])
    def test_are_gone(self, become_staff: Callable[[], None]) -> None:
        eve, browser = prepared(), Browser()
        browser.force_login(eve)
        assert browser.get("/my/").status_code == 200

        become_staff()

        eve.refresh_from_db()
        assert eve.is_staff
        assert browser.get("/my/").status_code == 302
        assert list(EmailAddress.objects.values_list("email", flat=True)) == [COMES]
        assert [
            kind.__name__
            for kind in (SocialAccount, Authenticator, Phone, Passkey, KnownBrowser)
            if kind.objects.exists()
        ] == []

    @pytest.mark.parametrize("become_staff", [invited, admitted])
    def test_stay_where_the_address_was_proven(self, become_staff: Callable[[], None]) -> None:
        nia = a_person(name="Nia", email=COMES)
        EmailAddress.objects.create(user=nia, email=COMES, verified=True, primary=True)
        SocialAccount.objects.create(user=nia, provider="google", uid="nia")

        become_staff()

        assert SocialAccount.objects.get().user_id == nia.id


class TestWhoeverBringsLoginsAlong:
    def test_brings_none_of_a_colleague_who_was_invited_and_has_not_come_yet(self) -> None:
        invited()
        mine = ForeignLogin(COMES, make_password(PASSWORD), is_proven=True)

        (taken,) = verbs.take_over(SYSTEM, [mine])

        assert taken.outcome is Outcome.THERE
        assert authenticate(None, email=COMES, password=PASSWORD) is None


class TestWhoeverMerges:
    def test_comes_in_as_no_colleague_by_a_login_of_their_own(self) -> None:
        """With a customer's login of one's own and the right to merge people one would be whichever colleague one likes."""
        jana, mine = a_colleague(), with_a_proven_address(STRANGER)
        assert jana.person_id
        Phone.objects.create(person=mine, number="+351912345678", is_first=True, proven_at=clock.now())
        SocialAccount.objects.create(user=mine, provider="google", uid="eve")
        permissions = registers.permissions_at(Desk.SALES)
        seller = Actor(ActorKind.STAFF, "Eve", a_person(name="Eve").id, permissions)

        people.merge(seller, jana.person_id, mine.id)
        logins.follow(mine.id, jana.person_id)

        for ways in (EmailAddress.objects, SocialAccount.objects):
            assert not ways.filter(user=jana.person_id).exists()
        assert not Phone.objects.filter(person=jana.person_id).exists()


class TestWhoeverInvites:
    def test_takes_no_colleague_over_who_holds_more(self) -> None:
        """An address of the inviter's, said to be an administrator's, would let the inviter in as that administrator."""
        jana = a_colleague()
        assert jana.person_id
        may = {Permission.ADMIT_STAFF, Permission.MANAGE_STAFF_ROLES, Directory.MANAGE_STAFF, Directory.EDIT_PEOPLE}
        reader = registers.permissions_at(Desk.READER)
        rogue = Actor(ActorKind.STAFF, "Rogue", a_person(name="Rogue").id, reader | {str(one) for one in may})
        identifiers.add(SYSTEM, jana.person_id, kind="email", value=STRANGER)
        EmailAddress.objects.create(user_id=jana.person_id, email="jana@twofold.example", verified=True, primary=True)

        with pytest.raises(MoreThanYouHold):
            invited(STRANGER, by=rogue)

        assert EmailAddress.objects.get().email == "jana@twofold.example"
