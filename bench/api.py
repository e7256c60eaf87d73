"""The API: reading, listing, writing a thousand at once and importing, beside the least that an ASGI application can do."""

import json
import os
import random
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence

import psycopg

from bench.population import Population
from bench.rows import Row, at_least, at_most, percentile
from bench.serving import serving, spent
from twofold.core.actor import Actor
from twofold.run.setup import ready

PEOPLE, ACCOUNTS = 50_000, 5_000
READS, LISTS, BATCHES, ROWS = 3_000, 300, 10, 20_000
CLIENTS = 8
BUDGET_MS, BUDGET_RATE = 20.0, 500.0
ACTOR = Actor.system("bench")
WEB = [sys.executable, "-m", "twofold.run.cli", "web", "--port"]
WORKER = [sys.executable, "-m", "twofold.run.cli", "worker"]
BARE = [sys.executable, "-m", "granian", "--interface", "asgi", "--log-level", "error", "bench.bare:app", "--port"]


def run() -> list[Row]:
    """One client after the other first, for how long a request takes; then several, for how many a core answers."""
    population = Population(people=PEOPLE, accounts=ACCOUNTS)
    os.environ["TWOFOLD_API_RATE"] = "10000000"
    with ready("bench") as (_, urls):
        with psycopg.connect(urls.database) as owner:
            population.settle(owner)
        token = _key()
        paths = [f"/api/v1/people/{random.choice(population.people)}" for _ in range(READS)]
        with serving(BARE) as (port, server):
            Client(port).ask("GET", paths[0])
            bare = _alone(port, "", paths), _together(port, "", paths, server)
        with serving(WEB) as (port, server):
            Client(port).ask("GET", "/api/v1/openapi.json")
            read = _alone(port, token, paths), _together(port, token, paths, server)
            listed = _alone(port, token, _lists())
            batches = _batches(port, token)
            imported = _import(port, token)
    return [
        at_most("api: read of one person, p95", percentile(read[0], 0.95) * 1000, "ms", BUDGET_MS),
        at_least("api: reads of one person for each second of a core", read[1], "requests/s", BUDGET_RATE),
        Row("api: page of 50 people by a condition, p50", percentile(listed, 0.5) * 1000, "ms"),
        Row("api: page of 50 people by a condition, p95", percentile(listed, 0.95) * 1000, "ms"),
        Row("api: writing 1,000 people in one request, p50", percentile(batches, 0.5), "s"),
        Row(f"api: import of {ROWS:,} people by file", imported, "s"),
        Row("limit: bare ASGI and SQL, p95", percentile(bare[0], 0.95) * 1000, "ms"),
        Row("limit: bare ASGI and SQL for each second of a core", bare[1], "requests/s"),
    ]


def _key() -> str:
    from twofold.access.verbs import keys
    from twofold.core import registers
    from twofold.core.unit import unit_of_work

    with unit_of_work(ACTOR):
        return keys.create(ACTOR, name="bench", scopes=registers.all_permissions(), is_service=True).token


def _lists() -> list[str]:
    countries = ["DE", "PT", "FR", "SE"]
    return [f"/api/v1/people?where=country%20%3D%20{random.choice(countries)}&limit=50" for _ in range(LISTS)]


# ------------------------------------------------------------------------------------------------------ asking


class Client:
    """A connection that stays open."""

    def __init__(self, port: int, token: str = "") -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.file = self.socket.makefile("rb")
        self.headers = f"Host: 127.0.0.1\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n"

    def ask(self, method: str, path: str, body: bytes = b"") -> bytes:
        """One request; what is not answered well is the end of the benchmark."""
        length = f"Content-Length: {len(body)}\r\n" if body else ""
        self.socket.sendall(f"{method} {path} HTTP/1.1\r\n{self.headers}{length}\r\n".encode() + body)
        status, size, chunked = int(self.file.readline().split()[1]), 0, False
        while (line := self.file.readline().lower()) != b"\r\n":
            if line.startswith(b"content-length:"):
                size = int(line.split(b":")[1])
            chunked |= line.startswith(b"transfer-encoding: chunked")
        answer = self._chunks() if chunked else self.file.read(size)
        if status >= 400:
            raise RuntimeError(f"{method} {path}: {status} {answer[:500]!r}")
        return answer

    def _chunks(self) -> bytes:
        answer = b""
        while size := int(self.file.readline(), 16):
            answer += self.file.read(size)
            self.file.readline()
        self.file.readline()
        return answer


def _alone(port: int, token: str, paths: Sequence[str]) -> list[float]:
    """How long each takes, one after the other."""
    client, took = Client(port, token), []
    for path in paths:
        began = time.perf_counter()
        client.ask("GET", path)
        took.append(time.perf_counter() - began)
    return took


def _together(port: int, token: str, paths: Sequence[str], server: int) -> float:
    """How many several clients get answered for each second that a core spends on it, in the web server itself."""

    def work(mine: Sequence[str]) -> None:
        _alone(port, token, mine)

    threads = [threading.Thread(target=work, args=(paths[start::CLIENTS],)) for start in range(CLIENTS)]
    before = spent(server)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(paths) / (spent(server) - before)


# ----------------------------------------------------------------------------------------------------- writing


def _batches(port: int, token: str) -> list[float]:
    client, took = Client(port, token), []
    for number in range(BATCHES):
        rows = [
            {"known_by": {"kind": "user_id", "value": f"b{number}-{row}"}, "name": f"Person {row}", "country": "PT"}
            for row in range(1_000)
        ]
        body = json.dumps({"items": rows}).encode()
        began = time.perf_counter()
        client.ask("POST", "/api/v1/people/batch", body)
        took.append(time.perf_counter() - began)
    return took


def _import(port: int, token: str) -> float:
    """From sending the file to the end of the import, with a worker beside."""
    lines = (f"Person {row},person{row}@import.example,Lisbon\n" for row in range(ROWS))
    content = ("Name,E-mail,City\n" + "".join(lines)).encode()
    client = Client(port, token)
    client.headers = client.headers.replace("application/json", "text/csv")
    with subprocess.Popen(WORKER) as worker:
        try:
            began = time.perf_counter()
            file = json.loads(client.ask("POST", "/api/v1/files?name=people.csv", content))
            client.headers = client.headers.replace("text/csv", "application/json")
            body = json.dumps({"file_id": file["id"]}).encode()
            started = json.loads(client.ask("POST", "/api/v1/imports", body))
            while json.loads(client.ask("GET", f"/api/v1/operations/{started['id']}"))["state"] in {
                "waiting",
                "running",
            }:
                time.sleep(0.1)
            return time.perf_counter() - began
        finally:
            worker.terminate()
