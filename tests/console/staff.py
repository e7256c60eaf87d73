"""Somebody of staff at the browser, and what to look for in the answers."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from twofold.core import clock

HTMX = {"HX-Request": "true"}
OF_DJANGO = ("SAVEPOINT", "RELEASE", "ROLLBACK", "SELECT set_config")


class Staff(Client):
    """Somebody of staff at the browser. `ask` and `send` are as htmx does it, `get` and `post` as without scripts."""

    person: Any

    def ask(self, url: str, *, target: str = "") -> Any:
        """Get a part of a page."""
        return self.get(url, headers=HTMX | ({"HX-Target": target} if target else {}))

    def send(self, url: str, data: dict[str, Any] | None = None) -> Any:
        """Post a form."""
        return self.post(url, data or {}, headers=HTMX)

    def enter_admin_mode(self) -> None:
        """As if they had just proved who they are and said why. A unit of work must be open."""
        from twofold.access.modes import AdminMode, keep_admin_mode

        session = self.session
        keep_admin_mode(session, AdminMode(clock.now() + timedelta(minutes=30), "A test"))
        session.save()

    def kept(self) -> dict[str, Any]:
        """What the session holds."""
        from tests.makers import SYSTEM
        from twofold.core.unit import unit_of_work

        with unit_of_work(SYSTEM):
            return dict(self.session.items())

    def keep(self, **values: Any) -> None:
        """Let the session hold this, too."""
        from tests.makers import SYSTEM
        from twofold.core.unit import unit_of_work

        with unit_of_work(SYSTEM):
            session = self.session
            session.update(values)
            session.save()

    def prove(self) -> None:
        """As if they had just signed in with a password."""
        now = [{"method": "password", "at": time.time()}]
        self.keep(account_authentication_methods=now, account_authentication_methods_user=str(self.person.pk))

    def undo(self, response: HttpResponse) -> Any:
        """Press Undo in the notice of an answer."""
        return self.send(toast(response)["undo"])


def toast(response: HttpResponse) -> dict[str, str]:
    """The notice that an answer brings; empty if it brings none."""
    told: dict[str, str] = json.loads(response.headers.get("HX-Trigger", "{}")).get("toast", {})
    return told


def text(response: Any) -> str:
    """The body."""
    body: str = response.content.decode()
    return body


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that are run meanwhile, without those that only keep the transaction."""
    found: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield found
    found += [each["sql"] for each in captured.captured_queries if not each["sql"].startswith(OF_DJANGO)]
