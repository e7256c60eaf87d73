"""People sign in with what they have elsewhere, and no issuer can say more than it is trusted with."""

from collections.abc import Iterator

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.test import Client

from tests.access.issuer import Issuer, come_back, running_issuer, sent_off
from tests.mailbox import Mailbox
from tests.makers import SYSTEM, a_colleague, a_person, nothing_tried
from tests.portal.customers import open_site
from twofold.access.errors import ProviderNotAllowed
from twofold.access.models import Provider
from twofold.access.permissions import Permission
from twofold.access.verbs import providers
from twofold.core.actor import PermissionMissing
from twofold.core.models import LedgerEntry
from twofold.directory.models import Person


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    nothing_tried()
    with running_issuer() as issuer:
        providers.add(
            SYSTEM,
            kind="openid",
            told={"name": "Atlas ID", "client_id": "client", "secret": "very secret", "issuer": issuer.address},
        )
        yield issuer


def trust() -> None:
    providers.edit(SYSTEM, Provider.objects.get().id, told={}, trusts_addresses=True)


def priya(*, proven: bool = True) -> Person:
    person = a_person(name="Priya", email="priya@atlas.example")
    EmailAddress.objects.create(user=person, email="priya@atlas.example", verified=proven, primary=True)
    return person


def who(browser: Client) -> str:
    return str(browser.session.get("_auth_user_id", ""))


class TestAProvider:
    def test_is_kept_with_its_secret_sealed(self, issuer: Issuer) -> None:
        kept = Provider.objects.get()

        assert kept.key == "atlas-id"
        assert "very secret" not in kept.secret
        assert not any("very secret" in str(entry.body) for entry in LedgerEntry.objects.all())

    def test_keeps_its_secret_when_none_is_told(self, issuer: Issuer) -> None:
        before = Provider.objects.get().secret

        providers.edit(SYSTEM, Provider.objects.get().id, told={"name": "Atlas", "secret": ""})

        assert (Provider.objects.get().secret, Provider.objects.get().name) == (before, "Atlas")

    def test_with_people_is_never_told_that_it_is_another_issuer(self, issuer: Issuer) -> None:
        """The other one would say who each of them is."""
        open_site()
        trust()
        come_back(Client(), issuer, "atlas-id")

        with pytest.raises(ProviderNotAllowed, match="provider of its own"):
            providers.edit(
                SYSTEM, Provider.objects.get().id, told={"issuer": "https://evil.example", "secret": "another"}
            )

    def test_sends_its_secret_to_no_other_issuer(self, issuer: Issuer) -> None:
        provider = Provider.objects.get().id

        with pytest.raises(ProviderNotAllowed, match="secret"):
            providers.edit(SYSTEM, provider, told={"issuer": "https://evil.example", "secret": ""})

        providers.edit(SYSTEM, provider, told={"issuer": "https://id.example", "secret": "its own"})
        assert Provider.objects.get().issuer == "https://id.example"

    @pytest.mark.parametrize(
        "issuer_", ["", "ftp://x.example", "http://x.example", "https://x.example/?a=b", "https://a@x.example", "x"]
    )
    def test_needs_an_issuer_that_can_be_trusted_to_be_itself(self, issuer_: str) -> None:
        with pytest.raises(ProviderNotAllowed):
            providers.add(SYSTEM, kind="openid", told={"client_id": "c", "secret": "s", "issuer": issuer_})

    def test_is_for_those_who_arrange_sites(self) -> None:
        with pytest.raises(PermissionMissing):
            providers.add(a_colleague(without=Permission.MANAGE_SITES), kind="google", told={})

    def test_that_is_off_lets_nobody_in(self, issuer: Issuer) -> None:
        priya()
        trust()
        providers.turn(SYSTEM, Provider.objects.get().id, on=False)

        assert Client().post("/sign-in/with/oidc/atlas-id/login/").status_code == 404


