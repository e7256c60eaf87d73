"""One Twofold and one Chromium for all browser tests of a process."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from tests.browser.chromium import chromium
from tests.browser.served import EMAIL, NAME, Served
from tests.browser.signing_in import sign_in

SEED = Path(__file__).with_name("seed.py")
PLAIN = Path(__file__).with_name("seed_plain.py")
OpenWindow = Callable[..., BrowserContext]


@pytest.fixture(scope="session")
def twofold(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server with a member of staff, a source, a few customers, their events and letters that were not taken."""
    served = Served(tmp_path_factory.mktemp("served"))
    try:
        served.wait_until_ready()
        served.run("admin", "create", EMAIL, "--name", NAME)
        served.write_key = served.run("source", "create", "Web shop").splitlines()[-1]
        served.ids = served.seed(SEED)
        served.send(*_calls())
        yield served
    finally:
        served.stop()


def _calls() -> list[dict[str, Any]]:
    """A visitor who becomes Priya, what she did, and two calls that cannot be taken."""
    person = {"userId": "u-1", "anonymousId": "a-1"}
    return [
        {"type": "page", "anonymousId": "a-1", "properties": {"title": "Treatment chairs"}},
        {"type": "identify", **person, "traits": {"email": "priya@example.com"}},
        {"type": "track", **person, "event": "Product Added", "properties": {"name": "A-dec 500"}},
        {"type": "track", **person, "event": "Order Completed", "properties": {"total": 62.4, "currency": "EUR"}},
        {"type": "track", "event": "Nobody Did This"},
        {"type": "track", **person, "event": "<img src=x onerror=alert(1)>", "timestamp": "yesterday"},
    ]


@pytest.fixture(scope="module")
def a_flow_of_its_own(twofold: Served) -> Iterator[None]:
    """For a file whose tests change what the one site asks: colleagues sign in there afterwards, and nothing is asked of them."""
    yield
    twofold.seed(PLAIN)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for the tests of a file: while it runs, Playwright's loop keeps Django's ORM from this thread."""
    expect.set_options(timeout=15_000)
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def signed_in(browser: Browser, twofold: Served, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cookies of somebody who signed in."""
    context = browser.new_context(base_url=twofold.url)
    page = context.new_page()
    sign_in(page)
    page.get_by_role("heading", name="Home", level=1).wait_for()
    kept = tmp_path_factory.mktemp("browser") / "signed-in.json"
    context.storage_state(path=kept)
    context.close()
    return kept


BROKEN_OFF = ("htmx:sendAbort", "htmx:afterRequest")  # what is under way when a window closes: no fault of its page


@pytest.fixture
def open_window(browser: Browser, twofold: Served) -> Iterator[OpenWindow]:
    """Opens windows that are closed at the end; what a page writes to its console as an error fails the test."""
    windows: list[BrowserContext] = []
    errors: list[str] = []

    def open_one(**options: Any) -> BrowserContext:
        options = {"base_url": twofold.url, "viewport": {"width": 1360, "height": 820}} | options
        window = browser.new_context(**options)
        window.set_default_timeout(20_000)
        window.on("weberror", lambda error: errors.append(str(error.error)))
        window.on("console", lambda said: errors.append(said.text) if _is_wrong(said) else None)
        windows.append(window)
        return window

    yield open_one
    so_far = len(errors)
    for window in windows:
        window.close()
    assert errors[:so_far] + [each for each in errors[so_far:] if not each.startswith(BROKEN_OFF)] == []


def _is_wrong(said: ConsoleMessage) -> bool:
    """Chromium also calls it an error when a form is refused or a page is not there."""
    return said.type == "error" and not any(status in said.text for status in ("status of 422", "status of 404"))


@pytest.fixture
def page(open_window: OpenWindow, signed_in: Path) -> Page:
    """A tab of somebody who is signed in."""
    return open_window(storage_state=signed_in).new_page()
