"""Tracking: events a second, resolved and on disk, and how soon they are on their timeline, beside the limits alone."""

import multiprocessing
import os
import socket
import sys
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from bench.rows import Row, at_least, at_most, percentile
from bench.serving import serving
from bench.visitors import BATCH, Traffic
from twofold.core.actor import Actor
from twofold.run.setup import ready

KNOWN = 20_000
SHARE_NEW = 0.05
BATCHES = 3_000
CONNECTIONS = 48
LOOKS = 100
RATE, VISIBLE_SECONDS = 20_000.0, 2.0
ACTOR = Actor.system("bench")
INGEST = [sys.executable, "-m", "twofold.run.cli", "ingest", "--port"]  # as larger installations run it


@dataclass(frozen=True, slots=True)
class Sent:
    """What the sender of a load saw."""

    seconds: float
    latencies: list[float]
    refused: int


def run() -> list[Row]:
    """First everybody becomes known, then the load is sent, then single events are looked for on their timelines."""
    with ready("bench"):
        key = _source()
        with serving(INGEST) as (port, _):
            _send(port, key, list(Traffic(1, known=KNOWN, share_new=0).everybody()))
            sent = _apart(port, key, BATCHES)
            seen = _until_visible(port, key)
        limits = _limits()
    rate = BATCHES * BATCH / sent.seconds
    return [
        at_least("tracking: events resolved and on disk", rate, "events/s", RATE),
        Row("tracking: request of 100 events under load, p50", percentile(sent.latencies, 0.5) * 1000, "ms"),
        Row("tracking: request of 100 events under load, p99", percentile(sent.latencies, 0.99) * 1000, "ms"),
        Row("tracking: requests told to come again", sent.refused, ""),
        Row("tracking: from sending to the timeline, p50", percentile(seen, 0.5) * 1000, "ms"),
        at_most("tracking: from sending to the timeline, p99", percentile(seen, 0.99), "s", VISIBLE_SECONDS),
        *limits,
    ]


def _source() -> str:
    from twofold.core.unit import unit_of_work
    from twofold.events.verbs import sources

    with unit_of_work(ACTOR):
        return sources.create(ACTOR, "bench").write_key


# -------------------------------------------------------------------------------------------------------- the load


def _apart(port: int, key: str, count: int) -> Sent:
    """Send from a process of its own, which has made its bodies before the clock starts."""
    context = multiprocessing.get_context("spawn")
    answers = context.SimpleQueue()
    sender = context.Process(target=_make_and_send, args=(answers, port, key, count))
    sender.start()
    sent: Sent = answers.get()
    sender.join()
    return sent


def _make_and_send(answers: "multiprocessing.queues.SimpleQueue[Sent]", port: int, key: str, count: int) -> None:
    bodies = list(Traffic(os.getpid(), known=KNOWN, share_new=SHARE_NEW).batches(count))
    answers.put(_send(port, key, bodies))


