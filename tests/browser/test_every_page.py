"""Every page in light, in dark and on a phone: axe finds nothing, nothing is wider than the screen, and pictures are kept."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.chromium import photograph, violations
from tests.browser.conftest import OpenWindow
from tests.browser.served import Served

pytestmark = pytest.mark.no_database

PAGES = {
    "home": "/",
    "people": "/people",
    "person": "/people/{person}",
    "person-new": "/people/new",
    "people-merge": "/people/merge?ids={twin}&ids={double}",
    "person-with-a-duplicate": "/people/{twin}",
    "accounts": "/accounts",
    "account": "/accounts/{account}",
    "accounts-merge": "/accounts/merge?ids={account}&ids={group}",
    "imports": "/imports",
    "import-new": "/imports/new",
    "import-file": "/imports/files/{file}",
    "import-columns": "/imports/files/{file}/columns",
    "import-added": "/imports/{import}?outcome=created",
    "import-refused": "/imports/{import}?outcome=refused",
    "live": "/live",
    "sources": "/sources",
    "source-new": "/sources/new",
    "dead-letters": "/dead-letters",
    "dead-letters-of-a-reason": "/dead-letters?reason=nobody_named",
    "ledger": "/ledger",
    "readers": "/ledger/readers",
    "jobs": "/jobs",
    "jobs-by-the-clock": "/jobs/by-the-clock",
    "history": "/operations",
    "operation": "/operations/{operation}",
    "fields": "/fields",
    "field": "/fields/{field}",
    "keys": "/keys",
    "key-new": "/keys/new",
    "developers": "/developers",
    "my-security": "/my/security",
    "my-passkeys": "/my/security/passkeys",
    "my-logins": "/my/security/logins",
    "my-two-step": "/my/security/two-step",
    "my-devices": "/my/security/devices",
    "staff": "/staff",
    "staff-roles": "/staff/roles",
    "staff-teams": "/staff/teams",
    "admin-mode": "/admin-mode",
    "sign-out": "/sign-out",
    "look": "/look",
}
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "360": {"color_scheme": "light", "viewport": {"width": 360, "height": 740}},
}


@pytest.fixture(params=LOOKS)
def look(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def window(open_window: OpenWindow, signed_in: Path, look: str) -> BrowserContext:
    return open_window(storage_state=signed_in, reduced_motion="reduce", **LOOKS[look])


def _is_well(page: Page, name: str, look: str) -> list[str]:
    photograph(page, f"{name}-{look}")
    wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    found = [f"{name}: {wider} px wider than the screen"] if wider > 0 else []
    return found + [f"{name}: {each}" for each in violations(page)]


class TestEveryPage:
    def test_is_well(self, window: BrowserContext, twofold: Served, look: str) -> None:
        page = window.new_page()
        found = []
        for name, path in PAGES.items():
            page.goto(path.format(**twofold.ids))
            found += _is_well(page, name, look)
        assert found == [], "\n".join(found)

    def test_is_well_with_something_open(self, window: BrowserContext, twofold: Served, look: str) -> None:
        page = window.new_page()
        page.goto("/")
        page.keyboard.press("Control+k")
        page.get_by_role("option", name="People").wait_for()
        found = _is_well(page, "palette", look)
        page.keyboard.press("Escape")
        page.get_by_role("dialog").wait_for(state="hidden")
        page.keyboard.press("?")
        page.get_by_role("dialog", name="Keyboard shortcuts").wait_for()
        found += _is_well(page, "shortcuts", look)
        page.goto("/dead-letters")
        for summary in page.locator("summary").all():
            summary.click()
        found += _is_well(page, "dead-letters-unfolded", look)
        assert found == [], "\n".join(found)


class TestSigningIn:
    def test_is_well(self, open_window: OpenWindow, look: str) -> None:
        page = open_window(**LOOKS[look]).new_page()
        page.goto("/sign-in")
        found = _is_well(page, "sign-in", look)
        page.keyboard.type("jana@twofold.example")
        page.keyboard.press("Enter")
        page.get_by_label("Password").wait_for()
        found += _is_well(page, "sign-in-password", look)
        page.keyboard.type("wrong")
        page.keyboard.press("Enter")
        page.get_by_role("alert").wait_for()
        found += _is_well(page, "sign-in-refused", look)
        assert found == [], "\n".join(found)
