"""Somebody sends files: too many, too large, poisoned, or without being anybody."""

import asyncio
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from tests.console.staff import Staff, text
from tests.makers import SYSTEM
from twofold.core.unit import unit_of_work

if TYPE_CHECKING:
    from collections.abc import Iterator

NEW = "/imports/new"
TABLE = b"name,email\nAda,ada@helio.example\n"


def a_file(content: bytes = TABLE, name: str = "people.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def kept() -> int:
    from twofold.core.models import File, FilePiece

    with unit_of_work(SYSTEM):
        return File.objects.count() + FilePiece.objects.count()


class TestAFile:
    def test_of_nobody_is_not_kept(self, committed: None) -> None:
        assert Client().post(NEW, {"file": a_file()}).status_code == 302
        assert kept() == 0

    def test_of_a_customer_is_not_kept(self, ada: Staff) -> None:
        assert ada.post(NEW, {"file": a_file()}).status_code == 404
        assert kept() == 0

    def test_from_another_site_is_not_kept(self, jana: Staff) -> None:
        careful = Client(enforce_csrf_checks=True)
        careful.cookies = jana.cookies

        assert careful.post(NEW, {"file": a_file()}).status_code == 403
        assert kept() == 0

    def test_is_taken_where_files_are_and_nowhere_else(self, jana: Staff) -> None:
        jana.post("/people/new", {"file": a_file(), "given_name": "Ada"})
        assert kept() == 0

        assert jana.post(NEW, {"file": a_file()}).status_code == 302
        assert kept() == 2

    def test_comes_alone(self, jana: Staff) -> None:
        jana.post(NEW, {"file": a_file(), "more": a_file(), "most": a_file()})

        assert kept() == 2

    def test_that_is_too_large_is_refused_in_words(self, jana: Staff) -> None:
        with override_settings(UPLOAD_LIMIT=1_000_000):
            answer = jana.post(NEW, {"file": a_file(b"x" * 1_200_000)})

        assert answer.status_code == 422
        assert "larger than" in text(answer)
        assert kept() == 0

    @pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04", b"\0" * 5_000, b"\xff" * 5_000])
    def test_that_is_no_table_is_refused_in_words(self, jana: Staff, content: bytes) -> None:
        answer = jana.post(NEW, {"file": a_file(content)})

        assert answer.status_code in {302, 422}
        assert kept() == (2 if answer.status_code == 302 else 0)

    def test_that_unpacks_to_gigabytes_is_refused_and_forgotten(self, jana: Staff) -> None:
        bomb = BytesIO()
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("[Content_Types].xml", "<Types/>")
            archive.writestr("xl/bomb.xml", b"<" * 200_000_000)

        answer = jana.post(NEW, {"file": a_file(bomb.getvalue(), "people.xlsx")})

        assert answer.status_code == 422
        assert "enormous" in text(answer)
        assert kept() == 0

    @pytest.mark.parametrize(
        "name", ["../../../etc/cron.d/x", "<script>alert(1)</script>.csv", "a\r\nSet-Cookie: x.csv"]
    )
    def test_may_have_any_name(self, jana: Staff, name: str) -> None:
        answer = jana.post(NEW, {"file": a_file(name=name)}, follow=True)

        assert answer.status_code == 200
        assert "<script>alert" not in text(answer)


class TestABody:
    """Cut off before Django lays it on disk."""

    def test_without_a_session_is_not_read(self, committed: None) -> None:
        assert answered(NEW, declared=1_000_000_000) == (413, 0)

    def test_with_a_made_up_session_is_not_read(self, committed: None) -> None:
        assert answered(NEW, declared=1_000_000_000, cookie="sessionid=abc") == (413, 0)

    def test_of_staff_is_read_up_to_the_limit(self, jana: Staff) -> None:
        cookie = f"sessionid={jana.cookies['sessionid'].value}"

        assert answered(NEW, declared=20_000_000, cookie=cookie) == (200, 20)
        assert answered(NEW, declared=3_000_000_000, cookie=cookie) == (413, 0)
        assert answered("/people/new", declared=20_000_000, cookie=cookie) == (413, 0)

    def test_that_hides_its_length_is_cut(self, committed: None) -> None:
        status, read = answered(NEW, declared=None)

        assert (status, read) == (413, 5)


def answered(path: str, *, declared: int | None, cookie: str = "") -> tuple[int, int]:
    """The status of a request with a body of 20 MB, and how many of them were handed on."""
    from twofold.run.uploads import TOO_LARGE, Limited

    bodies: Iterator[dict[str, Any]] = iter(
        [{"type": "http.request", "body": b"x" * 1_000_000, "more_body": n < 19} for n in range(20)]
    )
    read, statuses = [], []

    async def receive() -> dict[str, Any]:
        return next(bodies)

    async def send(message: Any) -> None:
        if "status" in message:
            statuses.append(message["status"])

    async def application(scope: Any, receive: Any, send: Any) -> None:
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            read.extend([message] if message["body"] else [])
            more = message["more_body"]
        await send({"type": "http.response.start", "status": 413 if TOO_LARGE in scope else 200, "headers": []})

    headers = [(b"cookie", cookie.encode())] + ([(b"content-length", str(declared).encode())] if declared else [])
    scope = {"type": "http", "method": "POST", "path": path, "headers": headers, "query_string": b"", "root_path": ""}
    asyncio.run(Limited(application)(scope, receive, send))
    return statuses[-1], len(read)
