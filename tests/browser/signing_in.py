"""How the tests sign in. Each step waits for its answer: whoever goes elsewhere right behind a click takes back what it sent."""

from playwright.sync_api import Page

from tests.browser.served import EMAIL, PASSWORD, Served


def press(page: Page, name: str) -> None:
    """The button of this name. What it leads to is the caller's to wait for."""
    page.get_by_role("button", name=name, exact=True).click()


def send(page: Page, name: str) -> None:
    """Press it, and see the page that answers."""
    with page.expect_navigation():
        press(page, name)


def sign_in(page: Page, email: str = EMAIL, password: str = PASSWORD, *, onward: str = "") -> None:
    """With a password, as Jana if nobody else is named: wherever that leads."""
    page.goto(f"/sign-in?next={onward}" if onward else "/sign-in")
    page.get_by_label("E-mail").fill(email)
    press(page, "Continue")
    page.get_by_label("Password").fill(password)
    send(page, "Sign in")


def come_in(page: Page, twofold: Served, address: str) -> None:
    """With a code by e-mail: the one that is sent now, whatever came before."""
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(address)
    press(page, "Continue")
    twofold.mailbox.forget()
    press(page, "E-mail me a code")
    page.get_by_label("Code").fill(twofold.mailbox.code(address, seconds=30))
    send(page, "Continue")
