"""A company's own page signs people up and in over JSON, by the same flow as the hosted pages."""

from typing import Any, ClassVar

import pytest

from tests.access.test_proving_to_be_a_person import solved
from tests.mailbox import Mailbox
from tests.makers import a_membership, a_person
from tests.portal.customers import PASSWORD, Browser, open_site
from tests.portal.security import a_user
from twofold.access.models import Limit
from twofold.directory.models import Person

ADA = "ada@helio.example"
CONFIG = "/_allauth/browser/v1/config"
VERIFY = "/_allauth/browser/v1/auth/email/verify"


class Page(Browser):
    """A page with scripts of its own."""

    def call(self, path: str, **body: Any) -> Any:
        return self.post(f"/_allauth/browser/v1/{path}", body, content_type="application/json")


@pytest.fixture
def page() -> Page:
    return Page()


def pending(answer: Any) -> list[str]:
    return [flow["id"] for flow in answer.json()["data"]["flows"] if flow.get("is_pending")]


class TestSigningUpOverJSON:
    def test_asks_what_the_site_asks_and_then_for_the_code(self, page: Page, mailbox: Mailbox) -> None:
        open_site(questions=[{"field": "given_name", "wanted": "required"}])

        refused = page.call("auth/signup", email=ADA, password=PASSWORD)
        assert refused.status_code == 400
        assert refused.json()["errors"][0]["param"] == "given_name"

        asked = page.call("auth/signup", email=ADA, password=PASSWORD, given_name="Ada")
        assert (asked.status_code, pending(asked)) == (401, ["verify_email"])

        answer = page.call("auth/email/verify", key=mailbox.code(ADA))

        ada = Person.objects.get(id=page.person_id)
        assert answer.status_code == 200
        assert (ada.given_name, ada.email) == ("Ada", ADA)
        assert page.get("/my/").status_code == 200

    def test_is_closed_where_the_site_is(self, page: Page) -> None:
        open_site(is_open=False)

        assert page.call("auth/signup", email=ADA, password=PASSWORD).status_code == 403

    def test_needs_the_token_against_other_sites(self) -> None:
        open_site()
        careful = Page(enforce_csrf_checks=True)

        assert careful.call("auth/signup", email=ADA, password=PASSWORD).status_code == 403


class TestSigningInOverJSON:
    @pytest.fixture
    def ada(self, mailbox: Mailbox) -> str:
        open_site()
        browser = Browser()
        browser.sign_up(ADA)
        browser.prove(mailbox.code(ADA))
        mailbox.forget()
        return browser.person_id

    def test_with_a_password(self, page: Page, ada: str) -> None:
        assert page.call("auth/login", email=ADA, password="wrong").status_code == 400

        assert page.call("auth/login", email=ADA, password=PASSWORD).status_code == 200
        assert page.person_id == ada

    def test_with_a_code(self, page: Page, ada: str, mailbox: Mailbox) -> None:
        assert pending(page.call("auth/code/request", email=ADA)) == ["login_by_code"]

        assert page.call("auth/code/confirm", code=mailbox.code(ADA)).status_code == 200
        assert page.person_id == ada

    def test_asks_for_the_second_step(self, page: Page, ada: str) -> None:
        from allauth.mfa.adapter import get_adapter
        from allauth.mfa.models import Authenticator
        from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

        secret = "JBSWY3DPEHPK3PXP"
        sealed = {"secret": get_adapter().encrypt(secret)}
        Authenticator.objects.create(user_id=ada, type=Authenticator.Type.TOTP, data=sealed)

        asked = page.call("auth/login", email=ADA, password=PASSWORD)
        assert (asked.status_code, pending(asked)) == (401, ["mfa_authenticate"])
        assert page.call("auth/2fa/authenticate", code="000000").status_code == 400
        assert page.person_id == ""

        code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
        assert page.call("auth/2fa/authenticate", code=code).status_code == 200
        assert page.person_id == ada


class TestAContact:
    """Somebody whom staff know, who never signed in."""

    def test_comes_in_with_a_code(self, page: Page, mailbox: Mailbox) -> None:
        open_site()
        contact = a_membership(a_person(name="Priya Raman", email="priya@atlas.example")).person

        asked = page.call("auth/code/request", email="Priya@atlas.example")
        assert pending(asked) == ["login_by_code"]
        answer = page.call("auth/code/confirm", code=mailbox.code("priya@atlas.example"))

        assert answer.status_code == 200
        assert page.person_id == str(contact.id)

    def test_is_answered_as_anybody(self, page: Page, mailbox: Mailbox) -> None:
        open_site()
        a_membership(a_person(name="Priya Raman", email="priya@atlas.example"))

        answers = [Page().call("auth/code/request", email=one) for one in ("priya@atlas.example", "bob@helio.example")]

        assert answers[0].content == answers[1].content

    def test_gets_no_code_where_the_site_sends_none(self, page: Page, mailbox: Mailbox) -> None:
        open_site(methods=["password"])
        a_membership(a_person(name="Priya Raman", email="priya@atlas.example"))

        assert page.call("auth/code/request", email="priya@atlas.example").status_code == 403
        assert mailbox.letters() == []
        assert page.get(CONFIG).json()["data"]["account"]["login_by_code_enabled"] is False


