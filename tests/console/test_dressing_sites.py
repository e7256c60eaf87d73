"""A site in its own clothes: its logo, whom its letters come from, what it says in its own words."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tests.console.staff import Staff, text
from tests.console.test_arranging_sites import FORM, the_site
from tests.mailbox import Mailbox, text_of
from tests.makers import SYSTEM
from tests.pictures import a_logo
from twofold.access import letters
from twofold.access.models import Logo
from twofold.access.sites import site_at
from twofold.core.models import LedgerEntry
from twofold.core.unit import unit_of_work

TEXTS = {
    "texts.en.sign_in_heading": "Welcome back",
    "texts.en.sign_in_lead": "To your pumps & prices",
    "texts.en.support": "Stuck? Write to help@helio.example\nor see https://helio.example/help",
    "texts.en.greeting": "Good day,",
    "texts.en.footer": "Helio Pumps GmbH, Hamburg\nhttps://helio.example",
    "texts.en.privacy": "https://helio.example/privacy",
    "texts.de.sign_in_heading": "Willkommen zurück",
}
SENDER = {"sender_name": "Helio Service", "sender_address": "service@helio.example", "reply_to": "desk@helio.example"}


def sent(content: bytes, name: str = "logo.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/png")


def save(jana: Staff, **more: Any) -> Any:
    return jana.post(f"/sites/{the_site().id}", FORM | more)


def logos() -> list[Logo]:
    with unit_of_work(SYSTEM):
        return list(Logo.objects.all())


class TestALogo:
    def test_is_made_anew_and_shown_on_pages(self, jana: Staff) -> None:
        assert save(jana, logo=sent(a_logo(size=(1600, 320)))).status_code == 302

        page = text(Client().get("/sign-in"))
        logo = logos()[0]
        assert f'<img class="site-logo on-white" src="/logos/{logo.digest}.png" alt="Helio Pumps"' in page
        assert "site-mark" not in page
        with Image.open(BytesIO(bytes(logo.content))) as made:
            assert (made.format, made.size, made.mode, made.info) == ("PNG", (640, 128), "RGBA", {})

    def test_is_the_same_for_everybody_for_good(self, jana: Staff) -> None:
        save(jana, logo=sent(a_logo()))

        answer = jana.get(f"/logos/{logos()[0].digest}.png")

        assert answer.headers["Content-Type"] == "image/png"
        assert answer.headers["Cache-Control"] == "public, immutable, max-age=31536000"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Vary" not in answer.headers
        assert not answer.cookies
        assert Client().get(f"/logos/{'0' * 32}.png").status_code == 404

    def test_may_be_another_one_in_the_dark(self, jana: Staff) -> None:
        assert save(jana, logo_dark=sent(a_logo())).status_code == 422, "for the dark alone there is none"

        save(jana, logo=sent(a_logo()), logo_dark=sent(a_logo(color="#ffffff")))

        page = text(Client().get("/sign-in"))
        assert "site-logo by-day" in page
        assert "site-logo by-night" in page

    def test_that_is_replaced_or_removed_is_gone(self, jana: Staff) -> None:
        save(jana, logo=sent(a_logo()), logo_dark=sent(a_logo(color="#ffffff")))
        save(jana, logo=sent(a_logo(color="#3355aa", kind="JPEG")))
        assert len(logos()) == 2

        save(jana)
        assert len(logos()) == 2, "saving something else leaves it where it is"
        save(jana, drop_logo="on")

        assert logos() == []
        assert '<span class="site-mark" aria-hidden="true">H</span>' in text(Client().get("/sign-in"))
        with unit_of_work(SYSTEM):
            facts = LedgerEntry.objects.filter(name="access.site.changed").order_by("id")
            assert [one.body["fields"] for one in facts][-1] == ["logo", "logo_dark"]

    def test_is_seen_before_it_is_kept(self, jana: Staff) -> None:
        page = text(jana.post(f"/sites/{the_site().id}/preview", FORM | {"logo": sent(a_logo())}))

        assert 'src="data:image/png;base64,' in page
        assert logos() == []


class TestTheTextsOfASite:
    def test_stand_on_its_pages_in_their_language(self, jana: Staff) -> None:
        save(jana, **TEXTS)

        page = text(Client().get("/sign-in"))
        assert "<h1>Welcome back</h1>" in page
        assert "To your pumps &amp; prices" in page
        assert '<a href="mailto:help@helio.example">help@helio.example</a><br>' in page
        assert '<a href="https://helio.example/help" rel="nofollow">https://helio.example/help</a>' in page
        assert '<a href="https://helio.example/privacy">Privacy</a>' in page

        german = text(Client().get("/sign-in?language=de"))
        assert "<h1>Willkommen zurück</h1>" in german
        assert "Stuck?" not in german, "what it does not say in German is said as we say it"
        assert "https://helio.example/privacy" in german, "a link in another language is better than none"

    def test_are_ours_where_it_says_nothing(self, jana: Staff) -> None:
        save(jana, **TEXTS)
        save(jana)

        assert the_site().texts == {}
        assert "<h1>Sign in</h1>" in text(Client().get("/sign-in"))

    def test_are_seen_in_each_language_before_they_are_kept(self, jana: Staff) -> None:
        def seen(**more: str) -> str:
            return text(jana.post(f"/sites/{the_site().id}/preview", FORM | TEXTS | more))

        assert "Willkommen zurück" in seen(seen_page="sign-in", seen_language="de")
        assert "Passwort" in seen(seen_page="sign-up", seen_language="de")
        letter = seen(seen_page="letter", seen_language="en")
        assert "<p>Good day,</p>" in letter
        assert "Helio Pumps GmbH, Hamburg<br>" in letter
        assert the_site().texts == {}

    def test_are_refused_at_their_place_when_too_long(self, jana: Staff) -> None:
        answer = save(jana, **{"texts.de.support": "x" * 301})

        assert answer.status_code == 422
        assert "At most 300 characters." in text(answer)


class TestTheLettersOfASite:
    def test_come_from_its_sender_with_its_logo_and_its_words(self, jana: Staff, mailbox: Mailbox) -> None:
        save(jana, logo=sent(a_logo()), **TEXTS, **SENDER)
        with unit_of_work(SYSTEM):
            letters.post("login_code", to="ada@helio.example", site=site_at("testserver"), code="123456")

        letter = mailbox.letter("ada@helio.example")
        html, plain = text_of(letter, "html"), text_of(letter)
        assert letter["From"] == "Helio Service <service@helio.example>"
        assert letter["Reply-To"] == "desk@helio.example"
        assert f'src="http://testserver/logos/{logos()[0].digest}.png" alt="Helio Pumps"' in html
        assert 'width="160" height="32"' in html
        assert plain.startswith("Good day,\n\n")
        assert "Helio Pumps GmbH, Hamburg\nhttps://helio.example" in plain
        assert "Privacy: https://helio.example/privacy" in plain
        assert mailbox.code("ada@helio.example") == "123456"

    def test_come_from_twofold_where_it_has_no_sender(self, jana: Staff, mailbox: Mailbox) -> None:
        save(jana)
        with unit_of_work(SYSTEM):
            letters.post("login_code", to="ada@helio.example", site=site_at("testserver"), code="123456")

        letter = mailbox.letter("ada@helio.example")
        assert letter["From"] == "Helio Pumps <twofold@localhost>"
        assert letter["Reply-To"] is None

    def test_can_be_tried_before_anything_is_kept(self, jana: Staff, mailbox: Mailbox) -> None:
        answer = jana.post(f"/sites/{the_site().id}/trial", FORM | TEXTS | SENDER | {"seen_language": "en"})

        letter = mailbox.letter("jana@twofold.example")
        assert "on its way to jana@twofold.example" in text(answer)
        assert letter["From"] == "Helio Service <service@helio.example>"
        assert letter["Subject"] == "A trial e-mail from Helio Pumps"
        assert (the_site().sender_address, the_site().texts) == ("", {})

        wrong = FORM | {"sender_address": "not an address"}
        assert jana.post(f"/sites/{the_site().id}/trial", wrong).status_code == 422
