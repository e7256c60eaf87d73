"""Somebody whom staff removed tries every way in that they had. None opens, and nothing says that they signed in."""

from collections.abc import Callable, Iterator

import pytest

from tests.access.issuer import Issuer, come_back, running_issuer
from tests.mailbox import Mailbox
from tests.makers import SYSTEM
from tests.portal.customers import PASSWORD, Browser, open_site
from tests.portal.phones import MOBILE, ask_for_a_text, open_to_phones, type_texted, with_a_phone
from tests.portal.security import a_user
from tests.textbox import TextBox
from twofold.access.models import Provider
from twofold.access.verbs import providers
from twofold.core.models import LedgerEntry
from twofold.directory.verbs import people

ADA = "ada@helio.example"


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with running_issuer() as issuer:
        told = {"name": "Atlas ID", "client_id": "client", "secret": "very secret", "issuer": issuer.address}
        providers.add(SYSTEM, kind="openid", told=told)
        providers.edit(SYSTEM, Provider.objects.get().id, told={}, trusts_addresses=True)
        issuer.about = {"email": ADA}
        yield issuer


def with_a_password(browser: Browser, mailbox: Mailbox, issuer: Issuer) -> None:
    browser.sign_in(ADA)


def with_a_code(browser: Browser, mailbox: Mailbox, issuer: Issuer) -> None:
    browser.ask_for_a_code(ADA)
    browser.type_code(mailbox.code(ADA))


def with_a_code_over_json(browser: Browser, mailbox: Mailbox, issuer: Issuer) -> None:
    call = "/_allauth/browser/v1/auth/code/"
    browser.post(f"{call}request", {"email": ADA}, content_type="application/json")
    browser.post(f"{call}confirm", {"code": mailbox.code(ADA)}, content_type="application/json")


def with_a_new_password(browser: Browser, mailbox: Mailbox, issuer: Issuer) -> None:
    browser.post("/password", {"email": ADA})
    browser.post("/password/code", {"code": mailbox.code(ADA)})
    browser.post("/password/new", {"password1": PASSWORD, "password2": PASSWORD})


def elsewhere(browser: Browser, mailbox: Mailbox, issuer: Issuer) -> None:
    come_back(browser, issuer, "atlas-id")


@pytest.mark.parametrize("way", [with_a_password, with_a_code, with_a_code_over_json, with_a_new_password, elsewhere])
def test_no_way_in_opens(way: Callable[[Browser, Mailbox, Issuer], None], mailbox: Mailbox, issuer: Issuer) -> None:
    open_site()
    ada = a_user(mail=ADA)
    come_back(Browser(), issuer, "atlas-id")
    before = LedgerEntry.objects.filter(name="access.signed.in").count()
    people.remove(SYSTEM, ada.id)
    mailbox.forget()

    way(browser := Browser(), mailbox, issuer)

    assert browser.person_id == ""
    assert LedgerEntry.objects.filter(name="access.signed.in").count() == before


def test_nor_does_a_code_by_text_message(textbox: TextBox) -> None:
    open_to_phones()
    people.remove(SYSTEM, with_a_phone().id)
    browser = Browser()
    ask_for_a_text(browser)

    type_texted(browser, textbox.code(MOBILE))

    assert browser.person_id == ""
    assert not LedgerEntry.objects.filter(name="access.signed.in").exists()
