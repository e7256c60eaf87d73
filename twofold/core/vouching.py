"""Writing many rows that are known to fit: Postgres is told not to look after foreign keys row by row."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection

from twofold.core import unit
from twofold.core.unit import ROLES

# Only the login role may be allowed to; whether it is, the server's administrator has said.
SWITCH = """
SELECT set_config('role', 'none', true),
       CASE WHEN has_parameter_privilege(session_user, 'session_replication_role', 'SET')
            THEN set_config('session_replication_role', %s, true) END,
       set_config('role', %s, true)
"""


@contextmanager
def vouched(*, as_owner: bool = False) -> Iterator[None]:
    """Foreign keys are not looked after within: who writes here has made sure, in this transaction, of what rows point at.

    Postgres runs a query for each foreign key of each row, those of other tables too: twenty for every person that is
    removed, three times the work of removing them. Asking once for all of them is cheap. On a server that does not allow it
    (`GRANT SET ON PARAMETER session_replication_role`), Postgres looks as ever and all of it takes longer.

    Not for customers. `as_owner`: as the login role, for COPY (`core.copying`); otherwise as the actor, as before.
    """
    actor = unit.current().actor
    if actor.is_customer:
        msg = "What customers write is looked after."
        raise RuntimeError(msg)
    role = ROLES[actor.kind]
    with connection.cursor() as cursor:
        cursor.execute(SWITCH, ["replica", "none" if as_owner else role])
    yield
    with connection.cursor() as cursor:
        cursor.execute(SWITCH, ["origin", role])


POINTING = """
SELECT c.conrelid::regclass::text, quote_ident(a.attname) FROM pg_constraint c
JOIN pg_attribute k ON k.attrelid = c.confrelid AND k.attname = 'id'
JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[array_position(c.confkey, k.attnum)]
WHERE c.contype = 'f' AND c.confrelid = %s::regclass
"""


def pointed_at(table: str, ids: str, *, but: Collection[str]) -> set[UUID]:
    """Which of these rows others point at, by all foreign keys of the day: one question for all of them.

    `ids` is an array as Postgres reads it; `but` are columns (`table.column`) that do not count, for they go along.
    """
    with connection.cursor() as cursor:
        cursor.execute(POINTING, [table])
        columns = [(one, column) for one, column in cursor.fetchall() if f"{one}.{column}" not in but]
        if not columns:
            return set()
        found = " UNION ALL ".join(
            f"SELECT asked.id FROM asked JOIN {one} r ON r.{column} = asked.id"  # noqa: S608 - names of the catalogue, quoted
            for one, column in columns
        )
        cursor.execute(f"WITH asked AS (SELECT unnest(%s::uuid[]) AS id) {found}", [ids])
        return {one for (one,) in cursor.fetchall()}
