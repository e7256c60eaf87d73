"""Waiting until everybody has ended who may still go by what was there before."""

from django.db import connection


def mark() -> int:
    """A line in time: whatever transaction has written anything by now has a lesser number. Draw it after the commit it is about."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
        (line,) = cursor.fetchone()
    return int(line)


def is_passed(line: int) -> bool:
    """Whether all of those have ended, so that what they wrote is there to be seen."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint >= %s", [line])
        (passed,) = cursor.fetchone()
    return bool(passed)
