"""An account's admin invites people; they come in with what was offered, and nothing else."""

from datetime import timedelta

import pytest
from django.db.models import F

from tests.access.inviting import (
    BEN,
    World,
    a_guests_place,
    an_organisation,
    by_link,
    role_ids,
    the_invitation,
    who_signs_in,
)
from tests.mailbox import Mailbox, text_of
from tests.makers import SYSTEM, a_colleague, a_grant, a_membership, a_person
from twofold.access import queries
from twofold.access.errors import (
    AddressNotProven,
    InAccountAlready,
    InvitationNotFound,
    InvitationOver,
    InvitedAlready,
    NotInAccount,
    NotYoursToOffer,
    OfferNotPossible,
    SentTooOften,
)
from twofold.access.joining.inviting import Wording
from twofold.access.joining.places import Place
from twofold.access.models import Grant, Invitation, Seat
from twofold.access.permissions import Permission
from twofold.access.verbs import groups, invitations
from twofold.core.actor import PermissionMissing
from twofold.core.models import LedgerEntry
from twofold.core.unit import unit_of_work
from twofold.directory.models import Membership
from twofold.directory.verbs import memberships


@pytest.fixture
def atlas() -> World:
    return an_organisation()


def long_ago() -> None:
    """Let what was sent have been sent an hour ago."""
    Invitation.objects.update(sent_at=F("sent_at") - timedelta(hours=1))


class TestAnInvitation:
    def test_comes_by_letter_and_keeps_its_token_nowhere(self, atlas: World, mailbox: Mailbox) -> None:
        wording = Wording(message="See you on Monday")
        with unit_of_work(atlas.actor):
            invitations.invite(
                atlas.actor, atlas.atlas.id, " Ben@Globex.example", Place(roles=role_ids("buyer")), wording
            )

        link = mailbox.link(BEN)
        letter = mailbox.letter(BEN)
        assert letter["Subject"] == "Priya invites you to Atlas"
        assert "Buyer" in text_of(letter)
        assert "See you on Monday" in text_of(letter)
        token = link.rpartition("/")[2]
        assert len(token) == 43
        assert token not in str(Invitation.objects.values())

    def test_lets_in_with_what_it_offers(self, atlas: World) -> None:
        digest = by_link(atlas.actor, atlas.atlas, Place(roles=role_ids("buyer")))
        ben = who_signs_in(BEN)

        with unit_of_work(queries.customer_of(ben.id)):
            arrival = invitations.redeem(queries.customer_of(ben.id), digest)

        assert (arrival.account_name, arrival.is_held) == ("Atlas", False)
        seat = Membership.objects.get(person=ben, ended_at=None)
        assert (seat.account_id, seat.standing) == (atlas.atlas.id, "member")
        assert Grant.objects.get(membership=seat).role.key == "buyer"
        assert Seat.objects.get(membership=seat).address == BEN
        entry = LedgerEntry.objects.get(name="access.invitation.redeemed")
        assert (entry.person_id, entry.account_id) == (ben.id, atlas.atlas.id)

    def test_gives_a_guest_an_end_a_sponsor_and_a_review(self, atlas: World) -> None:
        digest = by_link(atlas.actor, atlas.atlas, Place(standing="guest"))
        ben = who_signs_in(BEN)

        invitations.redeem(queries.customer_of(ben.id), digest)

        seat = Seat.objects.get(membership__person=ben)
        assert seat.sponsor_id == atlas.priya.id
        assert seat.expires_at
        assert seat.review_at
        assert (
            timedelta(days=89) < seat.expires_at - Membership.objects.get(person=ben).created_at <= timedelta(days=90)
        )
        assert seat.expires_at - seat.review_at == timedelta(days=14)
        assert not queries.customer_of(ben.id, atlas.atlas.id).may(Permission.SEE_MEMBERS)

    def test_leaves_a_contact_their_record(self, atlas: World) -> None:
        ben = who_signs_in(BEN)
        known = a_membership(ben, atlas.atlas, title="Head of buying")
        digest = by_link(atlas.actor, atlas.atlas, Place(roles=role_ids("approver")), address="ben@home.example")
        from allauth.account.models import EmailAddress

        EmailAddress.objects.create(user=ben, email="ben@home.example", verified=True)
        invitations.redeem(queries.customer_of(ben.id), digest)

        assert Membership.objects.get(person=ben).id == known.id
        assert Grant.objects.filter(membership=known, role__key="approver").exists()

    def test_for_a_guest_can_make_them_a_member(self, atlas: World) -> None:
        ben = who_signs_in(BEN)
        invitations.redeem(queries.customer_of(ben.id), by_link(atlas.actor, atlas.atlas, a_guests_place()))
        invitations.redeem(queries.customer_of(ben.id), by_link(atlas.actor, atlas.atlas, Place()))

        seat = Seat.objects.select_related("membership").get(membership__person=ben)
        assert (seat.membership.standing, seat.expires_at) == ("member", None)

    def test_is_made_anew_for_the_same_address(self, atlas: World) -> None:
        first = by_link(atlas.actor, atlas.atlas)
        second = by_link(atlas.actor, atlas.atlas, Place(roles=role_ids("member")))
        ben = queries.customer_of(who_signs_in(BEN).id)

        assert Invitation.objects.count() == 1
        with pytest.raises(InvitationNotFound):
            invitations.redeem(ben, first)
        assert invitations.redeem(ben, second).account_id == atlas.atlas.id

    def test_is_not_made_for_whoever_signs_in_there_already(self, atlas: World) -> None:
        ben = who_signs_in(BEN)
        a_membership(ben, atlas.atlas)

        with pytest.raises(InAccountAlready):
            by_link(atlas.actor, atlas.atlas)

    @pytest.mark.parametrize(
        "address", ["", "ben", "ben@", "ben@atlas", f"{'b' * 320}@x.example", "a@b.example, c@d.example"]
    )
    def test_is_for_an_address(self, atlas: World, address: str) -> None:
        with pytest.raises(OfferNotPossible):
            invitations.invite(atlas.actor, atlas.atlas.id, address, Place())

    def test_is_written_in_the_language_that_was_chosen_and_shown_to_the_account(self, atlas: World) -> None:
        invitations.invite(atlas.actor, atlas.atlas.id, BEN, a_guests_place(), Wording(language="de"))

        with unit_of_work(atlas.actor):
            (row,) = queries.invitations(atlas.actor, atlas.atlas.id)
        assert (row.address, row.state, row.sponsor_name, row.inviter_name) == (BEN, "pending", "Priya", "Priya")
        assert the_invitation().language == "de"


