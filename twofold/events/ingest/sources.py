"""Whose write key it is, as far as this process remembers."""

import threading
import time

from django.db import connection

from twofold.core.actor import Actor
from twofold.core.unit import unit_of_work
from twofold.events.ingest.arrival import Origin
from twofold.events.models import Source

ACTOR = Actor.system("events.keys")
SECONDS = 5.0  # after which a key that was rotated or revoked is refused
MOST = 10_000


class Keys:
    """The keys asked for lately, known and unknown, so that not every request asks the database."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[float, Origin | None]] = {}
        self._guard = threading.Lock()

    def remembered(self, key: str) -> tuple[bool, Origin | None]:
        """Whether it is fresh in memory, and whose it is then."""
        until, origin = self._known.get(key, (0.0, None))
        return until > time.monotonic(), origin

    def look_up(self, key: str) -> Origin | None:
        """Whose it is, from the database; for a thread that may wait, and that has the connection for this alone."""
        try:
            with unit_of_work(ACTOR):
                source = Source.objects.filter(write_key=key, revoked_at=None).first()
        finally:
            connection.close()
        origin = Origin(source.id, source.name) if source else None
        with self._guard:
            if len(self._known) >= MOST:
                self._known.clear()
            self._known[key] = (time.monotonic() + SECONDS, origin)
        return origin
