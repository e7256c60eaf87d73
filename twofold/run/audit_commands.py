"""`twofold audit`: the audit log verified, exported, and checked where it was exported to."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from twofold.run import commands
from twofold.run.setup import ready

app = typer.Typer(help="The audit log: every fact, sign-in, refusal and look at a record.", no_args_is_help=True)

Data = Annotated[
    Path | None, typer.Option("--data", help="Folder of the embedded engines [TWOFOLD_DATA].", file_okay=False)
]


@app.command()
def verify(
    expect: Annotated[
        list[str] | None,
        typer.Option(
            metavar="HEAD",
            help="A head that an earlier verification printed, kept where nobody can change it; several times for more.",
        ),
    ] = None,
    data: Data = None,
) -> None:
    """Find any entry that was removed, changed, reordered or put in. The status is 1 when there is one.

    Whoever owns the database can cut off the end of the log, or write all of it anew. That shows only against something
    that was noted elsewhere: a head, or the file of TWOFOLD_AUDIT_FILE, which is looked at by itself.

        twofold audit verify --expect 184223:9f3ac0…
    """
    commands.choose(data=data)
    with ready("twofold audit verify"):
        from twofold.run import auditing  # noqa: PLC0415 - needs Django to be set up

        is_whole = auditing.verify(commands.out, expected=expect or [])
    if not is_whole:
        sys.exit(1)


@app.command()
def export(
    file: Annotated[
        Path | None, typer.Argument(help="Where to; standard output when left out.", dir_okay=False)
    ] = None,
    after: Annotated[int, typer.Option(help="The number of the last entry that is known already.", min=0)] = 0,
    *,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on as the log grows, until Ctrl-C.")] = False,
    data: Data = None,
) -> None:
    """Write the audit log as JSON lines: each entry with its number, its hash and its salt, to be checked by anybody.

    twofold audit export audit.jsonl

    twofold audit export --after 184223 --follow | logger --tag twofold
    """
    commands.choose(data=data)
    with ready("twofold audit export"):
        from twofold.run import auditing  # noqa: PLC0415 - needs Django to be set up

        auditing.export(file, Console(stderr=True, highlight=False), after=after, follow=follow)


@app.command()
def check(
    files: Annotated[
        list[Path], typer.Argument(help="Files of the audit log, the oldest first.", exists=True, dir_okay=False)
    ],
) -> None:
    """Check exported files by themselves, without a database. The status is 1 when they do not hold."""
    from twofold.run.audit_files import check as check_files  # noqa: PLC0415 - of no use to other commands

    if not check_files(files, commands.out):
        sys.exit(1)