class TestSigningInElsewhere:
    def test_lets_in_whoever_has_proven_the_address_where_the_provider_is_trusted(self, issuer: Issuer) -> None:
        person, browser = priya(), Client()
        trust()

        answer = come_back(browser, issuer, "atlas-id")

        assert answer.status_code == 302
        assert who(browser) == str(person.id)
        assert SocialAccount.objects.get().provider == "atlas-id"
        assert not SocialToken.objects.exists()

    def test_is_asked_with_pkce_state_and_nonce(self, issuer: Issuer) -> None:
        priya()
        trust()
        asked = sent_off(browser := Client(), "atlas-id")
        come_back(browser, issuer, "atlas-id", asked)

        assert asked["code_challenge_method"] == "S256"
        assert len(asked["nonce"]) > 20
        assert issuer.asked[0]["code_verifier"]

    def test_takes_no_parameters_from_the_link(self, issuer: Issuer) -> None:
        asked = sent_off(Client(), "atlas-id", "?scope=offline_access&auth_params=prompt%3Dnone%26nonce%3Dx")

        assert set(asked["scope"].split()) == {"openid", "profile", "email"}
        assert "prompt" not in asked
        assert asked["nonce"] != "x"

    def test_by_a_link_alone_is_impossible(self, issuer: Issuer) -> None:
        assert Client().get("/sign-in/with/oidc/atlas-id/login/").status_code == 200

    def test_is_refused_without_the_browser_that_asked(self, issuer: Issuer) -> None:
        priya()
        trust()
        asked = sent_off(Client(), "atlas-id")

        come_back(thief := Client(), issuer, "atlas-id", asked)

        assert who(thief) == ""


class TestAnIssuerThatLies:
    @pytest.mark.parametrize("verified", ["false", "true", 1, None, False])
    def test_about_an_address_being_proven(self, issuer: Issuer, verified: object) -> None:
        priya()
        trust()
        issuer.about = {"email_verified": verified}

        come_back(browser := Client(), issuer, "atlas-id")

        assert who(browser) == ""

    def test_where_it_is_not_trusted_with_addresses(self, issuer: Issuer) -> None:
        priya()

        come_back(browser := Client(), issuer, "atlas-id")

        assert who(browser) == ""

    @pytest.mark.parametrize(
        "claims",
        [
            {"nonce": "another"},
            {"sub": "somebody else"},
            {"aud": "another client"},
            {"iss": "https://another.example"},
            {"exp": 1},
        ],
    )
    def test_in_its_token(self, issuer: Issuer, claims: dict[str, object]) -> None:
        priya()
        trust()
        issuer.claims = claims

        answer = come_back(browser := Client(), issuer, "atlas-id")

        assert who(browser) == ""
        assert "did not answer as it should" in answer.content.decode()

    @pytest.mark.parametrize("algorithm", ["none", "HS256"])
    def test_about_who_signed(self, issuer: Issuer, algorithm: str) -> None:
        priya()
        trust()
        issuer.algorithm = algorithm

        come_back(browser := Client(), issuer, "atlas-id")

        assert who(browser) == ""

    def test_about_its_name(self, issuer: Issuer) -> None:
        issuer.config = {"issuer": "https://accounts.google.com"}

        answer = Client().post("/sign-in/with/oidc/atlas-id/login/")

        assert "did not answer as it should" in answer.content.decode()

    def test_about_where_it_is(self, issuer: Issuer) -> None:
        issuer.config = {"token_endpoint": "http://metadata.example/token"}

        come_back(browser := Client(), issuer, "atlas-id")

        assert who(browser) == ""


class TestSomebodyNew:
    def test_comes_in_where_the_provider_is_trusted(self, issuer: Issuer) -> None:
        open_site()
        trust()

        answer = come_back(browser := Client(), issuer, "atlas-id")

        person = Person.objects.get()
        assert answer.headers["Location"] == "/my/"
        assert who(browser) == str(person.id)
        assert (person.given_name, person.email, person.known_at is not None) == ("Priya", "priya@atlas.example", True)

    def test_is_the_contact_that_staff_know(self, issuer: Issuer) -> None:
        open_site()
        trust()
        contact = a_person(name="Priya Raman", email="priya@atlas.example", city="Porto")

        come_back(browser := Client(), issuer, "atlas-id")
        come_back(again := Client(), issuer, "atlas-id")

        contact.refresh_from_db()
        assert who(browser) == who(again) == str(contact.id)
        assert contact.city == "Porto"
        assert SocialAccount.objects.get().user_id == contact.id

    def test_proves_the_address_to_us_where_it_is_not(self, issuer: Issuer, mailbox: Mailbox) -> None:
        open_site()

        answer = come_back(browser := Client(), issuer, "atlas-id")
        assert answer.headers["Location"] == "/sign-up/confirm"
        assert who(browser) == ""
        browser.post("/sign-up/confirm", {"code": mailbox.code("priya@atlas.example")})

        assert who(browser) == str(Person.objects.get(known_at__isnull=False).id)
        assert who(browser) == str(SocialAccount.objects.get().user_id)

    def test_is_turned_away_where_the_site_is_closed(self, issuer: Issuer) -> None:
        trust()

        come_back(browser := Client(), issuer, "atlas-id")

        assert who(browser) == ""
        assert not Person.objects.exists()