class TestSendingAgain:
    def test_makes_a_new_link_and_the_old_one_dead(self, atlas: World, mailbox: Mailbox) -> None:
        old = by_link(atlas.actor, atlas.atlas)
        invitations.resend(atlas.actor, the_invitation().id)
        ben = queries.customer_of(who_signs_in(BEN).id)

        with pytest.raises(InvitationNotFound):
            invitations.redeem(ben, old)
        assert "/invitation/" in mailbox.link(BEN)

    def test_revives_one_that_has_expired(self, atlas: World) -> None:
        by_link(atlas.actor, atlas.atlas)
        Invitation.objects.update(expires_at=the_invitation().created_at - timedelta(days=1))

        again = invitations.resend(atlas.actor, the_invitation().id, by_link=True)

        assert again.link
        assert queries.invitations(atlas.actor, atlas.atlas.id)[0].state == "pending"

    def test_waits_a_minute(self, atlas: World) -> None:
        invitations.invite(atlas.actor, atlas.atlas.id, BEN, Place())

        with pytest.raises(SentTooOften):
            invitations.resend(atlas.actor, the_invitation().id)
        long_ago()
        invitations.resend(atlas.actor, the_invitation().id)


class TestTakingBack:
    def test_kills_the_link_and_is_done_once(self, atlas: World) -> None:
        digest = by_link(atlas.actor, atlas.atlas)

        invitations.revoke(atlas.actor, the_invitation().id)
        invitations.revoke(atlas.actor, the_invitation().id)

        assert LedgerEntry.objects.filter(name="access.invitation.revoked").count() == 1
        with pytest.raises(InvitationOver) as refused:
            invitations.redeem(queries.customer_of(who_signs_in(BEN).id), digest)
        assert refused.value.state == "revoked"

    def test_is_refused_once_it_was_redeemed(self, atlas: World) -> None:
        digest = by_link(atlas.actor, atlas.atlas)
        invitations.redeem(queries.customer_of(who_signs_in(BEN).id), digest)

        for verb in (invitations.revoke, invitations.resend):
            with pytest.raises(InvitationOver):
                verb(atlas.actor, the_invitation().id)


