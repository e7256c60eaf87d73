"""A mail server for tests: real SMTP on a free port, and the worker's jobs done before anybody looks into the box."""

import json
import re
import socket
import time
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

CODE = re.compile(r"^(\d{6}|[A-Z0-9-]{6,12})$", re.MULTILINE)
LINK = re.compile(r"^https?://\S+$", re.MULTILINE)
ANYTHING = re.compile("")


class Mailbox:
    """What came, in order. `before_looking` is done whenever somebody looks: a test of one process does due jobs there."""

    def __init__(self, before_looking: Callable[[], None] = lambda: None) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self._came: list[EmailMessage] = []
        self._before_looking = before_looking
        self._server = Controller(self, hostname="127.0.0.1", port=self.port)
        self._server.start()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Take one."""
        del server, session
        content = envelope.content
        assert isinstance(content, bytes)
        self._came.append(message_from_bytes(content, policy=policy.default))
        return "250 Taken"

    def stop(self) -> None:
        """Close the door."""
        self._server.stop()

    def forget(self) -> None:
        """Leave what came so far out of account."""
        self._before_looking()
        self._came.clear()

    def letters(self, to: str = "") -> list[EmailMessage]:
        """All that came, or what came to this address."""
        self._before_looking()
        return [letter for letter in self._came if not to or letter["To"] == to]

    def letter(self, to: str, *, seconds: float = 0, bearing: re.Pattern[str] = ANYTHING) -> EmailMessage:
        """The last one to this address; waits for as long as told, where the worker is a process of its own.

        Letters overtake each other: whoever waits for what one of them bears is given none without it.
        """
        deadline = time.monotonic() + seconds
        while not (found := self._found(to, bearing)) and time.monotonic() < deadline:
            time.sleep(0.05)
        came = [(one["To"], one["Subject"]) for one in self._came]
        assert found, f"No letter with {bearing.pattern} came to {to}; there are {came}"
        return found[-1]

    def code(self, to: str, *, seconds: float = 0) -> str:
        """The code in the last letter to this address that has one."""
        return found_in(self.letter(to, seconds=seconds, bearing=CODE), CODE)

    def link(self, to: str, *, seconds: float = 0) -> str:
        """The first link in the last letter to this address that has one."""
        return found_in(self.letter(to, seconds=seconds, bearing=LINK), LINK)

    def _found(self, to: str, bearing: re.Pattern[str]) -> list[EmailMessage]:
        return [letter for letter in self.letters(to) if bearing.search(text_of(letter))]


def text_of(letter: EmailMessage, kind: str = "plain") -> str:
    """Its text, or with `html` its other body."""
    body = letter.get_body((kind,))
    assert body is not None, f"This letter has no {kind} body."
    return str(body.get_content()).replace("\r\n", "\n")


def found_in(letter: EmailMessage, what: re.Pattern[str]) -> str:
    """The first of them in the text."""
    text = text_of(letter)
    found = what.search(text)
    assert found, text
    return found[0]


def do_due_jobs() -> None:
    """What the worker would do now, here and in this transaction if one is open."""
    from procrastinate.contrib.django import app

    from tests.makers import SYSTEM
    from twofold.core.unit import unit_of_work

    while True:
        with unit_of_work(SYSTEM):
            due = _take_due()
        for name, arguments in due:
            app.tasks[name].func(**arguments)
        if not due:
            return


def _take_due() -> list[tuple[str, dict[str, object]]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, task_name, args FROM procrastinate_jobs"
            " WHERE status = 'todo' AND coalesce(scheduled_at, now()) <= now() ORDER BY id"
        )
        due = cursor.fetchall()
        for status in ("doing", "succeeded"):
            cursor.execute(
                "UPDATE procrastinate_jobs SET status = %s::procrastinate_job_status WHERE id = ANY (%s)",
                [status, [number for number, *_ in due]],
            )
    return [(name, json.loads(arguments)) for _, name, arguments in due]
