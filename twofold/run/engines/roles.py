"""The roles of the cluster that Twofold's connections take."""

import psycopg
from psycopg import sql

from twofold.run.engines.folder import EngineError

# What the running connection is, what a member of staff is, and what a customer is.
ROLES = ("twofold_app", "twofold_staff", "twofold_customer")
_ANY_NUMBER = 7_305_126_941


def prepare_roles(url: str) -> None:
    """Make the roles that Twofold takes and let the user of this URL take them. Doing it again changes nothing.

    Refused, with the statements to run, when the user may not make roles and they are not there yet.
    """
    with psycopg.connect(url) as connection:
        missing = _missing(connection)
        if not missing:
            return
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [_ANY_NUMBER])
        statements = _statements(connection)
        try:
            for statement in statements:
                connection.execute(statement)
        except psycopg.errors.InsufficientPrivilege as error:
            advice = "; ".join(statement.as_string(connection) for statement in statements)
            raise EngineError(
                f"The user {connection.info.user} may not make the roles Twofold needs. Have an administrator run: {advice};"
            ) from error


def _missing(connection: psycopg.Connection) -> list[str]:
    """The roles that the user of this connection cannot take, be it that they are not there."""
    rows = connection.execute(
        """SELECT name FROM unnest(%s::text[]) AS name LEFT JOIN pg_roles ON rolname = name
           WHERE rolname IS NULL OR NOT pg_has_role(session_user, pg_roles.oid, 'SET')""",
        [list(ROLES)],
    )
    return [name for (name,) in rows]


def _statements(connection: psycopg.Connection) -> list[sql.Composed]:
    there = {
        name for (name,) in connection.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [list(ROLES)])
    }
    making = [sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(role)) for role in ROLES if role not in there]
    user = sql.Identifier(connection.info.user)
    granting = [
        sql.SQL("GRANT {} TO {} WITH INHERIT FALSE, SET TRUE").format(sql.Identifier(role), user)
        for role in _missing(connection)
    ]
    return making + granting