class TestWhoInvites:
    def test_offers_no_more_than_they_may_grant(self, atlas: World) -> None:
        with pytest.raises(NotYoursToOffer):
            by_link(atlas.actor, atlas.atlas, Place(roles=role_ids("owner")))

        owner = an_organisation("owner", "Globex")
        assert by_link(owner.actor, owner.atlas, Place(roles=role_ids("owner")))

    def test_needs_the_right_to(self, atlas: World) -> None:
        carla = a_person(name="Carla")
        a_grant(a_membership(carla, atlas.atlas), "buyer")
        actor = queries.customer_of(carla.id, atlas.atlas.id)

        for place in (Place(), a_guests_place()):
            with pytest.raises(PermissionMissing):
                by_link(actor, atlas.atlas, place)

    def test_invites_into_no_account_but_the_one_they_act_in(self, atlas: World) -> None:
        globex = an_organisation(name="Globex")

        with pytest.raises(NotInAccount), unit_of_work(atlas.actor):
            by_link(atlas.actor, globex.atlas)
        by_link(atlas.actor, atlas.atlas)
        ours = the_invitation().id
        with pytest.raises(InvitationNotFound), unit_of_work(globex.actor):
            invitations.revoke(globex.actor, ours)

    def test_may_be_staff_for_any_account(self, atlas: World) -> None:
        assert by_link(a_colleague(), atlas.atlas, Place(roles=role_ids("owner")))

    def test_must_still_have_the_right_when_it_is_redeemed(self, atlas: World, mailbox: Mailbox) -> None:
        quinn = who_signs_in("quinn@atlas.example", "Quinn")
        a_grant(a_membership(quinn, atlas.atlas), "owner")
        digest = by_link(atlas.actor, atlas.atlas, Place(roles=role_ids("buyer")))
        Grant.objects.filter(membership__person=atlas.priya).delete()
        ben = queries.customer_of(who_signs_in(BEN).id)

        arrival = invitations.redeem(ben, digest)

        assert arrival.is_held
        assert not Membership.objects.filter(person=ben.person_id).exists()
        assert BEN in str(mailbox.letter("quinn@atlas.example")["Subject"])
        with pytest.raises(InvitationOver):
            invitations.redeem(ben, digest)

        quinns = queries.customer_of(quinn.id, atlas.atlas.id)
        link = invitations.resend(quinns, the_invitation().id, by_link=True).link
        shown = queries.invitation_shown(link.rpartition("/")[2])
        assert shown
        assert not invitations.redeem(ben, shown.digest).is_held

    def test_cannot_write_over_what_somebody_with_more_rights_offered(self, atlas: World) -> None:
        owner = who_signs_in("o@atlas.example", "Olga")
        a_grant(a_membership(owner, atlas.atlas), "owner")
        by_link(queries.customer_of(owner.id, atlas.atlas.id), atlas.atlas, Place(roles=role_ids("owner")))

        with pytest.raises(InvitedAlready):
            by_link(atlas.actor, atlas.atlas)


class TestRedeeming:
    def test_needs_the_proven_address(self, atlas: World) -> None:
        digest = by_link(atlas.actor, atlas.atlas)
        said_only = a_person(name="Mallory", email=BEN)

        with pytest.raises(AddressNotProven):
            invitations.redeem(queries.customer_of(said_only.id), digest)

    def test_leads_to_the_same_place_the_second_time(self, atlas: World) -> None:
        digest = by_link(atlas.actor, atlas.atlas)
        ben = queries.customer_of(who_signs_in(BEN).id)

        first, second = invitations.redeem(ben, digest), invitations.redeem(ben, digest)

        assert first == second
        assert LedgerEntry.objects.filter(name="access.invitation.redeemed").count() == 1

    def test_lets_nobody_back_in_who_has_left(self, atlas: World) -> None:
        digest = by_link(atlas.actor, atlas.atlas)
        ben = queries.customer_of(who_signs_in(BEN).id)
        invitations.redeem(ben, digest)
        memberships.end(SYSTEM, Membership.objects.get(person=ben.person_id).id)

        with pytest.raises(InvitationOver):
            invitations.redeem(ben, digest)

    def test_does_not_let_in_after_the_end_of_the_stay(self, atlas: World) -> None:
        digest = by_link(atlas.actor, atlas.atlas, a_guests_place())
        Invitation.objects.update(access_until=the_invitation().created_at - timedelta(hours=1))

        with pytest.raises(InvitationOver):
            invitations.redeem(queries.customer_of(who_signs_in(BEN).id), digest)


class TestWhatComesWithAnInvitation:
    def test_is_told_as_when_it_is_given_one_by_one(self, atlas: World) -> None:
        group = groups.make(SYSTEM, atlas.atlas.id, name="Laboratory")
        place = Place(roles=role_ids("buyer", "approver"), groups=frozenset({group.id}))
        ben = who_signs_in(BEN)
        invitations.redeem(queries.customer_of(ben.id), by_link(atlas.actor, atlas.atlas, place))

        told = LedgerEntry.objects.filter(name__in=["access.role.given", "access.group.joined"], person_id=ben.id)

        assert {(one.name, one.body.get("role") or one.body["group"]) for one in told} == {
            ("access.role.given", "buyer"),
            ("access.role.given", "approver"),
            ("access.group.joined", "Laboratory"),
        }
        assert {(one.account_id, one.actor_id) for one in told} == {(atlas.atlas.id, atlas.priya.id)}
        assert set(Grant.objects.filter(membership__person=ben).values_list("granted_by", flat=True)) == {
            atlas.priya.id
        }

    def test_is_not_told_of_what_they_have_already(self, atlas: World) -> None:
        ben = who_signs_in(BEN)
        for standing in (a_guests_place(), Place(roles=role_ids("buyer"))):
            invitations.redeem(queries.customer_of(ben.id), by_link(atlas.actor, atlas.atlas, standing))
        a_grant(Membership.objects.get(person=ben), "approver")
        Membership.objects.filter(person=ben).update(standing="guest")

        place = Place(roles=role_ids("buyer", "approver"))
        invitations.redeem(queries.customer_of(ben.id), by_link(atlas.actor, atlas.atlas, place))

        assert LedgerEntry.objects.filter(name="access.role.given", person_id=ben.id).count() == 1
