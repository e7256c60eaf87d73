"""Row-level security, for migrations: which rows of a table the customer role may see.

The staff role gets every right on every table by default privileges (core's first migration); the customer role gets
none until a table is opened here, and then only the rows of its policy.
"""

from django.db.migrations import RunSQL

MY_PERSON = "(SELECT current_setting('twofold.person')::uuid)"
MY_ACCOUNTS = "(SELECT current_setting('twofold.accounts')::uuid[])"


def guard(table: str) -> RunSQL:
    """Keep customers out of a table altogether, also if a grant should slip in."""
    return RunSQL(_enable(table), _disable(table))


def open_to_customers(table: str, *, where: str, rights: str = "SELECT") -> RunSQL:
    """Let customers see the rows for which `where` holds; `{me}` and `{accounts}` stand for the actor's own."""
    rows = where.format(me=MY_PERSON, accounts=f"ANY ({MY_ACCOUNTS}::uuid[])")
    return RunSQL(
        f"{_enable(table)} GRANT {rights} ON {table} TO twofold_customer;"
        f" CREATE POLICY own_rows ON {table} TO twofold_customer USING ({rows}) WITH CHECK ({rows});",
        f"DROP POLICY own_rows ON {table}; REVOKE ALL ON {table} FROM twofold_customer; {_disable(table)}",
    )


def _enable(table: str) -> str:
    return (
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        f" CREATE POLICY every_row ON {table} TO twofold_staff USING (true) WITH CHECK (true);"
    )


def _disable(table: str) -> str:
    return f"DROP POLICY every_row ON {table}; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;"
