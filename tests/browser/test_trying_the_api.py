"""A developer's first minutes: make a key, copy it, try it on the page for developers, revoke it and take that back."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator

from tests.browser.chromium import faults, photograph
from tests.browser.conftest import OpenWindow
from tests.browser.served import Served

pytestmark = pytest.mark.no_database


def gap_above(first: Locator) -> float:
    """What is empty between the bar at the top of a page and the first that stands below it."""
    return float(
        first.evaluate(
            "e => e.getBoundingClientRect().top - document.querySelector('.top').getBoundingClientRect().bottom"
        )
    )


class TestADeveloper:
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_tries_the_api_with_a_key_of_their_own(
        self, open_window: OpenWindow, signed_in: Path, twofold: Served, scheme: str
    ) -> None:
        page = open_window(storage_state=signed_in, color_scheme=scheme).new_page()
        page.goto("/keys/new")
        page.get_by_role("textbox", name="Name").fill(f"My laptop, {scheme}")
        page.get_by_role("button", name="Make the key").click()
        token = page.locator(".snippet code").first.inner_text()
        photograph(page, f"key-made-{scheme}")

        page.goto("/developers")
        assert gap_above(page.get_by_role("heading", name="Begin")) < 30
        page.get_by_label("Key to try with").fill(token)
        page.locator("#read_person summary").click()
        opened = page.locator("#read_person")
        opened.get_by_label("person_id").fill(twofold.ids["person"])
        opened.get_by_role("button", name="Send").click()
        opened.get_by_text("Priya").first.wait_for()

        assert "directory:person:see" in opened.inner_text()
        assert faults(page, f"developers-tried-{scheme}") == []

    def test_revokes_a_key_and_takes_it_back(self, open_window: OpenWindow, signed_in: Path) -> None:
        page = open_window(storage_state=signed_in).new_page()
        page.goto("/keys/new")
        page.get_by_role("textbox", name="Name").fill("My phone")
        page.get_by_role("button", name="Make the key").click()
        page.locator(".snippet code").first.wait_for()
        page.goto("/keys")
        page.get_by_role("button", name="Revoke My phone").click()
        page.get_by_text("My phone lets nobody in any more.").wait_for()

        page.get_by_role("button", name="Undo").click()

        page.get_by_role("button", name="Revoke My phone").wait_for()