def _send(port: int, key: str, bodies: Sequence[bytes]) -> Sent:
    """Send all bodies over a few connections that stay open; what is told to come again comes again."""
    rest = iter([_request(key, body) for body in bodies])
    guard = threading.Lock()
    latencies: list[float] = []
    refused: list[int] = []

    def work() -> None:
        with socket.create_connection(("127.0.0.1", port)) as connection:
            while True:
                with guard:
                    request = next(rest, None)
                if request is None:
                    return
                began = time.perf_counter()
                while (status := _ask(connection, request)) != 200:
                    refused.append(status)
                    time.sleep(0.2)
                latencies.append(time.perf_counter() - began)

    threads = [threading.Thread(target=work) for _ in range(CONNECTIONS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Sent(time.perf_counter() - began, latencies, len(refused))


def _request(key: str, body: bytes) -> bytes:
    """All bytes of a request: a sender that costs little leaves the machine to what is measured."""
    head = (
        "POST /v1/batch HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Authorization: Basic {b64encode(f'{key}:'.encode()).decode()}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _ask(connection: socket.socket, request: bytes) -> int:
    """Send a request and wait for the whole answer; its status."""
    connection.sendall(request)
    answer = b""
    while not (answer.endswith(b"}") and b"\r\n\r\n" in answer):
        piece = connection.recv(65_536)
        if not piece:
            raise ConnectionError(answer)
        answer += piece
    return int(answer[9:12])


def _until_visible(port: int, key: str) -> list[float]:
    """How long it takes from sending an event until it is on the timeline of its person, with some traffic beside it."""
    stop = threading.Event()
    beside = threading.Thread(target=_trickle, args=(port, key, stop))
    beside.start()
    try:
        with socket.create_connection(("127.0.0.1", port)) as connection:
            return [_one_visible(connection, key, number) for number in range(LOOKS)]
    finally:
        stop.set()
        beside.join()


def _trickle(port: int, key: str, stop: threading.Event) -> None:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        for body in Traffic(7, known=KNOWN, share_new=SHARE_NEW).batches(10_000):
            if stop.wait(0.05):
                return
            _ask(connection, _request(key, body))


def _one_visible(connection: socket.socket, key: str, number: int) -> float:
    from twofold.core.unit import unit_of_work
    from twofold.directory.identities import Pair
    from twofold.directory.queries import traces
    from twofold.events.queries import timeline

    pair = Pair("user_id", f"user-{number}")
    with unit_of_work(ACTOR):
        person = traces(ACTOR, [pair])[pair].person_id
    event = f'{{"batch":[{{"type":"track","event":"Looked For {number}","userId":"user-{number}"}}]}}'
    began = time.perf_counter()
    _ask(connection, _request(key, event.encode()))
    while True:
        with unit_of_work(ACTOR):
            moments = timeline(ACTOR, person_id=person, limit=5).moments
        if any(moment.name == f"Looked For {number}" for moment in moments):
            return time.perf_counter() - began


# ------------------------------------------------------------------------------------------------------ the limits


def _limits() -> list[Row]:
    """What single parts take alone, on the same machine in the same run, in batches of 5,000 events."""
    from twofold.core import ids
    from twofold.core.unit import unit_of_work
    from twofold.directory.identities import Pair
    from twofold.directory.queries import traces
    from twofold.events.ingest import desk, wire
    from twofold.events.ingest.arrival import Origin
    from twofold.events.store import Row as TapeRow
    from twofold.events.store import write

    bodies = list(Traffic(3, known=KNOWN, share_new=SHARE_NEW).batches(50))
    origin = Origin(ids.new(), "bench")
    now = int(time.time() * 1000)
    opened = [desk.open_body(body, is_batch=True) for body in bodies]
    events = [event for one in opened for event in desk.look_at(one, kind=None, origin=origin, received_at=now).events]
    pairs = {Pair("user_id", event.user_id) for event in events} | {
        Pair("anonymous_id", event.anonymous_id) for event in events
    }

    def look_up() -> None:
        with unit_of_work(ACTOR):
            traces(ACTOR, pairs)

    def insert() -> None:
        batch = ids.new().int
        write.append(
            [
                TapeRow(
                    event_id=event.key, batch_id=batch, source_id=origin.id.int, type=b"track",
                    name=event.name.encode(), ts=event.ts, sent_at=event.sent_at, received_at=now,
                    properties=event.properties, context=event.context,
                    anonymous_id=event.anonymous_id.encode(), user_id=event.user_id.encode(),
                    person_id=UUID(int=event.key).int, node_id=event.key,
                )
                for event in events
            ]
        )  # fmt: skip

    def decode() -> None:
        for body in bodies:
            for event in desk.open_body(body, is_batch=True).events:
                wire.sent.decode(event)

    size = len(events)
    return [
        Row("limit: JSON decoding alone", _rate(decode, size), "events/s"),
        Row("limit: identity look-up alone", _rate(look_up, size), "events/s"),
        Row("limit: insert into the embedded ClickHouse alone", _rate(insert, size), "events/s"),
    ]


def _rate(act: Callable[[], None], size: int) -> float:
    """Events a second of the quickest of ten tries."""
    quickest = float("inf")
    for _ in range(10):
        began = time.perf_counter()
        act()
        quickest = min(quickest, time.perf_counter() - began)
    return size / quickest
