"""A site gets its logo, its sender and its words in the console, seen beside the form; then a visitor and a letter show them."""

import re

import pytest
from playwright.sync_api import BrowserContext, FilePayload, FrameLocator, Page, expect

from tests.browser.chromium import LOOKS, is_well
from tests.browser.conftest import OpenWindow
from tests.browser.served import EMAIL, Served
from tests.browser.signing_in import press, send
from tests.mailbox import text_of
from tests.pictures import a_logo

pytestmark = pytest.mark.no_database

HOST = "127.0.0.1"  # the server answers there, too: a site of this test's own
LOGO: FilePayload = {"name": "logo.png", "mimeType": "image/png", "buffer": a_logo(color="#8a2be2")}
DARK: FilePayload = {"name": "dark.png", "mimeType": "image/png", "buffer": a_logo(color="#e0c8ff")}
SENDER = "Violet Service <service@violet.example>"
TEXTS = {
    "Heading of sign-in": "Welcome back to Violet",
    "Under the forms": "Stuck? Write to help@violet.example.",
    "Letters begin with": "Good day,",
    "Letters end with": "Violet Pumps GmbH, Hamburg",
    "Privacy": "https://violet.example/privacy",
}


def preview_of(page: Page) -> FrameLocator:
    return page.frame_locator("iframe[name=preview]")


