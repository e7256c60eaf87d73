"""The same questions to Twofold and to Tryton, with the same 100,000 people in the same PostgreSQL, as ratios."""

import json
import os
import random
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlencode
from uuid import UUID

import psycopg

from bench.population import ENDINGS, STEMS, Population
from bench.rows import Row, percentile
from bench.tryton import Question, Tryton
from twofold.core.actor import Actor
from twofold.directory import searching
from twofold.run.setup import ready

PEOPLE, ACCOUNTS = 100_000, 10_000
TIMES = 100
PAGE = 50
DEEP = PEOPLE * 9 // 10
SHOWN, FIELDS = ("name", "email", "country", "created"), ("name", "code", "active", "create_date")
LONGEST = 60.0

PLACE = """
SELECT sort_name, id FROM directory_person
WHERE deleted_at IS NULL AND merged_into_id IS NULL AND known_at IS NOT NULL ORDER BY sort_name, id OFFSET %s LIMIT 1
"""

Parameters = Mapping[str, str]
Q = TypeVar("Q")


def run() -> list[Row]:
    """Medians of each, through its own server over HTTP and in its own process; and how many times as long Tryton takes."""
    population = Population(people=PEOPLE, accounts=ACCOUNTS)
    with ready("bench") as (_, urls):
        with psycopg.connect(urls.database) as owner:
            population.settle(owner)
            names = owner.execute("SELECT name, email FROM directory_person WHERE known_at IS NOT NULL").fetchall()
            owner.rollback()
            ((sort_name, person),) = owner.execute(PLACE, [DEEP]).fetchall()
        tryton = Tryton(Path(os.environ["TWOFOLD_DATA"]), urls.database, _free_port())
        tryton.prepare()
        tryton.fill(names)
        theirs, ours = _theirs(population), _ours(population, sort_name, person)
        beside = {name: percentile(taken, 0.5) for name, taken in tryton.ask_inside(theirs).items()}
        own = {name: _median(_inside, asks) for name, asks in ours.items()}
        rows = list(_rows("in process", own, beside))
        with tryton.serving():
            beside = {name: _median(tryton.ask, asks) for name, asks in theirs.items()}
        with _serving() as ask:
            own = {name: _median(ask, asks) for name, asks in ours.items()}
        return [*rows, *_rows("over HTTP", own, beside)]


def _theirs(population: Population) -> dict[str, list[Question]]:
    draw = random.Random(6)
    by_name = [["name", "ASC"], ["id", "ASC"]]
    return {
        "a page of 50": [[[], 0, PAGE, by_name, FIELDS]] * TIMES,
        "a page of 50, 90 % down": [[[], DEEP, PAGE, by_name, FIELDS]] * TIMES,
        "a part of a name": [[[["name", "ilike", f"%{_part(draw)}%"]], 0, PAGE, by_name, FIELDS] for _ in range(TIMES)],
        "a mail address": [
            [[["contact_mechanisms.value", "=", draw.choice(population.emails)]], 0, PAGE, by_name, FIELDS]
            for _ in range(TIMES)
        ],
    }


def _ours(population: Population, sort_name: str, person: UUID) -> dict[str, list[Parameters]]:
    from twofold.directory.queries.lists.paging import cursor_of

    draw = random.Random(6)
    page = {"sort": "name", "limit": str(PAGE), "fields": ",".join(SHOWN)}
    return {
        "a page of 50": [page] * TIMES,
        "a page of 50, 90 % down": [page | {"cursor": cursor_of(sort_name, person)}] * TIMES,
        "a part of a name": [page | {"q": _part(draw)} for _ in range(TIMES)],
        "a mail address": [page | {"where": f'email = "{draw.choice(population.emails)}"'} for _ in range(TIMES)],
    }


def _part(draw: random.Random) -> str:
    """As much of a family name as one would type."""
    return searching.folded(f"{draw.choice(STEMS)}{draw.choice(ENDINGS)}")[:6]


def _inside(parameters: Parameters) -> object:
    from twofold.core.unit import unit_of_work
    from twofold.directory import queries
    from twofold.directory.conditions import EVERYTHING, parse
    from twofold.directory.queries import Asked

    where = parse(parameters["where"]) if "where" in parameters else EVERYTHING
    actor, asked = Actor.system("bench"), Asked(where=where, text=parameters.get("q", ""))
    with unit_of_work(actor):
        return queries.rows(
            actor, "person", asked, columns=SHOWN, sort=parameters["sort"], after=parameters.get("cursor"), limit=PAGE
        )


@contextmanager
def _serving() -> Iterator[Callable[[Parameters], object]]:
    """Our server, and how to ask it with a key of its own."""
    from twofold.access.verbs import keys
    from twofold.core.unit import unit_of_work
    from twofold.directory.permissions import Permission

    actor, port = Actor.system("bench"), _free_port()
    with unit_of_work(actor):
        key = keys.create(actor, name="bench", scopes=[Permission.SEE_PEOPLE], is_service=True)
    headers = {"Authorization": f"Bearer {key.token}"}

    def ask(parameters: Parameters) -> object:
        address = f"http://127.0.0.1:{port}/api/v1/people?{urlencode(parameters)}"
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=LONGEST) as answer:
            return json.load(answer)

    program = [sys.executable, "-m", "twofold.run.cli", "web", "--port", str(port)]
    with subprocess.Popen(program, stdout=subprocess.DEVNULL) as server:
        try:
            _wait_for(f"http://127.0.0.1:{port}/healthz")
            yield ask
        finally:
            server.terminate()


def _rows(how: str, own: Mapping[str, float], beside: Mapping[str, float]) -> Iterator[Row]:
    for name, taken in own.items():
        yield Row(f"{name}, {how}: Twofold", taken, "ms")
        yield Row(f"{name}, {how}: Tryton", beside[name], "ms")
        yield Row(f"{name}, {how}: Tryton / Twofold", beside[name] / taken, "times")


def _median(ask: Callable[[Q], object], questions: Sequence[Q]) -> float:
    """The milliseconds that half of the questions take at most; the first is asked once beforehand."""
    ask(questions[0])
    taken = []
    for question in questions:
        began = time.perf_counter()
        ask(question)
        taken.append((time.perf_counter() - began) * 1000)
    return percentile(taken, 0.5)


def _wait_for(address: str) -> None:
    until = time.monotonic() + LONGEST
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.05)
    msg = f"{address} did not answer."
    raise TimeoutError(msg)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
