"""An account run by its own people: its list, search, roles and file with ten thousand members, beside a hundred and bare SQL."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from uuid import UUID

import psycopg

from bench.population import Population
from bench.rows import Row, at_most, percentile
from twofold.core.actor import Actor
from twofold.run.setup import ready

FEW, MANY = 100, 10_000
TIMES = 100
TICKED = 50
BUDGET_MS = 100.0
ACTOR = Actor.system("bench")
BARE = """
SELECT m.id, p.name, m.title, m.department FROM directory_membership m JOIN directory_person p ON p.id = m.person_id
WHERE m.account_id = %s AND m.ended_at IS NULL ORDER BY lower(p.name), m.id LIMIT 50
"""

Ask = Callable[[], object]


def run() -> list[Row]:
    """Milliseconds in the process that asks, PostgreSQL included, each time in a unit of work of its own."""
    population = Population(people=MANY, accounts=FEW)
    with ready("bench") as (_, urls):
        with psycopg.connect(urls.database) as owner:
            population.settle(owner)
        small, large = (_an_account(population.people[:number]) for number in (FEW, MANY))
        with psycopg.connect(urls.database, autocommit=True) as bare:
            bare.execute("ANALYZE")
            limits = [
                Row(f"bare SQL: first page of {number:,}, p95", _p95_bare(bare, one), "ms")
                for number, one in ((FEW, small[0]), (MANY, large[0]))
            ]
        return [*limits, *_rows(small, large)]


def _p95_bare(bare: psycopg.Connection, account: UUID) -> float:
    return percentile(_taken(lambda: bare.execute(BARE, [account]).fetchall()), 0.95)


def _rows(small: tuple[UUID, UUID], large: tuple[UUID, UUID]) -> list[Row]:
    of_few, of_many = _asks(*small), _asks(*large)
    rows = []
    for name, ask in of_many.items():
        taken, few = _taken(ask), percentile(_taken(of_few[name]), 0.5)
        rows.append(Row(f"{name}, p50", percentile(taken, 0.5), "ms"))
        rows.append(
            at_most(f"{name}, p95", percentile(taken, 0.95), "ms", BUDGET_MS * (2 if "taken back" in name else 1))
        )
        rows.append(Row(f"{name}: {MANY:,} members / {FEW}", percentile(taken, 0.5) / few, "times"))
    began = time.perf_counter()
    lines = sum(_file(*large))
    return [*rows, Row("members written to a file", lines / (time.perf_counter() - began), "members/s")]


def _an_account(people: Sequence[UUID]) -> tuple[UUID, UUID]:
    """An account with these people in it, the first of them its owner. Returns it and them."""
    from twofold.access.models import Role
    from twofold.access.verbs import grants
    from twofold.core.unit import unit_of_work
    from twofold.directory.models import Membership
    from twofold.directory.verbs import imports
    from twofold.directory.verbs.imports import AccountRow, MembershipRow

    with unit_of_work(ACTOR):
        (account,) = imports.add_accounts(ACTOR, [AccountRow({"name": f"Organisation of {len(people)}"})])
        imports.add_memberships(ACTOR, [MembershipRow(one, account, {"title": "Nurse"}) for one in people])
        owner = Membership.objects.get(person=people[0], account=account)
        grants.give(ACTOR, [owner.id], Role.objects.get(key="owner").id)
    return account, people[0]


def _asks(account: UUID, owner: UUID) -> dict[str, Ask]:
    """What its owner asks all day."""
    from twofold.access import queries
    from twofold.access.models import Role
    from twofold.access.queries import WhichMembers
    from twofold.access.verbs import grants
    from twofold.core.unit import unit_of_work

    draw = random.Random(3)
    with unit_of_work(ACTOR):
        actor = queries.customer_of(owner, account)
        buyer = Role.objects.get(key="buyer").id
    everybody = [one for page in queries.every_member(actor, account) for one in page]
    ticked, late = [one.id for one in everybody[-TICKED:]], everybody[len(everybody) * 9 // 10]

    def alone(ask: Ask) -> Ask:
        def asked() -> object:
            with unit_of_work(actor):
                return ask()

        return asked

    def roles() -> None:
        grants.give(actor, ticked, buyer)
        grants.take(actor, ticked, buyer)

    def found() -> object:
        return queries.members(actor, account, WhichMembers(search=draw.choice(everybody).name[:6]))

    asks: dict[str, Ask] = {
        "people, first page": lambda: queries.members(actor, account),
        "people, page at nine tenths": lambda: queries.members(actor, account, after=(late.name.lower(), late.id)),
        "people, search": found,
        "people, owners only": lambda: queries.members(actor, account, WhichMembers(role_id=_owner_role())),
        "one of them": lambda: queries.member(actor, account, late.id),
        f"a role given to {TICKED} and taken back": roles,
        "home: how it stands": lambda: queries.summary(actor, account),
    }
    return {name: alone(ask) for name, ask in asks.items()}


def _owner_role() -> UUID:
    from twofold.access.models import Role

    return Role.objects.get(key="owner").id


def _file(account: UUID, owner: UUID) -> Iterator[int]:
    """How many are in each piece of the file of all."""
    from twofold.access import queries
    from twofold.core.unit import unit_of_work

    with unit_of_work(ACTOR):
        actor = queries.customer_of(owner, account)
    for page in queries.every_member(actor, account):
        yield len(page)


def _taken(ask: Ask) -> list[float]:
    """Milliseconds each time, the first not counted."""
    ask()
    taken = []
    for _ in range(TIMES):
        began = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - began) * 1000)
    return taken
