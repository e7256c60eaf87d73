"""Lists, filters and search of the console at a million people and 100,000 accounts, beside bare SQL."""

import random
import time
from collections.abc import Callable, Iterator
from uuid import UUID

import psycopg

from bench.population import COUNTRIES, ENDINGS, GIVEN, KINDS, STEMS, Population
from bench.rows import Row, at_most, percentile
from twofold.core.actor import Actor
from twofold.run.setup import ready

PEOPLE, ACCOUNTS = 1_000_000, 100_000
TIMES = 200
BUDGET_MS = 100.0

NEWEST = """
SELECT id, name, email, phone, country, seen_at FROM directory_person
WHERE deleted_at IS NULL AND merged_into_id IS NULL AND known_at IS NOT NULL
ORDER BY seen_at DESC NULLS LAST, id DESC LIMIT 50
"""
FOUND = """
SELECT id, name, email FROM directory_person
WHERE search @@ %s::tsquery AND search IS NOT NULL AND deleted_at IS NULL AND merged_into_id IS NULL
ORDER BY seen_at DESC NULLS LAST, id DESC LIMIT 10
"""
RECORD = "SELECT * FROM directory_person WHERE id = %s"

Ask = Callable[[], object]


def run() -> list[Row]:
    """Each question many times, with other values each time."""
    population = Population(people=PEOPLE, accounts=ACCOUNTS)
    with ready("bench") as (_, urls):
        with psycopg.connect(urls.database) as owner:
            population.settle(owner)
        with psycopg.connect(urls.database, autocommit=True) as bare:
            limits = _limits(bare, population.people)
        return [*limits, *_console(population)]


def _limits(bare: psycopg.Connection, people: list[UUID]) -> list[Row]:
    """What Postgres takes alone."""
    draw = random.Random(1)
    asks: dict[str, Ask] = {
        "newest 50 people": lambda: bare.execute(NEWEST).fetchall(),
        "10 people of a family name": lambda: bare.execute(FOUND, [f"'{_family(draw)}':*"]).fetchall(),
        "one person": lambda: bare.execute(RECORD, [draw.choice(people)]).fetchall(),
    }
    return [Row(f"bare SQL: {name}, p95", percentile(_milliseconds(ask), 0.95), "ms") for name, ask in asks.items()]


def _console(population: Population) -> list[Row]:
    """What the queries of the console take."""
    rows = []
    for name, ask in _questions(population):
        taken = _milliseconds(ask)
        rows.append(Row(f"{name}, p50", percentile(taken, 0.5), "ms"))
        rows.append(at_most(f"{name}, p95", percentile(taken, 0.95), "ms", BUDGET_MS))
    return rows


def _questions(population: Population) -> Iterator[tuple[str, Ask]]:
    """What staff ask all day, each time in a unit of work of its own, as a request has it."""
    from twofold.core.unit import unit_of_work
    from twofold.directory import queries
    from twofold.directory.queries import AccountFilters, PeopleFilters

    actor, draw = Actor.system("bench"), random.Random(2)

    def alone(ask: Ask) -> Ask:
        def asked() -> object:
            with unit_of_work(actor):
                return ask()

        return asked

    def people(filters: PeopleFilters, sort: str = "-seen") -> object:
        page = queries.people_page(actor, filters=filters, sort=sort)
        return page, queries.how_many_people(actor, filters=filters)

    def deep() -> object:
        """From somewhere in the middle of the list on."""
        place = queries.people_page(actor, filters=PeopleFilters(seen_to=population.moment()), limit=1)
        return queries.people_page(actor, after=place.after)

    def accounts(filters: AccountFilters, sort: str = "-seen") -> object:
        page = queries.accounts_page(actor, filters=filters, sort=sort)
        return page, queries.how_many_accounts(actor, filters=filters)

    asks: dict[str, Ask] = {
        "people, list": lambda: people(PeopleFilters()),
        "people, from the middle on": deep,
        "people, by name": lambda: people(PeopleFilters(), "name"),
        "people, consumers": lambda: people(PeopleFilters(kind="consumer")),
        "people, contacts of a country": lambda: people(
            PeopleFilters(kind="contact", countries=(draw.choice(COUNTRIES),))
        ),
        "people, a first name": lambda: people(PeopleFilters(text=draw.choice(GIVEN))),
        "people, both names": lambda: people(PeopleFilters(text=f"{draw.choice(GIVEN)[:3]} {_family(draw)}")),
        "people of an account": lambda: people(PeopleFilters(account_id=population.some_account())),
        "accounts, list": lambda: accounts(AccountFilters()),
        "accounts, by size and kind": lambda: accounts(AccountFilters(kind=draw.choice(KINDS)), "-employees"),
        "accounts, a name": lambda: accounts(AccountFilters(text=_family(draw))),
        "find, a mail address": lambda: queries.find(actor, draw.choice(population.emails)),
        "find, the beginning of a name": lambda: queries.find(actor, _family(draw)[:4]),
        "find, a company number": lambda: queries.find(actor, f"hrb {100_000 + draw.randrange(ACCOUNTS)}"),
        "find, a phone number": lambda: queries.find(actor, f"030 {draw.randrange(1000, 9999)}"),
        "find, nothing": lambda: queries.find(actor, f"zzz{draw.random()}"),
    }
    return ((name, alone(ask)) for name, ask in asks.items())


def _family(draw: random.Random) -> str:
    return f"{draw.choice(STEMS)}{draw.choice(ENDINGS)}".lower()


def _milliseconds(ask: Ask) -> list[float]:
    ask()
    taken = []
    for _ in range(TIMES):
        began = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - began) * 1000)
    return taken
