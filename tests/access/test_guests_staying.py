"""Guests stay for a time: somebody is asked before it ends, and then it ends by itself."""

from datetime import timedelta

import pytest

from tests.access.inviting import BEN, World, a_guests_place, an_organisation, by_link, who_signs_in
from tests.mailbox import Mailbox
from tests.makers import SYSTEM, a_grant, a_membership, a_person
from twofold.access import queries
from twofold.access.errors import GuestNotFound, NotInAccount, OfferNotPossible, StayNotPossible
from twofold.access.models import Seat
from twofold.access.verbs import guests, invitations, members
from twofold.core import unit
from twofold.core.actor import Actor, PermissionMissing
from twofold.core.models import LedgerEntry
from twofold.core.unit import unit_of_work
from twofold.directory.errors import MembershipNotFound
from twofold.directory.models import Membership, Person
from twofold.directory.verbs import memberships


@pytest.fixture
def atlas() -> World:
    return an_organisation()


def a_guest(world: World, days: int = 30, address: str = BEN) -> Seat:
    ben = who_signs_in(address)
    digest = by_link(world.actor, world.atlas, a_guests_place(days), address)
    invitations.redeem(queries.customer_of(ben.id), digest)
    return seat_of(ben)


def seat_of(person: Person) -> Seat:
    return Seat.objects.select_related("membership").get(membership__person=person, membership__ended_at=None)


def later(seat: Seat, **moments: timedelta) -> None:
    """As if the clock stood elsewhere: moments from now."""
    Seat.objects.filter(membership=seat.membership_id).update(
        **{name: unit.now() + apart for name, apart in moments.items()}
    )


class TestAGuest:
    def test_may_do_nothing_from_the_second_on_and_is_out_with_the_next_minute(
        self, atlas: World, mailbox: Mailbox
    ) -> None:
        seat = a_guest(atlas)
        ben = seat.membership.person_id
        assert queries.customer_of(ben, atlas.atlas.id).account_id == atlas.atlas.id

        later(seat, expires_at=timedelta(seconds=-1))
        with pytest.raises(NotInAccount):
            queries.customer_of(ben, atlas.atlas.id)
        assert guests.end_expired(SYSTEM) == 1
        assert guests.end_expired(SYSTEM) == 0

        assert Membership.objects.get(id=seat.membership_id).ended_at
        assert LedgerEntry.objects.filter(name="access.guest.expired", account_id=atlas.atlas.id).count() == 1
        assert "Atlas" in str(mailbox.letter(BEN)["Subject"])

    def test_stays_longer_with_one_click_of_whoever_vouches(self, atlas: World) -> None:
        seat = a_guest(atlas, days=3)

        with unit_of_work(atlas.actor):
            until = guests.keep(atlas.actor, seat.membership_id)

        assert until == unit.now() + timedelta(days=90)
        assert Seat.objects.get(membership=seat.membership_id).review_at == until - timedelta(days=14)

    def test_never_stays_shorter_for_being_kept(self, atlas: World) -> None:
        seat = a_guest(atlas, days=300)

        assert guests.keep(atlas.actor, seat.membership_id) == seat.expires_at
        assert seat_of(seat.membership.person).expires_at == seat.expires_at

    def test_is_let_go_by_whoever_reviews_guests(self, atlas: World) -> None:
        seat = a_guest(atlas)

        with unit_of_work(atlas.actor):
            members.end(atlas.actor, seat.membership_id)

        left = LedgerEntry.objects.get(name="directory.membership.ended")
        assert (left.person_id, left.actor_id) == (seat.membership.person_id, atlas.priya.id)
        with pytest.raises(MembershipNotFound), unit_of_work(atlas.actor):
            members.end(atlas.actor, seat.membership_id)

    @pytest.mark.parametrize(("days", "is_quiet"), [(None, True), (29, False), (31, True)])
    def test_is_quiet_when_they_were_not_here_lately(self, atlas: World, days: int | None, *, is_quiet: bool) -> None:
        seat = a_guest(atlas)
        Seat.objects.filter(pk=seat.pk).update(used_at=unit.now() - timedelta(days=days) if days else None)

        with unit_of_work(atlas.actor):
            (row,) = queries.guests(atlas.actor, atlas.atlas.id)
        assert row.is_quiet is is_quiet

    def test_is_seen_with_end_and_sponsor(self, atlas: World) -> None:
        a_guest(atlas)

        with unit_of_work(atlas.actor):
            (row,) = queries.guests(atlas.actor, atlas.atlas.id)
        assert (row.name, row.address, row.sponsor_name, row.is_mine, row.days_left) == ("Ben", BEN, "Priya", True, 31)


