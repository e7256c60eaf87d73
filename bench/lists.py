"""Lists, filters and search of the console at a million people and 100,000 accounts, beside bare SQL."""

import random
import time
from collections.abc import Callable, Iterator

import psycopg

from bench.population import COUNTRIES, ENDINGS, GIVEN, KINDS, PLANS, ROLES, STEMS, TAGS, Population
from bench.row_rights import of_some_rows, who_sees_some
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
DEEP = NEWEST.replace("ORDER BY", "AND (seen_at, id) < (%s, %s) ORDER BY")
FOUND = """
SELECT id, name, email FROM directory_person
WHERE search @@ %s::tsquery AND search IS NOT NULL AND deleted_at IS NULL AND merged_into_id IS NULL
ORDER BY seen_at DESC NULLS LAST, id DESC LIMIT 10
"""
BY_CUSTOM_FIELD = """
SELECT id, name, email FROM directory_person
WHERE attributes @> %s::jsonb AND NOT attributes = '{}' AND deleted_at IS NULL AND merged_into_id IS NULL
ORDER BY seen_at DESC NULLS LAST, id DESC LIMIT 50
"""
CHAMPIONS = """
WITH RECURSIVE below AS (
    SELECT id FROM directory_account WHERE id = %s
    UNION SELECT a.id FROM below JOIN directory_account a ON a.parent_id = below.id
)
SELECT p.id, p.name, p.email FROM directory_person p
WHERE p.id IN (SELECT m.person_id FROM directory_membership m JOIN below ON below.id = m.account_id
               WHERE m.buying_role = 'champion' AND m.ended_at IS NULL)
ORDER BY p.seen_at DESC NULLS LAST, p.id DESC LIMIT 50
"""
RECORD = "SELECT * FROM directory_person WHERE id = %s"
PEOPLE_COLUMNS = ("name", "email", "job.account", "job.role", "kind", "seen", "created", "owner", "tag")
ACCOUNT_COLUMNS = ("name", "kind", "domain", "parent", "employees", "seen", "created", "owner", "tag")

Ask = Callable[[], object]


def run() -> list[Row]:
    """Each question many times, with other values each time."""
    population = Population(people=PEOPLE, accounts=ACCOUNTS)
    with ready("bench") as (_, urls):
        with psycopg.connect(urls.database) as owner:
            population.settle(owner)
        with psycopg.connect(urls.database, autocommit=True) as bare:
            limits = _limits(bare, population)
        return [*limits, *_console(population)]


