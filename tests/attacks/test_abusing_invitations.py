"""Somebody has a link that is not meant for them, or no longer holds, and tries to come in with it all the same."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from tests.console.staff import Staff
from tests.makers import SYSTEM, a_grant, a_membership
from twofold.access.joining.inviting import Wording
from twofold.access.joining.places import Place
from twofold.core import clock
from twofold.core.unit import unit_of_work

if TYPE_CHECKING:
    from tests.access.inviting import World

BEN, EVE, MALLORY = "ben@globex.example", "eve@globex.example", "mallory@evil.example"
THREADS = 8


@pytest.fixture
def atlas(committed: None) -> "World":
    """Atlas, run by Priya."""
    from tests.access.inviting import an_organisation

    with unit_of_work(SYSTEM):
        return an_organisation()


def link(world: "World", place: Place | None = None) -> str:
    from twofold.access.verbs import invitations

    with unit_of_work(SYSTEM):
        made = invitations.invite(world.actor, world.atlas.id, BEN, place or Place(), Wording(by_link=True))
    return made.link.removeprefix("http://testserver")


def somebody(address: str) -> Staff:
    """Somebody who has proven this address, and a moment ago who they are, at their browser."""
    from tests.access.inviting import who_signs_in

    with unit_of_work(SYSTEM):
        person = who_signs_in(address, address.partition("@")[0].title())
        client = Staff(raise_request_exception=False)
        client.force_login(person)
    client.person = person
    client.prove()
    return client


def members() -> list[tuple[str, str]]:
    """Who is in Atlas, as what."""
    from twofold.directory.models import Membership

    with unit_of_work(SYSTEM):
        live = Membership.objects.filter(account__name="Atlas", ended_at=None).order_by("created_at")
        return list(live.values_list("person__email", "standing"))


ONLY_PRIYA = [("priya@atlas.example", "member")]
WITH_BEN = [*ONLY_PRIYA, (BEN, "member")]


def state() -> str:
    from tests.access.inviting import the_invitation
    from twofold.access.queries.invitations import state_of

    with unit_of_work(SYSTEM):
        return state_of(the_invitation())


class TestALinkThatWasForwarded:
    def test_lets_in_nobody_who_has_not_proven_the_address(self, atlas: "World") -> None:
        url, mallory = link(atlas), somebody(MALLORY)

        for sent in ({"do": "accept"}, {}, {"do": "prove", "code": "123456"}, {"address": MALLORY, "do": "accept"}):
            assert mallory.post(url, sent).status_code == 200

        assert members() == ONLY_PRIYA
        assert state() == "pending"

    def test_is_not_enough_with_an_address_that_is_only_said(self, atlas: "World") -> None:
        from allauth.account.models import EmailAddress

        url, mallory = link(atlas), somebody(MALLORY)
        with unit_of_work(SYSTEM):
            EmailAddress.objects.create(user=mallory.person, email=BEN, verified=False)

        mallory.post(url, {"do": "accept"})

        assert members() == ONLY_PRIYA

    def test_tells_the_address_to_nobody(self, atlas: "World") -> None:
        url, mallory = link(atlas), somebody(MALLORY)

        seen = mallory.get(url).content.decode() + mallory.post(url, {"do": "mine"}).content.decode()

        assert BEN not in seen
        nobody = Client()
        asked = nobody.post(url, {"do": "code"})
        assert BEN not in nobody.get(asked.headers["Location"]).content.decode()

    def test_takes_no_address_from_whoever_signs_in_with_it(self, atlas: "World") -> None:
        """The address is Ben's already: proving it once more does not make it Mallory's, even with his code."""
        url, mallory = link(atlas), somebody(MALLORY)
        somebody(BEN)

        mallory.post(url, {"do": "mine"})
        mallory.post(url, {"do": "prove", "code": _code_of_the_letter()})

        assert members() == ONLY_PRIYA


def _code_of_the_letter() -> str:
    """What stands in the letter that waits to be sent."""
    from django.db import connection

    with unit_of_work(SYSTEM), connection.cursor() as cursor:
        cursor.execute("SELECT args ->> 'subject' FROM procrastinate_jobs ORDER BY id DESC LIMIT 1")
        return str(cursor.fetchone()[0]).split()[0]


class TestGuessing:
    def test_of_codes_ends_after_five_tries(self, atlas: "World") -> None:
        url, mallory = link(atlas), somebody(MALLORY)
        mallory.post(url, {"do": "mine"})
        code = _code_of_the_letter()

        for _ in range(5):
            mallory.post(url, {"do": "prove", "code": "000000" if code != "000000" else "111111"})
        mallory.post(url, {"do": "prove", "code": code})

        assert members() == ONLY_PRIYA

    def test_of_tokens_finds_nothing_and_says_nothing(self, atlas: "World") -> None:
        url = link(atlas)
        token = url.rpartition("/")[2]
        browser = Client(raise_request_exception=False)

        pages = {
            browser.get(f"/invitation/{guess}").content.decode()
            for guess in (token[:-1] + "_", token.swapcase(), token[::-1], "A" * 43, token[:-1], f"{token}=", "%00")
        }

        assert all("Atlas" not in page for page in pages)

    def test_has_nothing_to_find_in_the_database(self, atlas: "World") -> None:
        from django.db import connection

        token = link(atlas).rpartition("/")[2]

        with unit_of_work(SYSTEM), connection.cursor() as cursor:
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            for (table,) in cursor.fetchall():
                cursor.execute(f"SELECT count(*) FROM {table} t WHERE t.*::text LIKE %s", [f"%{token}%"])
                assert cursor.fetchone() == (0,), table


class TestAScannerOfLinks:
    """A mail program opens every link before its reader does, at times with their cookies."""

    @pytest.mark.parametrize("method", ["get", "head", "options"])
    def test_opens_an_invitation_and_redeems_nothing(self, atlas: "World", method: str) -> None:
        url, ben = link(atlas), somebody(BEN)

        for client in (Client(raise_request_exception=False), ben):
            getattr(client, method)(url)
            getattr(client, method)("/invitation")

        assert (members(), state()) == (ONLY_PRIYA, "pending")
        ben.post(url, {"do": "accept"})
        assert members() == WITH_BEN


class TestALinkThatIsOver:
    def test_is_used_once(self, atlas: "World") -> None:
        from twofold.directory.models import Membership
        from twofold.directory.verbs import memberships

        url, ben = link(atlas), somebody(BEN)
        ben.post(url, {"do": "accept"})
        assert members() == WITH_BEN

        with unit_of_work(SYSTEM):
            memberships.end(SYSTEM, Membership.objects.get(person=ben.person).id)
        assert "has been used" in ben.post(url, {"do": "accept"}).content.decode()
        assert members() == ONLY_PRIYA

    def test_is_used_once_also_by_many_at_once(self, atlas: "World") -> None:
        """Real connections, real commits: one statement decides."""
        from django.db import connection

        from twofold.access import queries
        from twofold.access.joining import tokens
        from twofold.access.verbs import invitations
        from twofold.core.models import LedgerEntry

        digest = tokens.digest(link(atlas, Place()).rpartition("/")[2])
        assert digest
        ben, together = somebody(BEN).person.id, Barrier(THREADS)

        def redeem(_: int) -> str:
            try:
                with unit_of_work(SYSTEM):
                    actor_of_ben = queries.customer_of(ben)
                together.wait(timeout=20)
                with unit_of_work(actor_of_ben):
                    return str(invitations.redeem(actor_of_ben, digest).is_held)
            finally:
                connection.close()

        with ThreadPoolExecutor(THREADS) as pool:
            answers = list(pool.map(redeem, range(THREADS)))

        assert answers == ["False"] * THREADS, "each press leads to the same place"
        assert members() == WITH_BEN
        with unit_of_work(SYSTEM):
            assert LedgerEntry.objects.filter(name="access.invitation.redeemed").count() == 1

    @pytest.mark.parametrize("how", ["revoked", "expired", "resent", "renewed"])
    def test_lets_nobody_in(self, atlas: "World", how: str) -> None:
        from tests.access.inviting import the_invitation
        from twofold.access.models import Invitation
        from twofold.access.verbs import invitations

        url, ben = link(atlas), somebody(BEN)
        with unit_of_work(SYSTEM):
            if how == "revoked":
                invitations.revoke(atlas.actor, the_invitation().id)
            elif how == "expired":
                Invitation.objects.update(expires_at=clock.now() - timedelta(seconds=1))
            elif how == "resent":
                invitations.resend(atlas.actor, the_invitation().id, by_link=True)
        if how == "renewed":
            link(atlas)

        ben.post(url, {"do": "accept"})

        assert members() == ONLY_PRIYA

    def test_lets_nobody_in_when_the_inviter_has_lost_the_right(self, atlas: "World") -> None:
        from twofold.access.models import Grant

        url, ben = link(atlas), somebody(BEN)
        with unit_of_work(SYSTEM):
            Grant.objects.all().delete()

        answer = ben.post(url, {"do": "accept"})

        assert "Somebody has to confirm this invitation first" in answer.content.decode()
        assert members() == ONLY_PRIYA
        assert state() == "held"


class TestAskingForMore:
    def test_in_the_body_of_the_redemption_gives_nothing(self, atlas: "World") -> None:
        from tests.access.inviting import role_ids
        from twofold.access.models import Grant, Seat

        url, ben = link(atlas, Place(standing="guest")), somebody(BEN)
        with unit_of_work(SYSTEM):
            owner = str(next(iter(role_ids("owner"))))

        ben.post(
            url,
            {
                "do": "accept", "standing": "member", "role": "owner", "roles": owner, "access_until": "2099-01-01",
                "account": str(atlas.atlas.id), "sponsor": str(ben.person.id), "is_staff": "true",
            },
        )  # fmt: skip

        assert members() == [*ONLY_PRIYA, (BEN, "guest")]
        with unit_of_work(SYSTEM):
            assert not Grant.objects.filter(membership__person=ben.person).exists()
            seat = Seat.objects.get(membership__person=ben.person)
            assert seat.expires_at
            assert seat.expires_at < clock.now() + timedelta(days=91)
            assert seat.sponsor_id == atlas.priya.id

    def test_in_the_body_of_an_invitation_is_refused(self, atlas: "World") -> None:
        """Priya is an administrator: she makes no owners, whatever she posts, and invites into no other account."""
        from tests.access.inviting import an_organisation, role_ids
        from twofold.access.models import Invitation

        with unit_of_work(SYSTEM):
            globex, owner = an_organisation(name="Globex"), str(next(iter(role_ids("owner"))))
        priya = _at_work(atlas)

        refused = priya.post("/my/organisation/invitations/new", {"addresses": BEN, "roles": owner})
        priya.post(
            "/my/organisation/invitations/new",
            {
                "addresses": BEN,
                "account": str(globex.atlas.id),
                "account_id": str(globex.atlas.id),
                "invited_as": "system",
            },
        )

        assert BEN in refused.content.decode()
        with unit_of_work(SYSTEM):
            (made,) = Invitation.objects.all()
            assert (made.account_id, made.roles, made.invited_as) == (atlas.atlas.id, [], "customer")

    def test_by_the_id_of_anothers_invitation_finds_nothing(self, atlas: "World") -> None:
        from tests.access.inviting import an_organisation, the_invitation

        link(atlas)
        with unit_of_work(SYSTEM):
            globex, ours = an_organisation(name="Globex"), the_invitation().id
        eve = _at_work(globex)

        for deed in ("resend", "link", "revoke"):
            answer = eve.post(f"/my/organisation/invitations/{ours}/{deed}")
            assert "/invitation/" not in answer.content.decode()
        assert str(ours) not in eve.get("/my/organisation/invitations").content.decode()
        assert state() == "pending"
        with unit_of_work(SYSTEM):
            assert the_invitation().sends == 1

    def test_by_a_member_without_the_right_is_refused(self, atlas: "World") -> None:
        link(atlas)
        carla = somebody("carla@atlas.example")
        with unit_of_work(SYSTEM):
            a_grant(a_membership(carla.person, atlas.atlas), "buyer")
        carla.post("/my/context", {"account": str(atlas.atlas.id)})

        carla.post("/my/organisation/invitations/new", {"addresses": EVE})
        carla.post("/my/organisation/invitations/new", {"addresses": EVE, "standing": "guest"})

        from twofold.access.models import Invitation

        with unit_of_work(SYSTEM):
            assert list(Invitation.objects.values_list("address", flat=True)) == [BEN]
        assert BEN not in carla.get("/my/organisation/invitations").content.decode()


class TestTheDatabase:
    def test_shows_no_digest_and_no_other_account_to_a_customer(self, atlas: "World") -> None:
        from django.db import ProgrammingError, connection, transaction

        from tests.access.inviting import an_organisation

        link(atlas)
        with unit_of_work(SYSTEM):
            globex = an_organisation(name="Globex")

        with unit_of_work(atlas.actor), connection.cursor() as cursor:
            cursor.execute("SELECT address FROM access_invitation")
            assert cursor.fetchall() == [(BEN,)]
            for statement in ("SELECT digest FROM access_invitation", "UPDATE access_invitation SET held_at = NULL"):
                with pytest.raises(ProgrammingError), transaction.atomic():
                    cursor.execute(statement)
        with unit_of_work(globex.actor), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM access_invitation")
            assert cursor.fetchone() == (0,)


class TestTwoDeciders:
    def test_decide_once(self, atlas: "World") -> None:
        """One approves and one declines at the same moment: what the first one said is what happened."""
        from django.db import connection

        from twofold.access.errors import RequestDecided
        from twofold.access.models import JoinRequest
        from twofold.access.verbs import requests

        eve, together = somebody(EVE), Barrier(THREADS)
        with unit_of_work(SYSTEM):
            asked = JoinRequest.objects.create(
                kind="join", person=eve.person, account=atlas.atlas, address=EVE, asked_at=clock.now()
            ).id

        def decide(turn: int) -> str:
            try:
                together.wait(timeout=20)
                with unit_of_work(atlas.actor):
                    return (requests.approve if turn % 2 else requests.decline)(atlas.actor, asked).decision
            except RequestDecided as refusal:
                return refusal.decision
            finally:
                connection.close()

        with ThreadPoolExecutor(THREADS) as pool:
            answers = set(pool.map(decide, range(THREADS)))

        assert len(answers) == 1
        assert members() == (ONLY_PRIYA if answers == {"declined"} else [*ONLY_PRIYA, (EVE, "member")])


def _at_work(world: "World") -> Staff:
    """Whoever runs the account, at their browser, acting in it."""
    client = Staff(raise_request_exception=False)
    with unit_of_work(SYSTEM):
        client.force_login(world.priya)
    client.post("/my/context", {"account": str(world.atlas.id)})
    return client
