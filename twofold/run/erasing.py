"""Erasing a person from the terminal."""

from collections.abc import Sequence
from uuid import UUID

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from twofold.core import operations, readers
from twofold.core.actor import Actor
from twofold.core.audit import chain
from twofold.core.operations import Operation
from twofold.core.unit import unit_of_work
from twofold.directory.verbs import erasures
from twofold.run.commands import Failed

ME = Actor.system("twofold erase")
READERS = (chain.NAME, "events.tape")  # what is erased has to have been read by them; there may be no worker


def erase(out: Console, person_id: UUID, *, reason: str, also: Sequence[str]) -> None:
    """Erase a person from both engines and from the log, and print the receipt."""
    with unit_of_work(ME):
        begun = erasures.begin(ME, person_id, reason=reason, also=also)
    readers.enrol()
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=out, transient=True) as progress:
        task = progress.add_task("Erasing", total=None)

        def tell(operation: Operation) -> None:
            progress.update(task, total=operation.total, completed=operation.done)
            _read()

        done = operations.carry(begun.id, tell=tell)
    if done.state != Operation.State.DONE:
        raise Failed(f"They were not erased to the end. {done.error}")
    out.print("Erased. What is left is an empty record with their id, and this receipt in the audit log:")
    for what, count in sorted(done.counts.items()):
        if count:
            out.print(f"{count:>9,} {what}")


def _read() -> None:
    for name in READERS:
        while readers.advance(readers.register[name]):
            pass
