"""Passwords that are guessed easily, or were lost elsewhere, are refused with a sentence that helps."""

import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import override_settings

from twofold.directory.models import Person

GOOD = "a quiet morning in Lisbon"


class Ranges(BaseHTTPRequestHandler):
    """A range API that knows two passwords."""

    asked: ClassVar[list[str]] = []
    lost: ClassVar[dict[str, int]] = {GOOD: 3, "wanders-slowly-upstream": 1}

    def do_GET(self) -> None:
        prefix = self.path.rpartition("/")[2]
        self.asked.append(prefix)
        digests = {hashlib.sha1(word.encode()).hexdigest().upper(): times for word, times in self.lost.items()}
        lines = [f"{digest[5:]}:{times}" for digest, times in digests.items() if digest.startswith(prefix)]
        self.send_response(200)
        self.end_headers()
        self.wfile.write("\r\n".join([*lines, "0" * 35 + ":0"]).encode())

    def log_message(self, *args: object) -> None:
        """Quietly."""


@pytest.fixture
def ranges() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Ranges)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Ranges.asked.clear()
    yield f"http://127.0.0.1:{server.server_port}/range/"
    server.shutdown()
    server.server_close()


def reason(password: str, user: Person | None = None) -> str:
    with pytest.raises(ValidationError) as refused:
        validate_password(password, user)
    return " ".join(refused.value.messages)


class TestAWeakPassword:
    @pytest.mark.parametrize(
        ("password", "because"),
        [
            ("sunshine", "common word"),
            ("qwertzuiop", "common word"),
            ("lkjhgfdsapoiuy", "easy to guess"),
            ("Password123!", "easy to guess"),
            ("christmas2024", "easy to guess"),
            ("short", "too short"),
            ("x" * 201, "at most 200"),
        ],
    )
    def test_is_refused_with_a_reason(self, password: str, because: str) -> None:
        assert because.partition(",")[0] in reason(password)

    def test_is_one_that_whoever_knows_the_person_would_try(self) -> None:
        priya = Person(name="Priyanka Raghunathan", email="priyanka.raghunathan@atlasdental.example")

        validate_password("raghunathanatlasdental")
        assert reason("raghunathanatlasdental", priya)

    def test_is_not_one_of_a_few_unusual_words(self) -> None:
        validate_password(GOOD)

    def test_of_enormous_length_costs_no_time_to_refuse(self) -> None:
        assert "at most" in reason("ab1" * 1_000_000)


class TestAPasswordThatOthersLost:
    def test_is_refused_and_never_sent(self, ranges: str) -> None:
        with override_settings(BREACHED_PASSWORDS_URL=ranges):
            assert "found in 3 data leaks" in reason(GOOD)
            validate_password("unusual otter reads maps")

        assert all(len(prefix) == 5 for prefix in Ranges.asked)

    def test_is_not_asked_for_unless_one_wants(self) -> None:
        validate_password(GOOD)

    def test_is_taken_while_nobody_answers(self) -> None:
        with override_settings(BREACHED_PASSWORDS_URL="http://127.0.0.1:9/range/"):
            validate_password(GOOD)
