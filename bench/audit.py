"""The audit log at a million facts: how fast the chain over the ledger is made, and verified."""

import resource
import time

import psycopg

from bench.rows import Row, at_least, at_most
from twofold.run.setup import ready

FACTS, PIECES = 1_000_000, 500
IMPORTED = 20_000.0  # facts a second, which the fastest import does not exceed
A_PIECE_MS = 1_000.0

# As an import leaves them: pieces that are each a transaction, bodies of a hundred and fifty bytes.
FILL = """
INSERT INTO core_ledgerentry (id, name, body, actor_kind, actor_id, actor_name, person_id, recorded_at)
SELECT (lpad(to_hex(1763800000000 + %(piece)s), 12, '0') || substr(md5(n::text || '/' || %(piece)s), 13))::uuid,
       'directory.person.edited',
       jsonb_build_object('person_id', md5(n::text)::uuid, 'source', 'import', 'changes', jsonb_build_array(
           jsonb_build_object('field', 'city', 'old', null, 'new', 'Lisboa ' || n))),
       'staff', '019a8c3e-7f2b-7c1d-9a60-2b5e8f1d4c77', 'Jana Okoye', md5(n::text)::uuid, now()
FROM generate_series(1, %(each)s) AS n
"""


def run() -> list[Row]:
    """The reader of the chain alone, then a verification of all of it from a terminal."""
    with ready("bench") as (_, urls), psycopg.connect(urls.database, autocommit=True) as owner:
        for piece in range(PIECES):
            owner.execute(FILL, {"piece": piece, "each": FACTS // PIECES})
        return [*_made(), *_verified()]


def _made() -> list[Row]:
    from twofold.core import readers
    from twofold.core.audit import chain

    readers.enrol()
    reading = readers.register[chain.NAME]
    began, worked, longest, made = time.perf_counter(), time.process_time(), 0.0, 0
    while True:
        before = time.perf_counter()
        linked = readers.advance(reading)
        if not linked:
            break
        longest, made = max(longest, time.perf_counter() - before), made + linked
    wall, cpu = time.perf_counter() - began, time.process_time() - worked
    return [
        at_least("facts linked, with Postgres on the other core", made / wall, "per second", IMPORTED),
        Row("of that in Python", 100 * cpu / wall, "% of a core"),
        at_most("longest page", longest * 1000, "ms", A_PIECE_MS),
    ]


def _verified() -> list[Row]:
    from twofold.core import operations
    from twofold.core.actor import Actor
    from twofold.core.audit import verifying
    from twofold.core.unit import unit_of_work

    me = Actor.system("bench")
    with unit_of_work(me):
        started = verifying.begin(me)
    began = time.perf_counter()
    done = operations.carry(started.id)
    taken = time.perf_counter() - began
    assert (done.state, done.done) == ("done", FACTS), done.error  # noqa: S101 - a figure of something else is none
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [Row("links verified", FACTS / taken, "per second"), Row("memory, at most", memory, "MB")]
