"""The browser the tests drive: a real Chromium, or a sentence that says what to do about its absence."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

ROOT = Path(__file__).parents[2]
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
ARTIFACTS = ROOT / "artifacts"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--font-render-hinting=none",
)
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "360": {"color_scheme": "light", "viewport": {"width": 360, "height": 740}},
}
RUN_AXE = """async () => {
    const moving = document.getAnimations().filter((each) => each instanceof CSSTransition);
    await Promise.all(moving.map((each) => each.finished.catch(() => {})));  // what is half way has colours of its own
    const result = await axe.run(document, {resultTypes: ["violations"]});
    return result.violations.map((each) => `${each.id}: ${each.help}: ${each.nodes.map((node) => node.html).join(" | ")}`);
}"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """A running browser. A test run without one fails, it never skips."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_program(playwright), args=ARGUMENTS)
        yield browser
        browser.close()


def _program(playwright: Playwright) -> str:
    wanted = [os.environ.get("TWOFOLD_CHROMIUM", ""), *NAMES, playwright.chromium.executable_path]
    found = next((path for name in wanted if name and (path := shutil.which(name))), None)
    if found is None:
        pytest.fail(
            "The browser tests need Chromium: run bin/test, which brings it, or name one with TWOFOLD_CHROMIUM.",
            pytrace=False,
        )
    return found


def is_well(page: Page, name: str) -> None:
    """Nothing is wrong with a page, once it has all that it loads."""
    page.wait_for_load_state("networkidle")
    assert faults(page, name) == []


def faults(page: Page, name: str) -> list[str]:
    """What is wrong with a page as it stands, for axe and for who would have to scroll sideways; keeps a picture of it."""
    photograph(page, name)
    return [f"{name}: {each}" for each in [*too_wide(page), *violations(page)]]


def too_wide(page: Page) -> list[str]:
    """By how much a page is wider than its window; nothing where all of it is seen."""
    root = "document.documentElement"
    wider = page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")
    return [f"{wider} px wider than the window"] if wider > 0 else []


def violations(page: Page) -> list[str]:
    """What axe finds against the page, each with the elements concerned."""
    page.evaluate(AXE.read_text())
    found: list[str] = page.evaluate(RUN_AXE)
    return found


def photograph(page: Page, name: str) -> None:
    """Keep a picture of the whole page for people to look at."""
    ARTIFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTIFACTS / f"{name}.png", full_page=True, animations="disabled")
