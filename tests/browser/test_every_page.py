"""Every page in light, in dark and on a phone: axe finds nothing, nothing is wider than the screen, and pictures are kept."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser import test_the_portal
from tests.browser.addresses import pages_open_to
from tests.browser.chromium import LOOKS, faults
from tests.browser.conftest import OpenWindow
from tests.browser.served import Served

pytestmark = pytest.mark.no_database

PAGES = {
    "home": "/",
    "people": "/people",
    "person": "/people/{person}",
    "person-erase": "/people/{person}/erase",
    "person-erased": "/people/{erased}",
    "person-new": "/people/new",
    "people-merge": "/people/merge?ids={twin}&ids={double}",
    "person-with-a-duplicate": "/people/{twin}",
    "accounts": "/accounts",
    "account-new": "/accounts/new",
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
    "ledger-about-somebody": "/ledger?about={person}",
    "readers": "/ledger/readers",
    "jobs": "/jobs",
    "jobs-by-the-clock": "/jobs/by-the-clock",
    "history": "/operations",
    "operation": "/operations/{operation}",
    "fields": "/fields",
    "field-new": "/fields/new",
    "field": "/fields/{field}",
    "keys": "/keys",
    "key-new": "/keys/new",
    "developers": "/developers",
    "my-contexts": "/my/contexts",
    "my-security": "/my/security",
    "my-password": "/my/security/password",
    "my-passkeys": "/my/security/passkeys",
    "my-passkey-new": "/my/security/passkeys/add",
    "my-logins": "/my/security/logins",
    "my-phones": "/my/account/phones",
    "my-two-step": "/my/security/two-step",
    "my-app": "/my/security/two-step/app",
    "my-app-remove": "/my/security/two-step/app/remove",
    "my-codes": "/my/security/two-step/codes",
    "my-devices": "/my/security/devices",
    "requests": "/requests",
    "applications": "/applications",
    "sites": "/sites",
    "site-new": "/sites/new",
    "purposes": "/purposes",
    "purpose-new": "/purposes/new",
    "documents": "/documents",
    "providers": "/providers",
    "provider-new": "/providers/new",
    "staff": "/staff",
    "staff-invite": "/staff/invite",
    "staff-roles": "/staff/roles",
    "staff-role-new": "/staff/roles/new",
    "staff-teams": "/staff/teams",
    "staff-team-new": "/staff/teams/new",
    "admin-mode": "/admin-mode",
    "password": "/password",
    "sign-in-inactive": "/sign-in/inactive",
    "sign-in-cancelled": "/sign-in/with/cancelled",
    "sign-out": "/sign-out",
    "look": "/look",
}


@pytest.fixture(params=LOOKS)
def look(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def in_admin_mode(browser: Browser, twofold: Served, signed_in: Path) -> Path:
    """The cookies of somebody who signed in and entered admin mode, which some pages want."""
    context = browser.new_context(base_url=twofold.url, storage_state=signed_in)
    page = context.new_page()
    page.goto("/admin-mode")
    page.get_by_label("Reason").fill("To see every page")
    page.get_by_role("button", name="Enter admin mode").click()
    page.get_by_role("heading", name="Home", level=1).wait_for()
    kept = signed_in.with_name("in-admin-mode.json")
    context.storage_state(path=kept)
    context.close()
    return kept


@pytest.fixture
def window(open_window: OpenWindow, in_admin_mode: Path, look: str) -> BrowserContext:
    return open_window(storage_state=in_admin_mode, reduced_motion="reduce", **LOOKS[look])


class TestEveryPage:
    @pytest.mark.timeout(600)  # some eighty pages, each looked at by axe
    def test_is_well(self, window: BrowserContext, twofold: Served, look: str) -> None:
        page = window.new_page()
        found = []
        for name, path in PAGES.items():
            wanted = path.format(**twofold.ids)
            page.goto(wanted)
            found += [] if page.url.startswith(twofold.url + wanted) else [f"{name}: sent on to {page.url}"]
            found += faults(page, f"{name}-{look}")
        assert found == [], "\n".join(found)

    def test_is_among_these(self, open_window: OpenWindow, in_admin_mode: Path) -> None:
        looked_at = {path.partition("?")[0] for path in PAGES.values()} | {*test_the_portal.PAGES}

        assert pages_open_to(open_window(storage_state=in_admin_mode)) - looked_at == set()

    def test_is_well_with_something_open(self, window: BrowserContext, twofold: Served, look: str) -> None:
        page = window.new_page()
        page.goto("/")
        page.keyboard.press("Control+k")
        page.get_by_role("option", name="People").wait_for()
        found = faults(page, f"palette-{look}")
        page.keyboard.press("Escape")
        page.get_by_role("dialog").wait_for(state="hidden")
        page.keyboard.press("?")
        page.get_by_role("dialog", name="Keyboard shortcuts").wait_for()
        found += faults(page, f"shortcuts-{look}")
        page.goto("/dead-letters")
        for summary in page.locator("summary").all():
            summary.click()
        found += faults(page, f"dead-letters-unfolded-{look}")
        assert found == [], "\n".join(found)


class TestSigningIn:
    def test_is_well(self, open_window: OpenWindow, look: str) -> None:
        page = open_window(**LOOKS[look]).new_page()
        page.goto("/sign-in")
        found = faults(page, f"sign-in-{look}")
        page.keyboard.type("jana@twofold.example")
        page.keyboard.press("Enter")
        page.get_by_label("Password").wait_for()
        found += faults(page, f"sign-in-password-{look}")
        page.keyboard.type("wrong")
        page.keyboard.press("Enter")
        page.get_by_role("alert").wait_for()
        found += faults(page, f"sign-in-refused-{look}")
        assert found == [], "\n".join(found)
