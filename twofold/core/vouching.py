"""Writing many rows that are known to fit: Postgres is told not to look after foreign keys row by row."""

from collections.abc import Iterator
from contextlib import contextmanager

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
