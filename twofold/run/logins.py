"""`twofold logins`: the passwords that people have in another system, from a CSV of addresses and hashes."""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from twofold.access.errors import HashUnknown
from twofold.access.passwords.foreign import Firebase, taken_over_from_firebase
from twofold.access.verbs import logins
from twofold.access.verbs.logins import ForeignLogin, Outcome
from twofold.core.actor import Actor
from twofold.core.unit import unit_of_work
from twofold.run.commands import Failed

ACTOR = Actor.system("twofold logins")
PIECE = 1_000
YES = {"true", "t", "yes", "y", "1"}
COLUMNS = ("email", "email_verified", "password_hash")
SENTENCES = {
    Outcome.TAKEN: "can sign in with the password they have",
    Outcome.THERE: "could sign in already, and were left as they are",
    Outcome.NOBODY: "have an address by which nobody is known: import the people first",
    Outcome.UNPROVEN: "never proved their address: they will, with a code, when they sign in",
    Outcome.NO_ADDRESS: "have no address that one could write to",
    Outcome.UNKNOWN_HASH: "have a hash of a kind that is not known, or that costs too much to check",
}


def take_over(file: Path, firebase: Firebase | None, out: Console) -> Counter[Outcome]:
    """Take over what a file says, a thousand rows in a transaction; doing it again changes nothing."""
    done: Counter[Outcome] = Counter()
    with file.open(newline="", encoding="utf-8-sig") as content, Progress(console=out, transient=True) as progress:
        task = progress.add_task("Logins", total=file.stat().st_size)
        rows = _rows(csv.DictReader(content), firebase)
        while piece := list(islice(rows, PIECE)):
            with unit_of_work(ACTOR):
                done.update(one.outcome for one in logins.take_over(ACTOR, piece))
            progress.update(task, completed=content.buffer.tell())  # type: ignore[attr-defined]
    for outcome, sentence in SENTENCES.items():
        if done[outcome]:
            out.print(f"{done[outcome]:>9,} {sentence}")
    return done


def _rows(reader: "csv.DictReader[str]", firebase: Firebase | None) -> Iterator[ForeignLogin]:
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise Failed(f"The file lacks columns: {', '.join(missing)}. It needs {', '.join(COLUMNS)}.")
    for row in reader:
        proven = (row["email_verified"] or "").strip().lower() in YES
        login = ForeignLogin(row["email"] or "", row["password_hash"] or "", is_proven=proven)
        yield replace(login, password_hash=_firebase(login, row, firebase)) if firebase else login


def _firebase(login: ForeignLogin, row: dict[str, str], project: Firebase) -> str:
    """As we keep it; what cannot be one is left to be refused like any other."""
    try:
        return taken_over_from_firebase(project, password_hash=login.password_hash, salt=row.get("password_salt") or "")
    except HashUnknown:
        return ""
