"""Somebody signs in by a code that goes to a phone they have shown to be theirs before."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import override_settings

from tests.portal.customers import PASSWORD, Browser
from tests.portal.phones import MOBILE, ask_for_a_text, open_to_phones, type_texted, with_a_phone
from tests.textbox import TextBox
from twofold.core.models import LedgerEntry
from twofold.directory.models import Person


@pytest.fixture
def ada(textbox: TextBox) -> Person:
    open_to_phones()
    return with_a_phone()


class TestSigningIn:
    @pytest.mark.parametrize("written", ["912 345 678", "+351 912-345-678", "00351912345678", "(912) 345678"])
    def test_takes_a_number_in_any_way_of_its_country(self, ada: Person, textbox: TextBox, written: str) -> None:
        browser = Browser()

        asked: Any = ask_for_a_text(browser, written)
        page = browser.get("/sign-in/phone").content.decode()
        code = textbox.code(MOBILE)
        came: Any = type_texted(browser, f" {code[:3]} {code[3:]} ")

        assert asked.headers["Location"] == "/sign-in/phone"
        assert "+351 ••• ••• •78" in page.replace("\u00a0", " ")
        assert MOBILE not in page
        assert came.headers["Location"] == "/my/"
        assert browser.person_id == str(ada.id)
        assert LedgerEntry.objects.filter(name="access.signed.in").count() == 1

    def test_says_what_the_code_is_for_and_binds_it_to_the_site(self, ada: Person, textbox: TextBox) -> None:
        ask_for_a_text(Browser())

        (text,) = textbox.texts(MOBILE)
        code = textbox.code(MOBILE)
        assert text.text == f"{code} is your code to sign in at Twofold. Read it out to nobody.\n\n@testserver #{code}"

    def test_goes_on_where_one_was_going(self, ada: Person, textbox: TextBox) -> None:
        browser = Browser()

        asked: Any = ask_for_a_text(browser, next="/my/account")
        came: Any = type_texted(browser, textbox.code(MOBILE), next="/my/account")

        assert asked.headers["Location"] == "/sign-in/phone?next=%2Fmy%2Faccount"
        assert came.headers["Location"] == "/my/account"

    def test_still_takes_an_address(self, ada: Person) -> None:
        answer: Any = ask_for_a_text(Browser(), "ada@helio.example")

        assert answer.headers["Location"] == "/sign-in/code"

    def test_asks_nothing_more_where_there_are_passwords(self, ada: Person, textbox: TextBox) -> None:
        open_to_phones(methods=["password", "code", "phone"])

        answer: Any = ask_for_a_text(Browser(), password=PASSWORD)

        assert answer.headers["Location"] == "/sign-in/phone"

    def test_says_what_is_neither(self, ada: Person) -> None:
        answer: Any = ask_for_a_text(Browser(), "12")

        assert "Enter a valid email address" in answer.content.decode()

    def test_sends_another_code_and_forgets_the_one_before(self, ada: Person, textbox: TextBox) -> None:
        browser = Browser()
        ask_for_a_text(browser)
        first = textbox.code(MOBILE)

        page = browser.post("/sign-in/phone", {"action": "resend"}).content.decode()
        second = textbox.code(MOBILE)

        assert "Another code is on its way" in page
        if first != second:
            type_texted(browser, first)
            assert browser.person_id == ""
        type_texted(browser, second)
        assert browser.person_id == str(ada.id)

    def test_takes_a_code_once(self, ada: Person, textbox: TextBox) -> None:
        browser, again = Browser(), Browser()
        ask_for_a_text(browser)
        code = textbox.code(MOBILE)
        type_texted(browser, code)

        type_texted(again, code)

        assert again.person_id == ""
        assert browser.get("/sign-in/phone").headers["Location"].startswith("/sign-in")

    def test_speaks_the_language_of_the_page(self, ada: Person, textbox: TextBox) -> None:
        open_to_phones().__class__.objects.update(languages=["en", "de"])
        browser = Browser()
        browser.get("/sign-in?language=de")

        ask_for_a_text(browser)

        assert "ist Ihr Code, um sich bei Twofold anzumelden" in textbox.texts(MOBILE)[0].text


class TestWhoeverCannot:
    def test_has_no_proven_address(self, ada: Person, textbox: TextBox) -> None:
        EmailAddress.objects.filter(user=ada).delete()

        ask_for_a_text(Browser())

        assert textbox.texts() == []

    def test_is_a_member_of_staff(self, textbox: TextBox) -> None:
        open_to_phones()
        Person.objects.filter(id=with_a_phone().id).update(is_staff=True)

        ask_for_a_text(Browser())

        assert textbox.texts() == []

    def test_comes_where_phones_are_not_taken(self, ada: Person, textbox: TextBox) -> None:
        open_to_phones(methods=["code"])

        answer: Any = ask_for_a_text(Browser())

        assert answer.status_code == 200
        assert textbox.texts() == []

    def test_comes_where_there_is_no_gateway_any_more(self, ada: Person, textbox: TextBox) -> None:
        browser = Browser()
        ask_for_a_text(browser)
        code = textbox.code(MOBILE)

        with override_settings(SMS_URL=""):
            assert "mobile number" not in Browser().get("/sign-in").content.decode()
            type_texted(browser, code)

        assert browser.person_id == ""
