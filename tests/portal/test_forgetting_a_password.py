"""Somebody forgot their password, or never had one."""

import pytest

from tests.mailbox import Mailbox
from tests.portal.customers import PASSWORD, Browser, open_site

ADA = "ada@helio.example"
NEW = "a louder evening in Porto"


@pytest.fixture
def ada(mailbox: Mailbox) -> Browser:
    open_site()
    browser = Browser()
    browser.sign_up(ADA)
    browser.prove(mailbox.code(ADA))
    mailbox.forget()
    return browser


def set_anew(browser: Browser, code: str, password: str = NEW) -> str:
    browser.post("/password/code", {"code": code})
    answer = browser.post("/password/new", {"password1": password, "password2": password})
    return str(answer.headers.get("Location"))


@pytest.mark.usefixtures("ada")
class TestANewPassword:
    def test_is_set_with_a_code_and_signs_in(self, ada: Browser, mailbox: Mailbox) -> None:
        browser, person_id = Browser(), ada.person_id
        browser.post("/password", {"email": ADA})

        assert set_anew(browser, mailbox.code(ADA)) == "/my/"

        assert browser.person_id == person_id
        assert Browser().sign_in(ADA, NEW).headers["Location"] == "/my/"
        assert "Location" not in Browser().sign_in(ADA, PASSWORD).headers

    def test_ends_every_other_session(self, ada: Browser, mailbox: Mailbox) -> None:
        assert ada.get("/my/").status_code == 200
        browser = Browser()
        browser.post("/password", {"email": ADA})

        set_anew(browser, mailbox.code(ADA))

        assert ada.get("/my/").status_code == 302
        assert browser.get("/my/").status_code == 200

    def test_needs_the_code_of_this_browser(self, ada: Browser, mailbox: Mailbox) -> None:
        Browser().post("/password", {"email": ADA})
        stranger = Browser()

        assert set_anew(stranger, mailbox.code(ADA)) == "/password"
        assert Browser().sign_in(ADA, PASSWORD).headers["Location"] == "/my/"

    def test_begins_a_new_session(self, mailbox: Mailbox) -> None:
        browser = Browser()
        browser.post("/password", {"email": ADA})
        before = browser.session.session_key

        set_anew(browser, mailbox.code(ADA))

        assert browser.session.session_key != before


class TestRemembering:
    def test_keeps_one_signed_in_for_a_month_or_until_the_browser_is_closed(self, ada: Browser) -> None:
        kept, not_kept = Browser(), Browser()
        kept.sign_in(ADA, remember="on")
        not_kept.sign_in(ADA)

        assert kept.cookies["sessionid"]["max-age"] == 60 * 60 * 24 * 30
        assert not_kept.cookies["sessionid"]["max-age"] == ""
        assert ada.person_id