class TestAProofOfWork:
    CALLS: ClassVar[dict[str, dict[str, str]]] = {
        "auth/signup": {"password": PASSWORD},
        "auth/login": {"password": "wrong"},
        "auth/code/request": {},
        "auth/password/request": {},
    }

    @pytest.mark.parametrize("path", CALLS)
    def test_is_asked_for_near_a_limit_and_then_taken(self, page: Page, mailbox: Mailbox, path: str) -> None:
        open_site()
        body = {"email": ADA} | self.CALLS[path]
        for _ in range(3):
            assert self._asked_for(Page().call(path, **body)) is None
            Limit.objects.filter(key__contains="confirm_email").delete()
        mailbox.forget()

        refused = page.call(path, **body)
        assert refused.status_code == 400
        assert refused.json()["errors"] == [
            {"message": "Make sure that you are a person, then try again.", "code": "challenge", "param": "altcha"}
        ]
        assert mailbox.letters() == []

        proof = solved(self._asked_for(refused))
        assert self._asked_for(page.call(path, **body, altcha=proof)) is None
        assert self._asked_for(page.call(path, **body, altcha=proof)) is not None

    def _asked_for(self, answer: Any) -> Any:
        return answer.json().get("data", {}).get("challenge")


class TestALink:
    """Where the site's flow proves addresses by links."""

    @pytest.fixture
    def key(self, page: Page, mailbox: Mailbox) -> str:
        open_site(by_link=True)
        asked = page.call("auth/signup", email=ADA, password=PASSWORD)
        assert (asked.status_code, pending(asked)) == (401, ["verify_email"])
        return mailbox.link(ADA).rpartition("/")[2]

    def test_goes_on_with_the_sign_up_of_this_browser(self, page: Page, key: str) -> None:
        shown = page.get(VERIFY, headers={"X-Email-Verification-Key": key}).json()
        assert (shown["data"], shown["meta"]["is_authenticating"]) == ({"email": ADA}, True)
        assert page.person_id == ""

        assert page.call("auth/email/verify", key=key).status_code == 200
        assert Person.objects.get(id=page.person_id).email == ADA

    def test_proves_the_address_in_another_browser_and_signs_nobody_in(self, page: Page, key: str) -> None:
        there = Page()
        assert there.get(VERIFY, headers={"X-Email-Verification-Key": key}).json()["meta"]["is_authenticating"] is False

        assert there.call("auth/email/verify", key=key).status_code == 401

        assert Person.objects.filter(email=ADA).exists()
        assert (there.person_id, page.person_id) == ("", "")

    def test_on_our_page_signs_in_here_as_well(self, page: Page, key: str) -> None:
        page.post(f"/confirm/{key}")

        assert page.get("/_allauth/browser/v1/auth/session").status_code == 200

    @pytest.mark.parametrize("forged", ["", "123456", "x:y:z"])
    def test_that_is_forged_proves_nothing(self, page: Page, key: str, forged: str) -> None:
        assert page.call("auth/email/verify", key=forged).status_code == 400
        assert page.get(VERIFY, headers={"X-Email-Verification-Key": forged}).status_code == 400

    def test_is_no_code(self, page: Page, key: str) -> None:
        code = page.session["account_email_verification_code"]["code"]

        assert page.call("auth/email/verify", key=code).status_code == 400
        assert page.get(CONFIG).json()["data"]["account"]["email_verification_by_code_enabled"] is False

    def test_of_an_address_that_somebody_has_by_now_proves_nothing(self, key: str) -> None:
        a_user(mail=ADA)

        answer = Page().call("auth/email/verify", key=key)

        assert answer.json()["errors"][0]["code"] == "email_taken"


def test_nothing_else_of_the_interface_is_open(page: Page) -> None:
    for path in ("account/email", "account/password/change", "account/authenticators/totp", "auth/sessions"):
        assert page.get(f"/_allauth/browser/v1/{path}").status_code == 404
        assert page.get(f"/_allauth/app/v1/{path}").status_code == 404
