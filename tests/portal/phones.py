"""Somebody who has shown a phone to be theirs."""

from tests.portal.customers import Browser, open_site
from tests.portal.proving import with_a_proven_address
from twofold.access.models import Phone, Site
from twofold.core import clock
from twofold.directory.models import Person

MOBILE = "+351912345678"
METHODS = ["code", "phone"]


def open_to_phones(**flow: object) -> Site:
    """The one site there is, where one signs in by a code to an address or a phone; it is in Portugal."""
    return open_site(**({"methods": METHODS, "region": "PT"} | flow))


def with_a_phone(email: str = "ada@helio.example", number: str = MOBILE, **fields: object) -> Person:
    """A customer with a proven address and a proven phone."""
    person = with_a_proven_address(email, **fields)
    Phone.objects.create(person=person, number=number, is_first=True, proven_at=clock.now())
    return person


def ask_for_a_text(browser: Browser, number: str = MOBILE, **more: str) -> object:
    """The sign-in page with a number, up to where the code is asked for."""
    return browser.post("/sign-in", {"login": number, "remember": "on"} | more)


def type_texted(browser: Browser, code: str, **more: str) -> object:
    """The code."""
    return browser.post("/sign-in/phone", {"code": code} | more)
