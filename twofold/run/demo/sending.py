"""Sending calls to the tracking endpoint, as a customer's own systems would: packed, gzipped, over several connections."""

import gzip
import time
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection, HTTPException

import msgspec

from twofold.run.demo.calls import Call
from twofold.run.demo.threads import side_by_side

MOST_BYTES = 480_000
MOST_CALLS = 2_500
LANES = 3
PATIENCE_SECONDS = 90.0
WORTH_PACKING = 2_000
BUSY = {429, 502, 503}


class SendingFailed(Exception):
    """The endpoint does not take what is sent."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the tracking endpoint listens."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Batch:
    """The body of a request, and how many calls it holds."""

    body: bytes
    calls: int


def answers(endpoint: Endpoint) -> bool:
    """Whether somebody takes calls there."""
    connection = HTTPConnection(endpoint.host, endpoint.port, timeout=5)
    try:
        connection.request("OPTIONS", "/v1/batch")
        return connection.getresponse().status < 500
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def pack(calls: Iterable[Call], *, most_calls: int = MOST_CALLS, most_bytes: int = MOST_BYTES) -> Iterator[Batch]:
    """Bodies for `/v1/batch`, none larger than Segment allows."""
    waiting: list[bytes] = []
    size = 0
    for call in calls:
        encoded = msgspec.json.encode(call)
        if waiting and (len(waiting) >= most_calls or size + len(encoded) > most_bytes):
            yield _batch(waiting)
            waiting, size = [], 0
        waiting.append(encoded)
        size += len(encoded) + 1
    if waiting:
        yield _batch(waiting)


class Lane:
    """One connection that stays open. What it sent is taken when `send` returns; sent again, it counts once."""

    def __init__(self, endpoint: Endpoint, write_key: str) -> None:
        self._endpoint = endpoint
        self._authorization = "Basic " + b64encode(f"{write_key}:".encode()).decode()
        self._connection: HTTPConnection | None = None

    def send(self, body: bytes) -> int:
        """Post the body, again and again while the endpoint is busy or away; returns the status of its answer."""
        give_up_at = time.monotonic() + PATIENCE_SECONDS
        pause = 0.1
        while True:
            status, wait = self._try(body)
            if status not in BUSY and status != 0:
                return status
            if time.monotonic() > give_up_at:
                raise SendingFailed(
                    f"The tracking endpoint answered {status or 'nothing'} for {PATIENCE_SECONDS:.0f} seconds."
                )
            time.sleep(max(pause, wait))
            pause = min(pause * 2, 2.0)

    def close(self) -> None:
        if self._connection:
            self._connection.close()

    def _try(self, body: bytes) -> tuple[int, float]:
        """The status and how long to wait before the next try; status 0 if there was no answer."""
        headers = {"Authorization": self._authorization, "Content-Type": "application/json"}
        if len(body) > WORTH_PACKING:
            body = gzip.compress(body, compresslevel=1)
            headers["Content-Encoding"] = "gzip"
        try:
            self._connection = self._connection or HTTPConnection(self._endpoint.host, self._endpoint.port, timeout=60)
            self._connection.request("POST", "/v1/batch", body, headers)
            answer = self._connection.getresponse()
            answer.read()
        except (OSError, HTTPException):
            self.close()
            self._connection = None
            return 0, 0.0
        asked = answer.getheader("Retry-After", "0")
        return answer.status, float(asked) if asked.isdigit() else 0.0


def send_all(
    endpoint: Endpoint,
    write_key: str,
    lanes: Sequence[Iterable[Call]],
    *,
    sent: Callable[[int], object],
    may_refuse: bool = False,
) -> None:
    """Send each lane over a connection of its own, in its order, all lanes at once."""

    def send_lane(calls: Iterable[Call]) -> None:
        lane = Lane(endpoint, write_key)
        try:
            for batch in pack(calls):
                status = lane.send(batch.body)
                if status != 200 and not may_refuse:
                    raise SendingFailed(f"The tracking endpoint answered {status}.")
                sent(batch.calls)
        finally:
            lane.close()

    side_by_side([partial(send_lane, calls) for calls in lanes])


def _batch(encoded: list[bytes]) -> Batch:
    return Batch(b'{"batch":[' + b",".join(encoded) + b"]}", len(encoded))
