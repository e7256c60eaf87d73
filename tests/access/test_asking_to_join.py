"""Somebody asks to join an account; whoever may decide lets them in or does not, once, and they are told."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.access.inviting import World, an_organisation, role_ids, who_signs_in
from tests.mailbox import Mailbox, text_of
from tests.makers import SYSTEM, a_colleague, a_membership, a_person, an_account
from twofold.access import queries
from twofold.access.errors import NotYoursToOffer, RequestDecided, RequestNotFound, RequestNotPossible
from twofold.access.models import Grant, JoinRequest, Seat
from twofold.access.verbs import requests
from twofold.core import unit
from twofold.core.actor import Actor, PermissionMissing
from twofold.core.models import LedgerEntry
from twofold.core.unit import unit_of_work
from twofold.directory.models import AccountIdentifier, Membership
from twofold.directory.verbs import accounts

EVE = "eve@atlas.example"


@pytest.fixture
def atlas() -> World:
    world = an_organisation()
    prove(world, "atlas.example")
    return world


@pytest.fixture
def eve() -> Actor:
    return queries.customer_of(who_signs_in(EVE, "Eve").id)


def prove(world: World, domain: str) -> None:
    identifier = accounts.add_identifier(SYSTEM, world.atlas.id, kind="domain", value=domain)
    AccountIdentifier.objects.filter(id=identifier.id).update(proven_at=unit.now())


class TestAsking:
    def test_goes_to_whoever_runs_the_account_that_has_proven_ones_domain(
        self, atlas: World, eve: Actor, mailbox: Mailbox
    ) -> None:
        with unit_of_work(eve):
            assert queries.joinable(eve) == {atlas.atlas.id: "Atlas"}
            requests.ask(eve, account_id=atlas.atlas.id, message="I am new in sales")

        letter = mailbox.letter(atlas.priya.email)
        assert letter["Subject"] == "Eve asks to join Atlas"
        assert "I am new in sales" in text_of(letter)
        with unit_of_work(eve):
            (mine,) = queries.my_requests(eve)
        assert (mine.account_name, mine.decision, mine.days) == ("Atlas", "", 0)
        with unit_of_work(atlas.actor):
            assert [one.name for one in queries.requests(atlas.actor)] == ["Eve"]

    def test_twice_is_one_request(self, atlas: World, eve: Actor) -> None:
        first = requests.ask(eve, account_id=atlas.atlas.id)

        assert requests.ask(eve, account_id=atlas.atlas.id) == first
        assert LedgerEntry.objects.filter(name="access.request.made").count() == 1

    def test_is_refused_where_ones_address_says_nothing(self, atlas: World, eve: Actor) -> None:
        unproven = an_account(name="Globex")
        accounts.add_identifier(SYSTEM, unproven.id, kind="domain", value="sub.atlas.example")
        for account in (unproven, an_account(name="Initech")):
            with pytest.raises(RequestNotPossible):
                requests.ask(eve, account_id=account.id)
        with pytest.raises(RequestNotPossible):
            requests.ask(eve)

    def test_for_a_company_goes_to_staff_who_choose_the_account(self, eve: Actor, mailbox: Mailbox) -> None:
        globex, jana = an_account(name="Globex"), a_colleague()
        request_id = requests.ask(eve, company="Globex Ltd")

        with pytest.raises(RequestNotPossible):
            requests.approve(jana, request_id)
        requests.approve(jana, request_id, account_id=globex.id)

        assert Membership.objects.get(person=eve.person_id).account_id == globex.id
        assert mailbox.letter(EVE)["Subject"] == "You are in: Globex"

    def test_can_be_taken_back_by_oneself_alone(self, atlas: World, eve: Actor) -> None:
        request_id = requests.ask(eve, account_id=atlas.atlas.id)
        mallory = queries.customer_of(who_signs_in("m@atlas.example", "Mallory").id)

        with pytest.raises(RequestNotFound), unit_of_work(mallory):
            requests.withdraw(mallory, request_id)
        with unit_of_work(eve):
            requests.withdraw(eve, request_id)
            requests.withdraw(eve, request_id)
        with pytest.raises(RequestDecided):
            requests.approve(atlas.actor, request_id)


class TestDeciding:
    def test_lets_in_with_a_role_once(self, atlas: World, eve: Actor, mailbox: Mailbox) -> None:
        request_id = requests.ask(eve, account_id=atlas.atlas.id)

        with unit_of_work(atlas.actor):
            requests.approve(atlas.actor, request_id, roles=role_ids("buyer"))
            requests.approve(atlas.actor, request_id, roles=role_ids("admin"))

        seat = Membership.objects.get(person=eve.person_id)
        assert seat.standing == "member"
        assert [one.role.key for one in Grant.objects.filter(membership=seat)] == ["buyer"]
        assert len(mailbox.letters(EVE)) == 1

    def test_says_why_not(self, atlas: World, eve: Actor, mailbox: Mailbox) -> None:
        request_id = requests.ask(eve, account_id=atlas.atlas.id)

        with unit_of_work(atlas.actor):
            requests.decline(atlas.actor, request_id, reason="You left us in May")
        with pytest.raises(RequestDecided):
            requests.approve(atlas.actor, request_id)

        assert "You left us in May" in text_of(mailbox.letter(EVE))
        assert not Membership.objects.filter(person=eve.person_id).exists()

    def test_is_for_those_who_may_and_their_account_only(self, atlas: World, eve: Actor) -> None:
        request_id = requests.ask(eve, account_id=atlas.atlas.id)
        globex = an_organisation(name="Globex")
        member = an_organisation("member", "Initech").actor

        for verb in (requests.approve, requests.decline):
            with pytest.raises(RequestNotFound), unit_of_work(globex.actor):
                verb(globex.actor, request_id)
            with pytest.raises(PermissionMissing), unit_of_work(member):
                verb(member, request_id)
        with pytest.raises(NotYoursToOffer):
            requests.approve(atlas.actor, request_id, roles=role_ids("owner"))

    def test_is_not_forgotten(self, atlas: World, eve: Actor, mailbox: Mailbox) -> None:
        requests.ask(eve, account_id=atlas.atlas.id)
        mailbox.forget()
        assert requests.remind(SYSTEM) == 0

        JoinRequest.objects.update(asked_at=unit.now() - timedelta(days=2))

        assert requests.remind(SYSTEM) == 1
        assert requests.remind(SYSTEM) == 0
        assert mailbox.letter(atlas.priya.email)["Subject"] == "Eve still waits for an answer"

    def test_can_be_given_to_a_colleague(self, eve: Actor, mailbox: Mailbox) -> None:
        request_id, jana = requests.ask(eve, company="Globex"), a_colleague()
        who = who_signs_in("kim@twofold.example", "Kim")
        from twofold.directory.verbs import people

        people.make_staff(SYSTEM, who.id)
        requests.name_sponsor(jana, request_id, who.id)

        assert mailbox.link("kim@twofold.example").endswith("/requests")
        assert queries.requests(jana)[0].sponsor_name == "Kim"


class TestTheMarkInTheNavigation:
    def test_counts_what_the_reader_may_decide_in_one_statement(self, atlas: World, eve: Actor) -> None:
        assert queries.how_much_waits(atlas.actor) == 0
        requests.ask(eve, account_id=atlas.atlas.id)
        guest = a_membership(who_signs_in("gus@lab.example", "Gus"), atlas.atlas, standing="guest")
        Seat.objects.create(membership=guest, asked_at=unit.now(), sponsor=atlas.priya)

        with unit_of_work(atlas.actor), CaptureQueriesContext(connection) as statements:
            assert queries.how_much_waits(atlas.actor) == 2
        assert len(statements) == 1
        with unit_of_work(eve):
            assert queries.how_much_waits(eve) == 0

    def test_counts_a_guest_only_for_whoever_vouches_for_them(self, atlas: World) -> None:
        sponsor, other = (a_membership(who_signs_in(f"{who}@atlas.example", who), atlas.atlas) for who in "ab")
        guest = a_membership(a_person(), atlas.atlas, standing="guest")
        Seat.objects.create(membership=guest, asked_at=unit.now(), sponsor=sponsor.person)

        found = []
        for one in (sponsor, other):
            actor = queries.customer_of(one.person_id, atlas.atlas.id)
            with unit_of_work(actor):
                found.append(queries.how_much_waits(actor))
        assert found == [1, 0]
