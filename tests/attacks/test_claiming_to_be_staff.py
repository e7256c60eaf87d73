"""The write key of a website is public: whoever has it may claim to be anybody, and must become nobody else by that."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import authenticate

from tests.attacks.conftest import EMAIL, PASSWORD
from tests.console.staff import Staff
from tests.events.tracking import Endpoint, person_of
from tests.makers import SYSTEM, a_person
from twofold.access.verbs import staff
from twofold.core.unit import unit_of_work
from twofold.directory.models import Identifier, MergeRefusal, Person

EVIL = "mallory@evil.example"


def identify(endpoint: Endpoint, user: str = "", **traits: Any) -> None:
    """As a browser would."""
    event = {"type": "identify", "anonymousId": "mallorys-browser", "traits": traits}
    assert endpoint.batch(event | ({"userId": user} if user else {})).status == 200


def as_kept(person_id: Any) -> dict[str, Any]:
    """The columns that decide who somebody is to us."""
    with unit_of_work(SYSTEM):
        columns = (
            "id",
            "name",
            "email",
            "password",
            "is_staff",
            "is_active",
            "owner_id",
            "merged_into_id",
            "deleted_at",
        )
        return dict(Person.objects.filter(id=person_id).values(*columns).get())


def lets_in(email: str) -> bool:
    """Whether the password opens the door with this address."""
    with unit_of_work(SYSTEM):
        return authenticate(None, email=email, password=PASSWORD) is not None


class TestTheAddressOfAMemberOfStaff:
    def test_makes_nobody_that_member_of_staff(self, jana: Staff, endpoint: Endpoint) -> None:
        before = as_kept(jana.person.id)

        identify(endpoint, "mallory", email=EMAIL, name="Mallory", is_staff=True)

        assert person_of("user_id", "mallory") != jana.person.id
        assert as_kept(jana.person.id) == before
        assert not as_kept(person_of("user_id", "mallory"))["is_staff"]
        with unit_of_work(SYSTEM):
            assert "staff" in MergeRefusal.objects.get().reason

    def test_comes_with_no_further_address(self, jana: Staff, endpoint: Endpoint) -> None:
        identify(endpoint, email=EMAIL, phone="+351912345678")
        endpoint.batch(
            {
                "type": "track",
                "event": "Seen",
                "anonymousId": "b",
                "context": {"traits": {"email": EMAIL}, "externalIds": [{"id": EVIL, "type": "email"}]},
            }
        )

        with unit_of_work(SYSTEM):
            known = Identifier.objects.filter(person=jana.person.id, kind__makes_known=True)
            assert [one.value for one in known] == [EMAIL]

    def test_takes_no_trait_that_decides_who_they_are(self, jana: Staff, endpoint: Endpoint) -> None:
        before = as_kept(jana.person.id)

        identify(
            endpoint, email=EMAIL, name="Owned", firstName="Owned", is_staff=False, is_active=False, password="x",
            id="1", owner_id="1", owner="1", deleted_at="2020-01-01", merged_into="1", known_at=None, search="x",
        )  # fmt: skip

        assert as_kept(jana.person.id) == before
        assert jana.get(f"/people/{jana.person.id}").status_code == 200


class TestTheAddressOfAStranger:
    def test_signs_nobody_in_because_a_browser_said_it(self, jana: Staff, endpoint: Endpoint) -> None:
        with unit_of_work(SYSTEM):
            Person.objects.filter(id=jana.person.id).update(email=EVIL)

        assert not lets_in(EVIL)
        assert lets_in(EMAIL)

    def test_who_is_admitted_later_becomes_theirs_alone(self, endpoint: Endpoint) -> None:
        identify(endpoint, "mallory", email="new@twofold.example", name="Mallory")
        identify(endpoint, "mallory", email=EVIL)
        mallory = person_of("user_id", "mallory")
        with unit_of_work(SYSTEM):
            EmailAddress.objects.create(user_id=mallory, email=EVIL, verified=True, primary=True)
            admitted = staff.admit(SYSTEM, "new@twofold.example", name="Nia New", password=PASSWORD)

        identify(endpoint, "mallory", email=EVIL, name="Mallory again")

        kept = as_kept(admitted)
        assert (kept["name"], kept["email"]) == ("Nia New", "new@twofold.example")
        assert not lets_in(EVIL)


class TestTwoKnownPeople:
    def test_with_accounts_of_their_own_stay_two(self, endpoint: Endpoint) -> None:
        identify(endpoint, "ada", email="ada@helio.example", name="Ada")
        identify(endpoint, "mallory", email="ada@helio.example")

        assert person_of("user_id", "mallory") != person_of("user_id", "ada")
        assert person_of("email", "ada@helio.example") == person_of("user_id", "ada")


class TestWhatStaffHaveSaid:
    def test_is_not_overruled_by_a_browser(self, endpoint: Endpoint) -> None:
        with unit_of_work(SYSTEM):
            person = a_person(name="Ada Brandt", email="ada@helio.example", city="Porto")

        identify(endpoint, email="ada@helio.example", name="Owned", city="Elsewhere", country="KP")

        with unit_of_work(SYSTEM):
            ada = Person.objects.get(id=person.id)
            assert (ada.name, ada.email, ada.city) == ("Ada Brandt", "ada@helio.example", "Porto")


class TestAFieldOfTheCompany:
    @pytest.mark.parametrize("said", ["lots", {"minor": "x"}, {"currency": "EUR"}, [1, 2], -1, True, {"a": {"b": []}}])
    def test_with_nonsense_in_it_breaks_no_page(self, jana: Staff, endpoint: Endpoint, said: object) -> None:
        from twofold.directory.verbs import custom_fields

        kinds = ("text", "number", "money", "date", "choice", "multi_choice", "person", "account")
        with unit_of_work(SYSTEM):
            for kind in kinds:
                choices = ("a", "b") if "choice" in kind else ()
                custom_fields.define(SYSTEM, subject="person", key=f"f_{kind}", label=kind, kind=kind, choices=choices)

        identify(endpoint, "ada", name="Ada", **{f"f_{kind}": said for kind in kinds})

        ada = person_of("user_id", "ada")
        for path in ("", *(f"/fields/f_{kind}" for kind in kinds)):
            assert jana.get(f"/people/{ada}{path}").status_code == 200
        assert jana.get("/people").status_code == 200
