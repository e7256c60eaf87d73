"""One Twofold and one Chromium for all browser tests of a process."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from tests.browser.chromium import chromium
from tests.browser.served import EMAIL, NAME, PASSWORD, Served

SEED = Path(__file__).with_name("seed.py")
WIDE = ViewportSize(width=1360, height=820)


@pytest.fixture(scope="session")
def twofold(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server with a member of staff, a source, and a few customers."""
    served = Served(tmp_path_factory.mktemp("served"))
    try:
        served.wait_until_ready()
        served.run("admin", "create", EMAIL, "--name", NAME)
        served.write_key = served.run("source", "create", "Web shop").splitlines()[-1]
        served.ids = served.seed(SEED)
        yield served
    finally:
        served.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The one browser."""
    with chromium() as running:
        yield running


@pytest.fixture(scope="session")
def signed_in(browser: Browser, twofold: Served, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cookies of somebody who signed in."""
    context = browser.new_context(base_url=twofold.url)
    page = context.new_page()
    sign_in(page)
    kept = tmp_path_factory.mktemp("browser") / "signed-in.json"
    context.storage_state(path=kept)
    context.close()
    return kept


@pytest.fixture
def open_context(browser: Browser, twofold: Served) -> Iterator[Callable[..., BrowserContext]]:
    """Makes windows that are closed at the end; a page that writes an error to its console fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_one(**options: object) -> BrowserContext:
        context = browser.new_context(**{"base_url": twofold.url, "viewport": WIDE, **options})  # type: ignore[arg-type]
        context.on("weberror", lambda error: errors.append(str(error.error)))
        context.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        context.set_default_timeout(10_000)
        contexts.append(context)
        return context

    yield open_one
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def page(open_context: Callable[..., BrowserContext], signed_in: Path) -> Page:
    """A tab of somebody who is signed in."""
    return open_context(storage_state=signed_in).new_page()


def sign_in(page: Page) -> None:
    """As Jana."""
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")
