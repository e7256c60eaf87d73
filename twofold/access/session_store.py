"""Where sessions are kept: Django's table, with one statement for reading one, one for writing it, and one for its end."""

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import VALID_KEY_CHARS, CreateError, UpdateError
from django.db import connection
from django.utils import timezone
from django.utils.crypto import get_random_string

READ = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"
ADD = """
INSERT INTO django_session (session_data, expire_date, session_key) VALUES (%s, %s, %s) ON CONFLICT (session_key) DO NOTHING
"""
CHANGE = "UPDATE django_session SET session_data = %s, expire_date = %s WHERE session_key = %s AND session_data = %s"
HOLD = "SELECT session_data FROM django_session WHERE session_key = %s FOR UPDATE"
END = "DELETE FROM django_session WHERE session_key = %s"
SHORTEST_KEY = 8  # as Django has it


class SessionStore(db.SessionStore):
    """A session as Django knows it. One that was ended elsewhere is not written again; a new key is written with what it holds.

    Where two requests write it at once, each writes what it has changed: what one counts no other puts back.
    """

    _is_new = False
    _as_kept = ""

    def load(self) -> dict[str, Any]:
        """What it holds; nothing, and no key, if it is over."""
        with connection.cursor() as cursor:
            cursor.execute(READ, [self.session_key, timezone.now()])
            found = cursor.fetchone()
        if found is None:
            self._session_key = None
            return {}
        (self._as_kept,) = found
        kept: dict[str, Any] = self.decode(self._as_kept)
        return kept

    def create(self) -> None:
        """Under a new key, at once."""
        self._session_key = self._get_new_session_key()
        self.save(must_create=True)
        self.modified = True

    def cycle_key(self) -> None:
        """Under a new key when it is saved; the one it had is worth nothing from now on."""
        self._session_cache = self._get_session()  # type: ignore[attr-defined]  # which its stubs lack
        if self.session_key:
            self.delete(self.session_key)
        self._session_key, self._is_new, self.modified = self._get_new_session_key(), True, True

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002 - as it is called
        """Write it. Refuses to write one that is over."""
        if self.session_key is None:
            self.create()
            return
        is_new = must_create or self._is_new
        held = self._get_session(no_load=is_new)  # type: ignore[attr-defined]  # likewise
        told = (encoded := self.encode(held), self.get_expiry_date(), self.session_key)
        with connection.cursor() as cursor:
            if is_new:
                cursor.execute(ADD, told)
            else:
                cursor.execute(CHANGE, (*told, self._as_kept))
            is_written = bool(cursor.rowcount)
        if is_written:
            self._is_new, self._as_kept = False, encoded
        elif is_new:
            raise CreateError
        else:
            self._take_in(held)
            self.save()

    def delete(self, session_key: str | None = None) -> None:
        """End it."""
        with connection.cursor() as cursor:
            cursor.execute(END, [session_key or self.session_key])

    def _take_in(self, held: dict[str, Any]) -> None:
        """What another request has written meanwhile, but for what was changed here. Nobody else writes it until the transaction ends."""
        with connection.cursor() as cursor:
            cursor.execute(HOLD, [self.session_key])
            found = cursor.fetchone()
        if found is None:
            raise UpdateError
        before, now = self.decode(self._as_kept), self.decode(found[0])
        changed = {name: value for name, value in held.items() if name not in before or before[name] != value}
        dropped = before.keys() - held.keys()
        self._session_cache = {name: value for name, value in now.items() if name not in dropped} | changed
        (self._as_kept,) = found

    def _validate_session_key(self, key: str | None) -> bool:
        """Nothing else was ever a key, and the database is not asked for it: a cookie may hold what no text in it can."""
        return key is not None and len(key) >= SHORTEST_KEY and key.isalnum()

    def _get_new_session_key(self) -> str:
        """Of 165 random bits: nobody looks whether it is taken, and no one would be overwritten."""
        return get_random_string(32, VALID_KEY_CHARS)
