"""The chain to somebody else's system, by webhook, as Standard Webhooks (standardwebhooks.com) says."""

import base64
import hashlib
import hmac
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import urlsplit

import urllib3
from django.db import connection

from twofold.core import clock
from twofold.core.proof.lines import Line

LOCK = "hashtextextended('twofold audit webhook', 0)"
LARGEST = 1_000_000
PATIENCE = urllib3.Timeout(connect=5, read=20)
PREFIX = "whsec_"


class NotAccepted(Exception):
    """The other system did not take what it was sent."""


def key_of(secret: str) -> bytes:
    """The key of a secret, which is written `whsec_` and base64; ValueError for anything else."""
    return base64.b64decode(secret.removeprefix(PREFIX), validate=True)


class Webhook:
    """Posts pages of the chain, each after the one before was taken. At least once: what is sent again bears its numbers again."""

    def __init__(self, url: str, secret: str) -> None:
        parts = urlsplit(url)
        self.name = "webhook"
        self.target = f"{parts.scheme}://{parts.netloc}{parts.path}"  # what follows may be a secret
        self.page = 500
        self._url = url
        self._key = key_of(secret)
        self._pool = urllib3.PoolManager(num_pools=1, timeout=PATIENCE)

    @contextmanager
    def held(self) -> Iterator[bool]:
        """Whether no other worker sends. The lock is the connection's, so that nobody has to find out who died with it."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_try_advisory_lock({LOCK})")
            (held,) = cursor.fetchone()
        try:
            yield held
        finally:
            if held:
                with connection.cursor() as cursor:
                    cursor.execute(f"SELECT pg_advisory_unlock({LOCK})")

    def last(self, number: int) -> int:
        """Up to where it was taken."""
        return number

    def send(self, lines: Sequence[Line]) -> None:
        """Post them, in as many requests as it takes. Nobody is followed elsewhere, and of an answer only the status is read."""
        for some in _bounded(lines):
            body = b'{"type":"audit.entries","timestamp":"%b","data":{"entries":[%b]}}' % (
                clock.now().isoformat().encode(),
                b",".join(line.text for line in some),
            )
            answer = self._pool.request(
                "POST",
                self._url,
                body=body,
                headers=self._headers(f"audit_{some[0].head.number}_{some[-1].head.number}", body),
                redirect=False,
                retries=False,
                preload_content=False,
            )
            answer.close()
            if not 200 <= answer.status < 300:
                raise NotAccepted(f"{self.target} answered {answer.status}.")

    def _headers(self, message: str, body: bytes) -> dict[str, str]:
        moment = str(int(clock.now().timestamp()))
        signed = hmac.digest(self._key, f"{message}.{moment}.".encode() + body, hashlib.sha256)
        return {
            "Content-Type": "application/json",
            "User-Agent": "Twofold",
            "webhook-id": message,
            "webhook-timestamp": moment,
            "webhook-signature": f"v1,{base64.b64encode(signed).decode()}",
        }


def _bounded(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Pages of no more than a megabyte, but for a single line that is larger."""
    some: list[Line] = []
    size = 0
    for line in lines:
        if some and size + len(line.text) > LARGEST:
            yield some
            some, size = [], 0
        some.append(line)
        size += len(line.text)
    if some:
        yield some
