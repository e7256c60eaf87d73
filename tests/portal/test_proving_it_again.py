"""Before something sensitive one proves again who one is, and then goes on where one was."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path

from tests.mailbox import Mailbox
from tests.makers import a_person
from tests.portal.proving import prove
from twofold.access.adapters.step_up import needs_step_up
from twofold.directory.models import Person
from twofold.portal import urls

PASSWORD = "a quiet morning in Lisbon"
MAIL = "ada@helio.example"


@needs_step_up
def change(request: HttpRequest) -> HttpResponse:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        role = cursor.fetchone()[0]
    return HttpResponse(f"{request.method} {request.POST.get('what', '')} as {role}")


doors_of_the_portal: list[Any] = urls.urlpatterns
urlpatterns = [
    path("my/", include(([path("change", change, name="change"), *doors_of_the_portal], "portal"))),
    path("", include("twofold.portal.sign_in_urls")),
    path("", include("twofold.console.urls")),
]


@pytest.fixture(autouse=True)
def doors() -> Iterator[None]:
    with override_settings(ROOT_URLCONF=__name__):
        yield


@pytest.fixture
def ada() -> Person:
    person = a_person(name="Ada Brandt", email=MAIL)
    person.set_password(PASSWORD)
    person.save(update_fields=["password"])
    EmailAddress.objects.create(user=person, email=MAIL, verified=True, primary=True)
    return person


@pytest.fixture
def client(ada: Person) -> Client:
    browser = Client()
    browser.force_login(ada)
    return browser


def confirm(client: Client, **form: str) -> Any:
    return client.post("/my/security/confirm", {"next": "/my/change", **form})


class TestASensitivePage:
    def test_opens_for_ten_minutes_after_signing_in(self, client: Client) -> None:
        prove(client, seconds_ago=9 * 60)
        assert client.get("/my/change").status_code == 200

        prove(client, seconds_ago=11 * 60)
        assert client.get("/my/change").headers["Location"] == "/my/security/confirm?next=%2Fmy%2Fchange"

    def test_is_a_whole_page_also_where_a_part_of_one_was_asked_for(self, client: Client) -> None:
        headers = {"HX-Request": "true", "HX-Current-URL": "https://evil.example/my/?tab=2"}

        answer = client.post("/my/change", {"what": "x"}, headers=headers)

        assert answer.status_code == 200
        assert answer.headers["HX-Redirect"] == "/my/security/confirm?next=%2Fmy%2F%3Ftab%3D2"

    def test_goes_on_with_what_was_sent_as_whom_it_was_sent(self, client: Client) -> None:
        there = client.post("/my/change", {"what": "a new word"}).headers["Location"]
        assert "Password" in client.get(there).content.decode()

        assert confirm(client, secret=PASSWORD).content == b"POST a new word as twofold_customer"
        assert confirm(client, secret=PASSWORD).status_code == 302

    def test_keeps_what_was_sent_unreadable_meanwhile(self, client: Client) -> None:
        client.post("/my/change", {"what": "a new password"})

        assert "a new password" not in str(dict(client.session))

    def test_is_not_sent_to_another_address_than_it_was_meant_for(self, client: Client) -> None:
        client.post("/my/change?to=1", {"what": "x"})

        assert confirm(client, secret=PASSWORD).headers["Location"] == "/my/change"

    @pytest.mark.parametrize(
        "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1"]
    )
    def test_never_leads_to_another_site(self, client: Client, elsewhere: str) -> None:
        assert confirm(client, secret=PASSWORD, next=elsewhere).headers["Location"] == "/my/"


class TestAProof:
    def test_is_not_a_wrong_password(self, client: Client) -> None:
        answer = confirm(client, secret="wrong")

        assert "This is not right" in answer.content.decode()
        assert client.get("/my/change").status_code == 302

    def test_cannot_be_guessed(self, client: Client) -> None:
        for _ in range(10):
            confirm(client, secret="wrong")

        assert confirm(client, secret=PASSWORD).status_code == 200
        assert client.get("/my/change").status_code == 302

    def test_is_a_code_by_mail_for_whom_has_nothing_else(self, ada: Person, client: Client, mailbox: Mailbox) -> None:
        assert "Send a code" not in client.get("/my/security/confirm").content.decode()
        ada.set_unusable_password()
        ada.save(update_fields=["password"])
        client.force_login(ada)

        assert MAIL in client.get("/my/security/confirm").content.decode()
        confirm(client, way="mail", does="send")
        code = mailbox.code(MAIL)

        assert confirm(client, way="mail", secret=code).headers["Location"] == "/my/change"
        assert client.get("/my/change").status_code == 200

    def test_is_no_code_after_five_wrong_ones(self, ada: Person, client: Client, mailbox: Mailbox) -> None:
        ada.set_unusable_password()
        ada.save(update_fields=["password"])
        client.force_login(ada)
        confirm(client, way="mail", does="send")
        code = mailbox.code(MAIL)
        wrong = "000000" if code != "000000" else "111111"
        for _ in range(5):
            confirm(client, way="mail", secret=wrong)

        confirm(client, way="mail", secret=code)

        assert client.get("/my/change").status_code == 302
        assert not re.search(r"\b" + code + r"\b", str(dict(client.session)))
