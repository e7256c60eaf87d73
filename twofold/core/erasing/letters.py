"""What is on its way to somebody who is erased: letters, texts and whatever else is queued and names them, and what failed of it.

What waits has ten minutes to leave, the letter above all that says that they are gone. Where no mail server is set, letters
lie in a folder.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

from twofold.core import unit
from twofold.core.actor import Actor
from twofold.core.erasing.register import Meant
from twofold.core.operations import Doing

PATIENCE = timedelta(minutes=10)
LOOK_SECONDS = 1.0
NAMES_THEM = "args::text ~* %(naming)s"
WAITING = f"SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND {NAMES_THEM}"  # noqa: S608 - ours
TAKEN = f"""
WITH gone AS (DELETE FROM procrastinate_jobs WHERE status <> 'doing' AND {NAMES_THEM} RETURNING id),
reasons AS (DELETE FROM core_joberror e USING gone WHERE e.job_id = gone.id)
SELECT count(*) FROM gone
"""  # noqa: S608 - ours
ERRORS = (
    "UPDATE core_joberror SET error = '' WHERE error ~* %(naming)s",
    "UPDATE core_operation SET error = '' WHERE error ~* %(naming)s AND ended_at IS NOT NULL",
    "UPDATE core_reader SET last_error = '' WHERE last_error ~* %(naming)s",
    "UPDATE core_auditstream SET last_error = '' WHERE last_error ~* %(naming)s",
)


def erase(actor: Actor, meant: Meant, doing: Doing) -> Doing:
    """Wait until what is queued has left, then take out of the queue all that names them."""
    del actor
    asked = {"naming": meant.naming_or_calling}
    if asked["naming"] is None:
        return doing.on(is_over=True)
    since = doing.position.get("since") or unit.now().isoformat()
    with connection.cursor() as cursor:
        cursor.execute(WAITING, asked)
        (waiting,) = cursor.fetchone()
        if waiting and unit.now() - datetime.fromisoformat(since) < PATIENCE:
            return doing.on(position={"since": since}, rest_seconds=LOOK_SECONDS)
        cursor.execute(TAKEN, asked)
        (taken,) = cursor.fetchone()
        for statement in ERRORS:
            cursor.execute(statement, asked)
    return doing.on(counts={"queued": taken, "files": _throw_away(meant)}, is_over=True)


def _throw_away(meant: Meant) -> int:
    """Drop the letters in the folder that name them; how many those were."""
    folder = getattr(settings, "EMAIL_FILE_PATH", None)
    theirs = set(meant.named_in(_lines(Path(folder)))) if folder else set()
    for file in theirs:
        file.unlink(missing_ok=True)
    return len(theirs)


def _lines(folder: Path) -> Iterator[tuple[Path, bytes]]:
    for file in folder.glob("*.log"):
        with file.open("rb") as lines:
            yield from ((file, line) for line in lines)
