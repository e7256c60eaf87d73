"""Changing one field of one person, and of ten thousand at once with the way back, among a million people."""

import random
import time
from collections.abc import Iterator
from uuid import UUID

import psycopg

from bench.population import Population
from bench.rows import Row, at_most, percentile
from twofold.core.actor import Actor
from twofold.run.setup import ready

PEOPLE, ACCOUNTS = 1_000_000, 100_000
EDITED = 10_000
TIMES = 200
BUDGET_MS = 100.0

# What the population is made of was copied as it holds; here it is also said, so that it holds after an edit as well.
SAY = """
INSERT INTO directory_trait (person_id, source, said, received_at)
SELECT id, 'import:bench', jsonb_build_object(
    'given_name', jsonb_build_array(given_name, 1), 'family_name', jsonb_build_array(family_name, 1),
    'email', jsonb_build_array(email, 1), 'country', jsonb_build_array(country, 1)), created_at
FROM directory_person WHERE id = ANY(%s)
"""


def run() -> list[Row]:
    """Each edit in a unit of work of its own, as a page has it; the many as the worker carries them, a piece at a time."""
    population = Population(people=PEOPLE, accounts=ACCOUNTS)
    edited = population.people[:: PEOPLE // EDITED]
    with ready("bench") as (_, urls):
        with psycopg.connect(urls.database) as owner:
            population.settle(owner)
            owner.execute(SAY, [edited])
        return [*_one_by_one(random.Random(7).sample(edited, TIMES)), *_at_once(edited)]


def _one_by_one(edited: list[UUID]) -> Iterator[Row]:
    from twofold.core.unit import unit_of_work
    from twofold.directory.verbs import people

    actor, taken = Actor.system("bench"), []
    for number, person in enumerate(edited):
        began = time.perf_counter()
        with unit_of_work(actor):
            people.edit(actor, person, fields={"city": f"Lund {number}"})
        taken.append((time.perf_counter() - began) * 1000)
    yield Row("one field of one person, p50", percentile(taken, 0.5), "ms")
    yield at_most("one field of one person, p95", percentile(taken, 0.95), "ms", BUDGET_MS)


def _at_once(edited: list[UUID]) -> Iterator[Row]:
    from twofold.core import operations
    from twofold.core.unit import unit_of_work
    from twofold.directory.changes import Change, Do
    from twofold.directory.verbs import bulk_edits

    actor, began = Actor.system("bench"), time.perf_counter()
    with unit_of_work(actor):
        started = bulk_edits.edit_people(actor, Change(Do.SET, fields={"city": "Lund"}), whom=edited)
    done = operations.carry(started.id)
    yield Row(f"one field of {EDITED:,} people", time.perf_counter() - began, "s")
    yield Row("people changed", sum(done.counts.values()), "")

    began = time.perf_counter()
    with unit_of_work(actor):
        back = operations.undo(actor, done.id)
    operations.carry(back.id)
    yield Row("the same taken back", time.perf_counter() - began, "s")
