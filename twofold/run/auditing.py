"""The audit log from the terminal."""

import os
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from twofold.core import operations, queries, readers
from twofold.core.actor import Actor
from twofold.core.audit import chain, verifying
from twofold.core.operations import Operation
from twofold.core.proof.lines import lines_after
from twofold.core.unit import unit_of_work

ME = Actor.system("twofold audit")
PAGE = 2_000
LOOK_SECONDS = 0.5
BACKDATED_SHOWN = 10


def verify(out: Console, *, expected: Sequence[str]) -> bool:
    """Link what is not linked yet, then verify all of it. Says what was found, and the head to be noted."""
    _link_all()
    with unit_of_work(ME):
        begun = verifying.begin(ME, expected=expected)
    with _bar(out) as progress:
        task = progress.add_task("Verifying", total=begun.total)

        def tell(operation: Operation) -> None:
            progress.update(task, total=operation.total, completed=operation.done)

        done = operations.carry(begun.id, tell=tell)
    if done.state != Operation.State.DONE:
        out.print(Text.assemble(("The audit log does not hold.", "red"), f" {done.error}"))
        return False
    head = done.position["head"]
    out.print(f"The audit log holds: {done.done:,} entries, each as it was written and in its place.")
    out.print(Text.assemble("Head: ", (head, "bold")))
    _print_erased(out, done.counts.get("erased", 0))
    _print_backdated(out, done.position["backdated"])
    out.print("Keep the head where nobody can change it, and say it next time: twofold audit verify --expect HEAD")
    return True


def _link_all() -> None:
    """Link what is not linked yet, where no worker does."""
    readers.enrol()
    while readers.advance(readers.register[chain.NAME]):
        pass


def _print_erased(out: Console, count: int) -> None:
    if not count:
        return
    out.print(f"Of {count:,} what they said was erased since, and nothing else changed:")
    with unit_of_work(ME):
        for one in queries.erasures(ME):
            out.print(f"  {one.at:%Y-%m-%d %H:%M} UTC by {one.by}: {one.entries:,} about {one.person_id}, {one.reason}")


def _print_backdated(out: Console, numbers: Sequence[int]) -> None:
    if numbers:
        listed = ", ".join(f"{number:,}" for number in numbers[:BACKDATED_SHOWN])
        more = " and more" if len(numbers) > BACKDATED_SHOWN else ""
        told = Text("Older than the entry before by more than an hour:", "yellow")
        out.print(Text.assemble(told, f" {listed}{more}."))
        out.print("The clock went back there, or they were backdated.")


def export(file: Path | None, err: Console, *, after: int, follow: bool) -> None:
    """Lines of the chain, to a file or to standard output."""
    with unit_of_work(ME):
        last = chain.head().number
    with ExitStack() as opened:
        into = opened.enter_context(file.open("wb")) if file else sys.stdout.buffer
        progress = opened.enter_context(_bar(err)) if file else None
        task = progress.add_task("Exporting", total=max(last - after, 0)) if progress else None
        try:
            while True:
                with unit_of_work(ME):
                    lines = lines_after(after, PAGE)
                into.write(b"".join(line.text + b"\n" for line in lines))
                into.flush()
                if lines:
                    after = lines[-1].head.number
                    if progress and task is not None:
                        progress.advance(task, len(lines))
                elif follow:
                    time.sleep(LOOK_SECONDS)
                else:
                    return
        except KeyboardInterrupt:
            return
        except BrokenPipeError:  # whoever read has read enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _bar(out: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=out
    )
