"""Somebody connects what they have elsewhere, signs in with it, and parts with it again."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount

from tests.access.issuer import Issuer, asked_by, come_back, running_issuer
from tests.mailbox import Mailbox, text_of
from tests.makers import SYSTEM, nothing_tried
from tests.portal.customers import Browser, open_site
from tests.portal.proving import prove
from tests.portal.security import a_user
from twofold.access import phones, proofs, ways_in
from twofold.access.circumstances import Here
from twofold.access.flows import Method
from twofold.access.models import Farewell, Provider
from twofold.access.queries import customer_of
from twofold.access.sites import site_at
from twofold.access.verbs import farewells, providers
from twofold.core import unit
from twofold.core.models import LedgerEntry
from twofold.directory.models import Person

ADA = "ada@helio.example"
ELSEWHERE = "ada@elsewhere.example"
LOGINS = "/my/security/logins"


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    nothing_tried()
    with running_issuer() as issuer:
        told = {"name": "Atlas ID", "client_id": "client", "secret": "very secret", "issuer": issuer.address}
        providers.add(SYSTEM, kind="openid", told=told)
        issuer.about = {"email": ELSEWHERE}
        yield issuer


@pytest.fixture
def ada() -> Person:
    return a_user()


@pytest.fixture
def here(ada: Person) -> Browser:
    return signed_in(ada)


def signed_in(person: Person) -> Browser:
    browser = Browser()
    browser.force_login(person)
    prove(browser)
    return browser


def connect(browser: Browser, issuer: Issuer) -> Any:
    """Press Connect, sign in there, come back."""
    return come_back(browser, issuer, "atlas-id", asked_by(browser.post(f"{LOGINS}/atlas-id/connect")))


def page(browser: Browser, path: str = LOGINS) -> str:
    return str(browser.get(path).content.decode())


def login() -> int:
    return int(SocialAccount.objects.get().pk)


def facts(name: str) -> list[LedgerEntry]:
    return list(LedgerEntry.objects.filter(name=f"access.login.{name}"))


class TestConnecting:
    def test_lets_one_sign_in_with_it(self, here: Browser, ada: Person, issuer: Issuer) -> None:
        assert "Atlas ID" in page(here)

        answer = connect(here, issuer)
        assert answer.headers["Location"] == LOGINS
        shown = page(here)
        assert "You can sign in with Atlas ID from now on." in shown
        assert ELSEWHERE in shown
        assert "Connect another" not in shown

        come_back(there := Browser(), issuer, "atlas-id")
        assert there.person_id == str(ada.id)

    def test_is_told_by_letter_and_in_ones_own_log(
        self, here: Browser, ada: Person, issuer: Issuer, mailbox: Mailbox
    ) -> None:
        connect(here, issuer)

        letter = mailbox.letter(ADA)
        assert letter["Subject"] == "You can sign in with another provider now"
        assert "Atlas ID" in text_of(letter)
        assert ELSEWHERE in text_of(letter)
        (fact,) = facts("connected")
        assert (fact.person_id, fact.body["provider"], fact.body["email"]) == (ada.id, "atlas-id", ELSEWHERE)
        assert "You connected “Atlas ID” to sign in with" in page(here, "/my/account/activity")

    def test_again_changes_nothing(self, here: Browser, issuer: Issuer, mailbox: Mailbox) -> None:
        connect(here, issuer)
        mailbox.forget()

        connect(here, issuer)

        assert SocialAccount.objects.count() == 1
        assert mailbox.letters() == []

    def test_asks_first_who_one_is_and_then_goes_on(self, ada: Person, issuer: Issuer) -> None:
        browser = Browser()
        browser.force_login(ada)

        asked = browser.post(f"{LOGINS}/atlas-id/connect")
        assert asked.headers["Location"].startswith("/my/security/confirm")
        proof = {"next": f"{LOGINS}/atlas-id/connect", "way": "password", "secret": "a quiet morning in Lisbon"}
        come_back(browser, issuer, "atlas-id", asked_by(browser.post("/my/security/confirm", proof)))

        assert SocialAccount.objects.get().user_id == ada.id

    def test_makes_nothing_ones_own_that_the_provider_says(self, here: Browser, ada: Person, issuer: Issuer) -> None:
        providers.edit(SYSTEM, Provider.objects.get().id, told={}, trusts_addresses=True)

        connect(here, issuer)

        ada.refresh_from_db()
        assert (ada.email, ada.given_name) == (ADA, "Ada")
        assert [one.email for one in EmailAddress.objects.all()] == [ADA]

    def test_by_a_first_sign_in_with_a_trusted_provider_is_told_as_well(
        self, ada: Person, issuer: Issuer, mailbox: Mailbox
    ) -> None:
        providers.edit(SYSTEM, Provider.objects.get().id, told={}, trusts_addresses=True)
        issuer.about = {"email": ADA}

        come_back(browser := Browser(), issuer, "atlas-id")
        come_back(Browser(), issuer, "atlas-id")

        assert browser.person_id == str(ada.id)
        assert len(facts("connected")) == 1
        assert mailbox.letters(ADA)[0]["Subject"] == "You can sign in with another provider now"

    def test_is_not_offered_where_the_site_takes_none(self, here: Browser, issuer: Issuer) -> None:
        open_site(methods=["password", "code"])

        assert "takes no logins of other providers" in page(here)
        assert "Connected logins" not in page(here, "/my/security")
        assert here.post(f"{LOGINS}/atlas-id/connect").status_code == 404
        assert Browser().post("/sign-in/with/oidc/atlas-id/login/").status_code == 404

    @pytest.mark.parametrize("key", ["openid_connect", "google", "nothing"])
    def test_knows_providers_by_their_keys_alone(self, here: Browser, issuer: Issuer, key: str) -> None:
        assert here.post(f"{LOGINS}/{key}/connect").status_code == 404


class TestDisconnecting:
    def test_closes_that_way_in(self, here: Browser, ada: Person, issuer: Issuer, mailbox: Mailbox) -> None:
        connect(here, issuer)
        assert f"{ELSEWHERE} at Atlas ID will not sign you in any more." in page(here, f"{LOGINS}/{login()}/disconnect")
        mailbox.forget()

        answer = here.post(f"{LOGINS}/{login()}/disconnect")

        assert answer.headers["Location"] == LOGINS
        assert "Atlas ID was disconnected." in page(here)
        assert mailbox.letter(ADA)["Subject"] == "A provider was disconnected"
        assert facts("disconnected")[0].body["email"] == ELSEWHERE
        come_back(there := Browser(), issuer, "atlas-id")
        assert there.person_id == ""

    def test_is_refused_where_it_is_the_last_way_in(self, here: Browser, ada: Person, issuer: Issuer) -> None:
        open_site(methods=["password", "elsewhere"])
        connect(here, issuer)
        ada.set_unusable_password()
        ada.save(update_fields=["password"])
        browser = signed_in(ada)

        shown = page(browser, f"{LOGINS}/{login()}/disconnect")
        answer = browser.post(f"{LOGINS}/{login()}/disconnect")

        assert "is your only way to sign in" in shown
        assert "Choose a password" in shown
        assert answer.status_code == 409
        assert SocialAccount.objects.filter(user=ada).exists()

    def test_of_a_provider_that_is_gone_is_possible(self, here: Browser, issuer: Issuer) -> None:
        connect(here, issuer)
        providers.turn(SYSTEM, Provider.objects.get().id, on=False)

        assert "Not offered any more" in page(here)
        here.post(f"{LOGINS}/{login()}/disconnect")

        assert not SocialAccount.objects.exists()


class TestSomebodyWhoIsDeleted:
    def test_leaves_none_behind(self, here: Browser, ada: Person, issuer: Issuer) -> None:
        connect(here, issuer)
        farewells.ask(customer_of(ada.id), reason="", site=site_at(""))
        Farewell.objects.update(due_at=unit.now())

        farewells.carry_out(SYSTEM)

        assert not SocialAccount.objects.exists()


class TestAWayIn:
    """What is left to sign in with, when something is taken away."""

    @pytest.fixture(autouse=True)
    def without_password(self, ada: Person) -> None:
        ada.set_unusable_password()
        ada.save(update_fields=["password"])

    def test_is_a_login_while_its_provider_is_on(self, here: Browser, ada: Person, issuer: Issuer) -> None:
        open_site(methods=["password", "elsewhere"])
        connect(here, issuer)

        assert ways_in.is_left(ada.id, site_at(""))
        providers.turn(SYSTEM, Provider.objects.get().id, on=False)
        assert not ways_in.is_left(ada.id, site_at(""))

    def test_is_a_phone_that_takes_texts(self, ada: Person) -> None:
        site = site_at("")
        with_phone = replace(site, flow=replace(site.flow, methods=(Method.PASSWORD, Method.PHONE)))
        assert not ways_in.is_left(ada.id, with_phone)

        phones.proven(ada.id, "+4915123456789", by=SYSTEM, here=Here(site, "", ""))

        assert ways_in.is_left(ada.id, with_phone)
        assert not ways_in.is_left(ada.id, replace(site, flow=replace(site.flow, methods=(Method.PASSWORD,))))


class TestConnectingWhatIsAnothers:
    @pytest.fixture
    def ben(self) -> Person:
        return a_user("Ben", "ben@atlas.example")

    def test_is_refused_where_they_have_connected_it(self, here: Browser, ben: Person, issuer: Issuer) -> None:
        connect(signed_in(ben), issuer)

        connect(here, issuer)

        assert "somebody else signs in here already" in page(here)
        assert SocialAccount.objects.get().user_id == ben.id

    def test_is_refused_where_its_proven_address_is_theirs(self, here: Browser, ben: Person, issuer: Issuer) -> None:
        providers.edit(SYSTEM, Provider.objects.get().id, told={}, trusts_addresses=True)
        issuer.about = {"email": "ben@atlas.example"}

        connect(here, issuer)

        assert not SocialAccount.objects.exists()

    def test_is_of_no_use_where_the_address_is_only_claimed(self, here: Browser, ben: Person, issuer: Issuer) -> None:
        """Whoever says at a provider that Ben's address is theirs gets no more than a line in their own list."""
        providers.edit(SYSTEM, Provider.objects.get().id, told={}, trusts_addresses=True)
        issuer.about = {"email": "ben@atlas.example", "email_verified": False}
        connect(here, issuer)

        issuer.about = {"email": "ben@atlas.example", "sub": "the true Ben"}
        come_back(there := Browser(), issuer, "atlas-id")

        assert there.person_id == str(ben.id)
        assert proofs.known_by("ben@atlas.example") == ben.id

    def test_is_impossible_by_a_link_or_a_form_of_another_site(
        self, here: Browser, ada: Person, issuer: Issuer
    ) -> None:
        assert here.get(f"{LOGINS}/atlas-id/connect").status_code == 405
        careful = Browser(enforce_csrf_checks=True)
        careful.cookies = here.cookies
        assert careful.post(f"{LOGINS}/atlas-id/connect").status_code == 403
        assert careful.post(f"{LOGINS}/7/disconnect").status_code == 403

    @pytest.mark.parametrize("process", ["connect", "redirect"])
    def test_is_impossible_by_the_address_of_signing_in(self, here: Browser, issuer: Issuer, process: str) -> None:
        query = f"?process={process}&connects={here.person_id}&next=/my/"
        asked = asked_by(here.post(f"/sign-in/with/oidc/atlas-id/login/{query}"))

        answer = come_back(here, issuer, "atlas-id", asked)

        assert "did not answer as it should" in answer.content.decode()
        assert not SocialAccount.objects.exists()

    def test_is_impossible_with_an_answer_that_another_browser_asked_for(
        self, here: Browser, ben: Person, issuer: Issuer
    ) -> None:
        asked = asked_by(signed_in(ben).post(f"{LOGINS}/atlas-id/connect"))

        come_back(here, issuer, "atlas-id", asked)

        assert not SocialAccount.objects.exists()

    def test_is_impossible_once_somebody_else_is_signed_in(self, here: Browser, ben: Person, issuer: Issuer) -> None:
        asked = asked_by(here.post(f"{LOGINS}/atlas-id/connect"))
        kept = here.session["socialaccount_states"]
        here.force_login(ben)
        session = here.session
        session["socialaccount_states"] = kept
        session.save()

        answer = come_back(here, issuer, "atlas-id", asked)

        assert "did not answer as it should" in answer.content.decode()
        assert not SocialAccount.objects.exists()

    def test_is_not_taken_away_by_its_number(self, here: Browser, ben: Person, issuer: Issuer) -> None:
        connect(signed_in(ben), issuer)

        assert here.get(f"{LOGINS}/{login()}/disconnect").status_code == 404
        assert here.post(f"{LOGINS}/{login()}/disconnect").status_code == 404
        assert SocialAccount.objects.exists()
