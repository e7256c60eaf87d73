"""Terms are accepted at sign-up, and again when a new version is in force."""

from datetime import timedelta

import pytest

from tests.mailbox import Mailbox
from tests.portal.customers import Browser, open_site
from twofold.access.models import Acceptance, Terms
from twofold.core import clock

ADA = "ada@helio.example"


def a_version(version: str, *, days: int = -1) -> Terms:
    now = clock.now()
    return Terms.objects.create(
        key="terms", version=version, title="Terms of use", text="Be kind.", in_force_at=now + timedelta(days=days),
        created_at=now,
    )  # fmt: skip


@pytest.fixture
def ada(mailbox: Mailbox) -> Browser:
    open_site(terms=["terms"])
    a_version("1", days=-2)
    browser = Browser()
    browser.sign_up(ADA, accept_terms="on")
    browser.prove(mailbox.code(ADA))
    return browser


class TestTerms:
    def test_can_be_read_by_anybody(self, ada: Browser) -> None:
        assert "Be kind." in Browser().get("/terms/terms").content.decode()
        assert Browser().get("/terms/nothing").status_code == 404
        assert ada.person_id

    def test_are_accepted_at_sign_up_in_the_version_in_force(self, ada: Browser) -> None:
        accepted = Acceptance.objects.select_related("terms").get()

        assert (str(accepted.person_id), accepted.terms.version) == (ada.person_id, "1")

    def test_are_needed_to_sign_up(self, ada: Browser) -> None:
        answer = Browser().sign_up("ben@helio.example")

        assert "Without this you cannot sign up." in answer.content.decode()
        assert ada.person_id

    def test_of_a_new_version_stand_before_everything_else(self, ada: Browser) -> None:
        a_version("2")
        a_version("3", days=1)
        browser = Browser()

        assert browser.sign_in(ADA).headers["Location"] == "/sign-in/terms"
        assert browser.person_id == ""
        assert "(2)" in browser.get("/sign-in/terms").content.decode()
        assert browser.post("/sign-in/terms").status_code == 422

        assert browser.post("/sign-in/terms", {"accept_terms": "on"}).headers["Location"] == "/my/"
        assert browser.person_id == ada.person_id
        assert Browser().sign_in(ADA).headers["Location"] == "/my/", "not asked again"