def _limits(bare: psycopg.Connection, population: Population) -> list[Row]:
    """What Postgres takes alone."""
    draw = random.Random(1)
    asks: dict[str, Ask] = {
        "newest 50 people": lambda: bare.execute(NEWEST).fetchall(),
        "50 people at nine tenths": lambda: bare.execute(DEEP, [population.late(), population.people[0]]).fetchall(),
        "10 people of a family name": lambda: bare.execute(FOUND, [f"'{_family(draw)}':*"]).fetchall(),
        "people by a custom field": lambda: bare.execute(
            BY_CUSTOM_FIELD, [f'{{"score": {draw.randrange(10_000)}}}']
        ).fetchall(),
        "champions below an account": lambda: bare.execute(CHAMPIONS, [population.some_account()]).fetchall(),
        "one person": lambda: bare.execute(RECORD, [draw.choice(population.people)]).fetchall(),
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

    def alone(actor: Actor, ask: Ask) -> Ask:
        def asked() -> object:
            with unit_of_work(actor):
                return ask()

        return asked

    actor = Actor.system("bench")
    asks = _of_people(actor, population) | _of_accounts(actor) | _of_the_search_field(actor, population)
    yield from ((name, alone(actor, ask)) for name, ask in asks.items())
    for whose, confined in who_sees_some(population).items():
        found = of_some_rows(confined, population, whose)
        yield from ((name, alone(confined, ask)) for name, ask in found.items())


def _of_people(actor: Actor, population: Population) -> dict[str, Ask]:
    """A page and the number above it, as the list of people shows them."""
    from twofold.directory import queries
    from twofold.directory.conditions import parse
    from twofold.directory.queries import Asked

    draw = random.Random(2)

    def people(where: str = "", *, text: str = "", sort: str = "-seen") -> object:
        asked = Asked(where=parse(where), text=text)
        page = queries.rows(actor, "person", asked, columns=PEOPLE_COLUMNS, sort=sort, counted=True)
        return page, page.about or queries.how_many(actor, "person", asked)

    def deep() -> object:
        """From nine tenths of the list on."""
        late = Asked(where=parse(f'seen < "{population.late().isoformat()}"'))
        place = queries.rows(actor, "person", late, columns=("name",), limit=1)
        return queries.rows(actor, "person", columns=PEOPLE_COLUMNS, after=place.after)

    return {
        "people, first page": people,
        "people, page at nine tenths": deep,
        "people, by name": lambda: people(sort="name"),
        "people, consumers": lambda: people("kind = consumer"),
        "people, contacts of a country": lambda: people(f"kind = contact AND country = {draw.choice(COUNTRIES)}"),
        "people, a common value of a custom field": lambda: people(f"custom.plan = {draw.choice(PLANS)}"),
        "people, a rare value of a custom field": lambda: people(f"custom.score = {draw.randrange(10_000)}"),
        "people, a range of a custom field": lambda: people(f"custom.score < {draw.randrange(20, 200)}", sort="name"),
        "people, by a custom field": lambda: people(sort="-custom.score"),
        "people, a tag": lambda: people(f"tag = {draw.choice(list(TAGS))}"),
        "people, across memberships": lambda: people(
            f"membership(role = {draw.choice(ROLES)} AND account.country = {draw.choice(COUNTRIES)})"
        ),
        "people, champions below an account": lambda: people(
            f"membership(role = champion AND account UNDER {population.some_account()})"
        ),
        "people, this or that": lambda: people(
            f"tag = Jury OR membership(role = champion AND account = {population.some_account()})"
        ),
        "people of an account": lambda: people(f"membership(account = {population.some_account()})"),
        "people, a first name": lambda: people(text=draw.choice(GIVEN)),
        "people, both names": lambda: people(text=f"{draw.choice(GIVEN)[:3]} {_family(draw)}"),
        "people, in groups": lambda: queries.groups(actor, "person", by=draw.choice(["country", "job.role", "kind"])),
        "people, in sums": lambda: queries.summary(actor, "person", columns=("email", "custom.score", "job.role")),
    }


def _of_accounts(actor: Actor) -> dict[str, Ask]:
    from twofold.directory import queries
    from twofold.directory.conditions import parse
    from twofold.directory.queries import Asked

    draw = random.Random(3)

    def accounts(where: str = "", *, text: str = "", sort: str = "-seen") -> object:
        asked = Asked(where=parse(where), text=text)
        page = queries.rows(actor, "account", asked, columns=ACCOUNT_COLUMNS, sort=sort, counted=True)
        return page, page.about or queries.how_many(actor, "account", asked)

    return {
        "accounts, first page": accounts,
        "accounts, by size and kind": lambda: accounts(f"kind = {draw.choice(KINDS)}", sort="-employees"),
        "accounts, an amount": lambda: accounts('custom.revenue > "900000 USD" AND kind = customer'),
        "accounts, a name": lambda: accounts(text=_family(draw)),
        "accounts, in sums": lambda: queries.summary(actor, "account", columns=("employees", "custom.revenue")),
    }


def _of_the_search_field(actor: Actor, population: Population) -> dict[str, Ask]:
    from twofold.directory import queries

    draw = random.Random(4)
    return {
        "find, a mail address": lambda: queries.find(actor, draw.choice(population.emails)),
        "find, the beginning of a name": lambda: queries.find(actor, _family(draw)[:4]),
        "find, a company number": lambda: queries.find(actor, f"hrb {100_000 + draw.randrange(ACCOUNTS)}"),
        "find, a phone number": lambda: queries.find(actor, f"030 {draw.randrange(1000, 9999)}"),
        "find, nothing": lambda: queries.find(actor, f"zzz{draw.random()}"),
    }


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
