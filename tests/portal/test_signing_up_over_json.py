"""A company's own page signs people up and in over JSON, by the same flow as the hosted pages."""

from typing import Any

import pytest

from tests.mailbox import Mailbox
from tests.portal.customers import PASSWORD, Browser, open_site
from twofold.directory.models import Person

ADA = "ada@helio.example"


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


def test_nothing_else_of_the_interface_is_open(page: Page) -> None:
    for path in ("account/email", "account/password/change", "account/authenticators/totp", "auth/sessions"):
        assert page.get(f"/_allauth/browser/v1/{path}").status_code == 404
        assert page.get(f"/_allauth/app/v1/{path}").status_code == 404
