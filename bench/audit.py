"""The audit log at a million facts: how fast the chain over it is made and verified, and how soon something is found."""

import resource
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg

from bench.rows import Row, at_least, at_most, percentile
from twofold.run.setup import ready

FACTS, PIECES = 1_000_000, 500
IMPORTED = 20_000.0  # facts a second, which the fastest import does not exceed
A_PIECE_MS = 1_000.0
A_PAGE_MS = 100.0
ASKED = 40
LOOKED_THROUGH = "of a name that nobody has, for which all are looked through"
JANA = UUID("019a8c3e-7f2b-7c1d-9a60-2b5e8f1d4c77")

# As an import leaves them: pieces that are each a transaction, bodies of a hundred and fifty bytes.
FILL = """
INSERT INTO core_ledgerentry (id, name, body, actor_kind, actor_id, actor_name, person_id, recorded_at)
SELECT (lpad(to_hex(extract(epoch FROM %(at)s)::bigint * 1000), 12, '0') || substr(md5(n::text || '/' || %(piece)s), 13))::uuid,
       'directory.person.edited',
       jsonb_build_object('person_id', md5(n::text)::uuid, 'source', 'import', 'changes', jsonb_build_array(
           jsonb_build_object('field', 'city', 'old', null, 'new', 'Lisboa ' || n))),
       'staff', '019a8c3e-7f2b-7c1d-9a60-2b5e8f1d4c77', 'Jana Okoye', md5(n::text)::uuid, %(at)s
FROM generate_series(1, %(each)s) AS n
"""


def run() -> list[Row]:
    """The reader of the chain alone, then a verification of all of it from a terminal."""
    with ready("bench") as (_, urls), psycopg.connect(urls.database, autocommit=True) as owner:
        now = datetime.now(UTC)
        for piece in range(PIECES):
            at = now - timedelta(hours=PIECES - piece)
            owner.execute(FILL, {"piece": piece, "each": FACTS // PIECES, "at": at})
        return [*_made(), *_verified(), *_found(now)]


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


def _found(now: datetime) -> list[Row]:
    """A page of the log for staff, asked for in the ways of the search."""
    from twofold.core import queries
    from twofold.core.actor import Actor
    from twofold.core.queries import Asked
    from twofold.core.unit import unit_of_work

    me, long_ago = Actor.system("bench"), now - timedelta(hours=PIECES - 24)
    rows = []
    for what, asked in {
        "newest": Asked(),
        "of one colleague": Asked(actor_id=JANA),
        "of one kind": Asked(name="directory.person"),
        "of a day long ago": Asked(since=long_ago, until=long_ago + timedelta(days=1)),
        "of a refusal that there is not": Asked(refusal="203.0.113"),
        LOOKED_THROUGH: Asked(actor_name="nobody has this name"),
    }.items():
        taken = []
        for _ in range(ASKED):
            began = time.perf_counter()
            with unit_of_work(me):
                queries.ledger(me, asked)
            taken.append((time.perf_counter() - began) * 1000)
        name, figure = f"a page {what}, p95", percentile(taken, 0.95)
        rows.append(Row(name, figure, "ms") if what == LOOKED_THROUGH else at_most(name, figure, "ms", A_PAGE_MS))
    return rows