class TestASite:
    def test_is_dressed_and_seen_by_a_visitor(self, page: Page, twofold: Served, open_window: OpenWindow) -> None:
        self._begin(page)
        self._dress(page)
        self._speak(page)
        self._name_a_purpose(page)
        self._write_to_oneself(page, twofold)
        press(page, "Save")
        page.get_by_text("Violet is as you want it.").wait_for()
        is_well(page, "dressing-list")

        for look, options in LOOKS.items():
            self._visit(open_window(**options, base_url=twofold.url.replace("localhost", HOST)), twofold, look)
        self._undress(page, open_window().new_page(), twofold)

    def _begin(self, page: Page) -> None:
        page.goto("/sites/new")
        page.get_by_label("Reason").fill("A new brand")
        press(page, "Enter admin mode")
        page.get_by_label("Name").fill("Violet")
        page.get_by_label("Host").fill(HOST)
        press(page, "Add")
        page.get_by_role("heading", name="Violet", level=1).wait_for()
        expect(preview_of(page).locator(".site-mark")).to_have_text("V")

    def _dress(self, page: Page) -> None:
        page.get_by_label("Logo", exact=True).set_input_files(LOGO)
        page.get_by_label("For the dark").set_input_files(DARK)
        page.get_by_label("Anybody may sign up").check()

        shown = preview_of(page).get_by_role("img", name="Violet")
        expect(shown).to_have_attribute("src", re.compile("^data:image/png;base64,"))
        assert shown.evaluate("each => each.naturalWidth") == 400

    def _speak(self, page: Page) -> None:
        page.get_by_label("German").check()
        english, german = page.locator("[data-shows-language=en]"), page.locator("[data-shows-language=de]")
        english.get_by_text("Own texts").click()
        german.get_by_text("Own texts").click()
        for label, text in TEXTS.items():
            english.get_by_label(label).fill(text)
        expect(preview_of(page).get_by_text("Violet Pumps GmbH, Hamburg")).to_be_visible()
        german.get_by_label("Heading of sign-in").fill("Willkommen zurück")
        expect(preview_of(page).get_by_role("heading", name="Willkommen zurück")).to_be_visible()
        expect(preview_of(page).get_by_role("button", name="Weiter")).to_be_visible()
        expect(page.get_by_label("Language", exact=True)).to_have_value("de")
        page.get_by_label("Page", exact=True).select_option("sign-in")
        page.get_by_label("Language", exact=True).select_option("en")
        expect(preview_of(page).get_by_role("heading", name="Welcome back to Violet")).to_be_visible()

    def _name_a_purpose(self, page: Page) -> None:
        beside = page.context.new_page()
        beside.goto("/purposes")
        is_well(beside, "dressing-purposes-none")
        beside.goto("/purposes/new")
        beside.get_by_label("Key", exact=True).fill("violet_news")
        english = beside.get_by_role("group", name="English")
        english.get_by_label("Name").fill("News from Violet")
        english.get_by_label("What one agrees to").fill("Once a month, about pumps and prices.")
        is_well(beside, "dressing-purpose")
        press(beside, "Save")
        beside.get_by_role("heading", name="Purposes", level=1).wait_for()
        is_well(beside, "dressing-purposes")
        beside.close()

    def _write_to_oneself(self, page: Page, twofold: Served) -> None:
        page.get_by_label("Sender").fill("Violet Service")
        page.get_by_label("From the address").fill("service@violet.example")
        page.get_by_label("Answers go to").fill("desk@violet.example")
        is_well(page, "dressing-editor")
        twofold.mailbox.forget()
        press(page, "Send me a trial letter")
        expect(page.get_by_text(f"A trial letter is on its way to {EMAIL}.")).to_be_visible()

        letter = twofold.mailbox.letter(EMAIL, seconds=20)
        assert (letter["Subject"], letter["From"]) == ("A trial e-mail from Violet", SENDER)
        assert letter["Reply-To"] == "desk@violet.example"
        assert text_of(letter).startswith("Good day,")

    def _visit(self, window: BrowserContext, twofold: Served, look: str) -> None:
        page = window.new_page()
        page.goto("/sign-in")
        expect(page.get_by_role("heading", name="Welcome back to Violet")).to_be_visible()
        expect(page.get_by_role("link", name="help@violet.example")).to_have_attribute(
            "href", "mailto:help@violet.example"
        )
        expect(page.get_by_role("link", name="Privacy")).to_have_attribute("href", "https://violet.example/privacy")
        logo = page.get_by_role("img", name="Violet")
        assert logo.evaluate("each => each.naturalWidth") == 400
        is_well(page, f"dressing-sign-in-{look}")
        assert {one["name"] for one in window.cookies(logo.evaluate("each => each.src"))} <= {"csrftoken", "language"}

        twofold.mailbox.forget()
        page.get_by_label("E-mail").fill(EMAIL)
        press(page, "Continue")
        press(page, "E-mail me a code")
        page.get_by_label("Code").fill(twofold.mailbox.code(EMAIL, seconds=20))
        self._read(window, twofold, look)
        send(page, "Continue")
        page.goto("/my/")
        expect(page.get_by_role("img", name="Violet")).to_be_visible()
        is_well(page, f"dressing-portal-{look}")

    def _read(self, window: BrowserContext, twofold: Served, look: str) -> None:
        letter = twofold.mailbox.letter(EMAIL)
        assert letter["From"] == SENDER
        page = window.new_page()
        page.set_content(text_of(letter, "html"))
        expect(page.get_by_text("Good day,")).to_be_visible()
        expect(page.get_by_text("Violet Pumps GmbH, Hamburg")).to_be_visible()
        assert (
            page.get_by_role("img", name="Violet").evaluate("each => each.decode().then(() => each.naturalWidth)")
            == 400
        )
        is_well(page, f"dressing-letter-{look}")
        page.close()

    def _undress(self, page: Page, visitor: Page, twofold: Served) -> None:
        page.get_by_role("link", name="Violet").click()
        page.get_by_role("heading", name="Violet", level=1).wait_for()
        is_well(page, "dressing-editor-again")
        page.get_by_label("Remove it, and the letter is back").check()
        expect(preview_of(page).locator(".site-mark")).to_have_text("V")
        press(page, "Save")
        page.get_by_text("Violet is as you want it.").wait_for()

        visitor.goto(f"{twofold.url.replace('localhost', HOST)}/sign-in")
        expect(visitor.locator(".site-mark")).to_have_text("V")
