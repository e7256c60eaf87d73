"""Letters in a site's name: what comes out of a real mail server."""

from dataclasses import replace

import pytest

from tests.mailbox import Mailbox, text_of
from twofold.access import letters
from twofold.access.sites import SiteHere, site_at
from twofold.core import links, post

ADA = "ada@helio.example"


@pytest.fixture
def site() -> SiteHere:
    return replace(site_at("testserver"), name="Helio & Sons", host="shop.helio.example", color="#ffcc00")


class TestALetter:
    def test_comes_as_text_and_as_html_in_the_sites_name(self, site: SiteHere, mailbox: Mailbox) -> None:
        letters.post("login_code", to=ADA, site=site, code="123456")

        letter = mailbox.letter(ADA)
        html = text_of(letter, "html")
        assert letter["Subject"] == "123456 is your code for Helio & Sons"
        assert letter["From"] == "Helio & Sons <twofold@localhost>"
        assert letter["Auto-Submitted"] == "auto-generated"
        assert "signing in to Helio & Sons." in text_of(letter)
        assert "Helio &amp; Sons" in html
        assert "#ffcc00" in html
        assert "#101413" in html, "what is written on yellow can be read"
        assert mailbox.code(ADA) == "123456"

    def test_points_to_the_sites_own_address(self, site: SiteHere, mailbox: Mailbox) -> None:
        letters.post("account_already_exists", to=ADA, site=site, url=links.to("account_login", base=site.url))

        assert mailbox.link(ADA) == "http://shop.helio.example/sign-in"

    def test_shows_what_was_typed_as_text(self, site: SiteHere, mailbox: Mailbox) -> None:
        letters.post("login_code", to=ADA, site=site, code="1", quote="<script>alert(1)</script>")

        assert "<script>" not in text_of(mailbox.letter(ADA), "html")
        assert '"<script>alert(1)</script>"' in text_of(mailbox.letter(ADA))

    def test_ends_a_sentence_once_when_a_name_ends_with_a_stop(self, site: SiteHere, mailbox: Mailbox) -> None:
        letters.post("login_code", to=ADA, site=replace(site, name="Helio S.A."), code="1")

        assert "signing in to Helio S.A." in text_of(mailbox.letter(ADA))
        assert "S.A.." not in text_of(mailbox.letter(ADA)) + text_of(mailbox.letter(ADA), "html")

    def test_keeps_its_subject_in_one_line(self, site: SiteHere, mailbox: Mailbox) -> None:
        named = replace(site, name="Helio\r\nBcc: everybody@example.com")

        letters.post("login_code", to=ADA, site=named, code="1")

        assert mailbox.letter(ADA)["Bcc"] is None

    def test_that_was_queued_before_letters_had_a_sender_still_leaves(self, mailbox: Mailbox) -> None:
        post.deliver.defer(to=ADA, subject="Hello", text="A letter of before", html="")

        assert mailbox.letter(ADA)["From"] == "Twofold <twofold@localhost>"


@pytest.mark.parametrize(
    ("languages", "wanted", "spoken"),
    [(("en", "de"), "de-AT", "de"), (("de", "en"), "fr", "de"), (("en",), "", "en"), ((), "nl", "en")],
)
def test_a_letter_is_in_a_language_that_the_site_speaks(
    site: SiteHere, mailbox: Mailbox, languages: tuple[str, ...], wanted: str, spoken: str
) -> None:
    letters.post("login_code", to=ADA, site=replace(site, languages=languages), language=wanted, code="1")

    assert f'<html lang="{spoken}" dir="ltr">' in text_of(mailbox.letter(ADA), "html")
