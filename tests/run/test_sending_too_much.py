"""Whoever sends more than is taken is told so like everybody whom something is refused: by a page of theirs."""

import asyncio
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from tests.makers import SYSTEM, a_person, an_administrator
from twofold.core.unit import unit_of_work
from twofold.run.pages import Pages
from twofold.run.uploads import Limited

if TYPE_CHECKING:
    from twofold.directory.models import Person

PHOTO, SHEET, IMPORT = "/my/account/photo", "/my/organisation/invitations/list", "/imports/new"
TOKEN = f"csrftoken={'a' * 32}"
MEGABYTE = b"x" * 1_000_000


class Sender:
    """A browser that sends what is large, as the server hands it on."""

    def __init__(self, person: "Person | None" = None) -> None:
        self.headers = {"host": "testserver", "cookie": TOKEN}
        if person:
            client = Client()
            client.force_login(person)
            self.headers["cookie"] = f"{TOKEN}; sessionid={client.cookies['sessionid'].value}"

    def send(
        self, path: str, megabytes: int, *, is_told: bool = True, **headers: str
    ) -> tuple[int, dict[str, str], str]:
        """Status, headers and text of the answer to so much."""
        sent = iter(range(megabytes, 0, -1))
        told: list[Mapping[str, Any]] = []

        async def receive() -> dict[str, Any]:
            left = next(sent)
            return {"type": "http.request", "body": MEGABYTE, "more_body": left > 1}

        async def send(message: Mapping[str, Any]) -> None:
            told.append(message)

        length = {"content-length": str(megabytes * len(MEGABYTE))} if is_told else {}
        named = self.headers | length | {name.replace("_", "-"): value for name, value in headers.items()}
        scope = {"type": "http", "method": "POST", "path": path, "query_string": b"", "root_path": "", "client": ("127.0.0.1", 4711),
                 "headers": [(name.encode(), value.encode()) for name, value in named.items()]}  # fmt: skip
        asyncio.run(Limited(Pages())(scope, receive, send))
        start, *pieces = told
        answered = {name.decode().lower(): value.decode() for name, value in start["headers"]}
        return start["status"], answered, b"".join(one["body"] for one in pieces).decode()


@pytest.fixture
def ana(committed: None) -> Sender:
    """A customer who reads German."""
    with unit_of_work(SYSTEM):
        person = a_person(name="Ana Prata", email="ana@example.com")
        person.locale = "de"
        person.save()
        return Sender(person)


@pytest.fixture
def jana(committed: None) -> Sender:
    """A member of staff."""
    with unit_of_work(SYSTEM):
        return Sender(an_administrator(a_person(name="Jana Okoye", email="jana@twofold.example")))


class TestACustomerWhoSendsTooMuch:
    def test_is_told_in_their_language_how_much_may_come(self, ana: Sender) -> None:
        status, headers, page = ana.send(PHOTO, 12, referer="http://testserver/my/account/profile")

        assert (status, headers["connection"]) == (413, "close")
        assert headers["content-type"].startswith("text/html")
        assert ('<html lang="de"' in page, "error-page" in page) == (True, False)
        assert "größer als 10 MB" in page

    def test_keeps_the_frame_of_the_portal_and_a_way_back(self, ana: Sender) -> None:
        _, headers, page = ana.send(PHOTO, 12, referer="http://testserver/my/account/profile")

        assert ('class="portal-top"' in page, 'href="/my/account/profile"' in page) == (True, True)
        assert "content-security-policy" in headers

    def test_without_saying_how_much_is_told_likewise(self, ana: Sender) -> None:
        status, _, page = ana.send(PHOTO, 12, is_told=False)

        assert (status, 'class="portal-top"' in page) == (413, True)

    @pytest.mark.parametrize("path", [SHEET, IMPORT, "/sign-in"])
    def test_is_told_wherever_they_send_it(self, ana: Sender, path: str) -> None:
        status, _, page = ana.send(path, 6)

        assert (status, "größer als 5 MB" in page) == (413, True)

    def test_before_they_have_signed_in_is_told_in_the_look_of_the_site(self, committed: None) -> None:
        status, _, page = Sender().send("/sign-in", 6, accept_language="fr")

        assert status == 413
        assert ('<html lang="fr"' in page, 'href="/sign-in"' in page, "error-page" in page) == (True, True, False)

    def test_in_a_form_without_a_file_is_told_as_well(self, ana: Sender) -> None:
        kind = "application/x-www-form-urlencoded"

        status, _, page = ana.send(SHEET, 3, content_type=kind)

        assert (status, "größer als 2,6 MB" in page) == (413, True)


class TestStaffWhoSendTooMuch:
    def test_are_told_by_the_console(self, jana: Sender) -> None:
        status, _, page = jana.send("/people/new", 20)

        assert (status, "error-page" in page, "larger than 5 MB" in page) == (413, True, True)

    def test_are_told_a_sentence_where_a_script_sends_it(self, jana: Sender) -> None:
        status, headers, said = jana.send("/sites", 20, hx_request="true")

        assert (status, headers["hx-reswap"]) == (413, "none")
        assert said == "This is larger than 5 MB, which is the most that is taken here. Nothing of it was kept."


class TestAProgramThatSendsTooMuch:
    def test_is_told_in_json(self, committed: None) -> None:
        status, headers, said = Sender().send("/_allauth/browser/v1/auth/login", 6, content_type="application/json")

        assert (status, headers["content-type"]) == (413, "application/json")
        assert json.loads(said) == {
            "status": 413,
            "errors": [
                {
                    "code": "too_large",
                    "message": "This is larger than 5 MB, which is the most that is taken here. Nothing of it was kept.",
                }
            ],
        }
