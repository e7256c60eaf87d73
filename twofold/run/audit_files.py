"""Files of the audit log, checked without a database."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from twofold.core.proof.checking import LineBroken, check_lines


def check(files: Sequence[Path], out: Console) -> bool:
    """Whether the files hold as one chain; says so, and where they do not."""
    columns = (TextColumn("Checking"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=out) as progress:
        task = progress.add_task("", total=sum(file.stat().st_size for file in files))

        def lines() -> Iterator[bytes]:
            for file in files:
                with file.open("rb") as content:
                    for line in content:
                        progress.advance(task, len(line))
                        yield line

        try:
            head = check_lines(lines())
        except LineBroken as broken:
            out.print(Text.assemble(("The files do not hold.", "red"), f" {broken}"))
            return False
    out.print("There is nothing in them." if head is None else f"The files hold. Head: {head}")
    return True