class TestAReview:
    def test_asks_whoever_vouches_then_reminds_then_lets_it_end(self, atlas: World, mailbox: Mailbox) -> None:
        seat = a_guest(atlas, days=14)
        later(seat, review_at=timedelta(seconds=-1))

        assert guests.ask(SYSTEM) == 1
        assert str(mailbox.letter(atlas.priya.email)["Subject"]).startswith("Should Ben stay at Atlas")
        assert mailbox.link(atlas.priya.email).endswith(
            f"?account={atlas.atlas.id}&next=%2Fmy%2Forganisation%2Freviews"
        )
        assert guests.ask(SYSTEM) == 0
        with unit_of_work(atlas.actor):
            assert [one.name for one in queries.reviews(atlas.actor)] == ["Ben"]

        later(seat, review_at=timedelta(seconds=-1))
        assert guests.ask(SYSTEM) == 1
        assert "will be out of Atlas" in str(mailbox.letter(atlas.priya.email)["Subject"])
        assert Seat.objects.get(membership=seat.membership_id).review_at is None
        assert len(mailbox.letters(atlas.priya.email)) == 2

    def test_is_over_when_it_is_answered(self, atlas: World) -> None:
        seat = a_guest(atlas)
        later(seat, review_at=timedelta(seconds=-1))
        guests.ask(SYSTEM)

        guests.keep(atlas.actor, seat.membership_id)

        assert queries.reviews(atlas.actor) == []

    def test_goes_to_the_admins_when_the_sponsor_has_left(self, atlas: World, mailbox: Mailbox) -> None:
        seat = a_guest(atlas)
        quinn = who_signs_in("quinn@atlas.example", "Quinn")
        a_grant(a_membership(quinn, atlas.atlas), "admin")
        memberships.end(SYSTEM, Membership.objects.get(person=atlas.priya).id)
        later(seat, review_at=timedelta(seconds=-1))

        guests.ask(SYSTEM)

        assert mailbox.letters("quinn@atlas.example")
        assert not mailbox.letters(atlas.priya.email)


class TestWhoLooksAfterGuests:
    def test_is_a_member_and_no_other_guest(self, atlas: World) -> None:
        seat, other = a_guest(atlas), a_guest(atlas, address="eve@globex.example")

        for nobody in (other.membership.person_id, a_person().id):
            with pytest.raises(OfferNotPossible, match="Only a member"):
                guests.name_sponsor(atlas.actor, seat.membership_id, nobody)

        assert seat_of(seat.membership.person).sponsor_id == seat.sponsor_id

    def test_is_whoever_vouches_without_being_an_admin(self, atlas: World) -> None:
        carla = who_signs_in("carla@atlas.example", "Carla")
        a_membership(carla, atlas.atlas)
        seat, other = a_guest(atlas), a_guest(atlas, address="eve@globex.example")
        guests.name_sponsor(atlas.actor, seat.membership_id, carla.id)
        actor = queries.customer_of(carla.id, atlas.atlas.id)

        with unit_of_work(actor):
            assert [row.membership_id for row in queries.guests(actor, atlas.atlas.id)] == [seat.membership_id]
            guests.keep(actor, seat.membership_id)
            members.end(actor, seat.membership_id)
        with pytest.raises(GuestNotFound), unit_of_work(actor):
            guests.keep(actor, other.membership_id)
        with pytest.raises(PermissionMissing), unit_of_work(actor):
            members.end(actor, other.membership_id)

    def test_is_nobody_of_another_account_and_no_guest(self, atlas: World) -> None:
        seat = a_guest(atlas)
        globex = an_organisation(name="Globex")
        guest = queries.customer_of(seat.membership.person_id, atlas.atlas.id)

        with pytest.raises(GuestNotFound), unit_of_work(globex.actor):
            guests.keep(globex.actor, seat.membership_id)
        with pytest.raises(PermissionMissing), unit_of_work(guest):
            guests.keep(guest, seat.membership_id)

    @pytest.mark.parametrize("days", [-1, 0, 5_000])
    def test_keeps_nobody_forever(self, atlas: World, days: int) -> None:
        seat = a_guest(atlas)

        with pytest.raises(StayNotPossible):
            guests.keep(atlas.actor, seat.membership_id, until=unit.now() + timedelta(days=days))


class TestTerms:
    def test_are_each_accounts_own(self, atlas: World) -> None:
        with unit_of_work(atlas.actor):
            guests.set_terms(atlas.actor, atlas.atlas.id, stay_days=10, review_days=4)
        from twofold.access.joining.places import Place

        ben = who_signs_in(BEN)
        digest = by_link(atlas.actor, atlas.atlas, Place(standing="guest"))
        invitations.redeem(queries.customer_of(ben.id), digest)

        seat = seat_of(ben)
        assert seat.expires_at == unit.now() + timedelta(days=10)
        assert seat.review_at == unit.now() + timedelta(days=6)

    @pytest.mark.parametrize(("stay", "review"), [(0, 1), (2_000, 14), (10, 0), (10, 11)])
    def test_are_sensible(self, atlas: World, stay: int, review: int) -> None:
        with pytest.raises(StayNotPossible):
            guests.set_terms(atlas.actor, atlas.atlas.id, stay_days=stay, review_days=review)

    def test_are_not_a_members_to_set(self, atlas: World) -> None:
        member: Actor = queries.customer_of(a_membership(a_person(), atlas.atlas).person_id, atlas.atlas.id)

        with pytest.raises(PermissionMissing):
            guests.set_terms(member, atlas.atlas.id, stay_days=10, review_days=4)
