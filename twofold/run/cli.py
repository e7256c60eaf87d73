"""The command line: `twofold --help`."""

import sys
from importlib import metadata
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console
from rich.text import Text

from twofold.core.refusals import Refusal
from twofold.run import audit_commands, commands
from twofold.run.config import ConfigError
from twofold.run.engines import EngineError
from twofold.run.supervisor import PortTaken

app = typer.Typer(
    name="twofold",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)
admin = typer.Typer(help="Members of staff who may do everything.", no_args_is_help=True)
source = typer.Typer(
    help="Where events come from: each source has a write key for the tracking SDKs.", no_args_is_help=True
)
app.add_typer(admin, name="admin")
key = typer.Typer(help="Keys by which programs use the API.", no_args_is_help=True)
app.add_typer(source, name="source")
app.add_typer(key, name="key")
app.add_typer(audit_commands.app, name="audit")

Port = Annotated[int | None, typer.Option("--port", help="Port to listen on [TWOFOLD_PORT].", min=1, max=65_535)]
Host = Annotated[str | None, typer.Option("--host", help="Address to listen on [TWOFOLD_HOST].")]
Data = Annotated[
    Path | None, typer.Option("--data", help="Folder of the embedded engines [TWOFOLD_DATA].", file_okay=False)
]


def _print_version(wanted: bool) -> None:  # noqa: FBT001 - what Typer calls with the value
    if wanted:
        commands.out.print(f"Twofold {metadata.version('twofold')}")
        raise typer.Exit


Version = Annotated[
    bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print which version this is.")
]


@app.callback()
def twofold(*, version: Version = False) -> None:
    """Twofold: one record per account and one per person. Start with [bold]twofold serve[/bold]."""


@app.command()
def serve(port: Port = None, host: Host = None, data: Data = None) -> None:
    """Run everything: engines, pages, tracking, worker. Stops on Ctrl-C; what falls is started again."""
    commands.serve(port=port, host=host, data=data)


@app.command()
def web(port: Port = None, host: Host = None, data: Data = None) -> None:
    """Run the web server only: pages and tracking."""
    commands.listen("web", port=port, host=host, data=data)


@app.command()
def ingest(port: Port = None, host: Host = None, data: Data = None) -> None:
    """Run a server for tracking only, to have more of them than of pages."""
    commands.listen("ingest", port=port, host=host, data=data)


@app.command()
def worker(data: Data = None) -> None:
    """Run the worker only: jobs, and the readers of the ledger."""
    commands.work(data=data)


@app.command()
def migrate(data: Data = None) -> None:
    """Bring the tables of both engines up to date. Safe to repeat, and from several processes at once."""
    commands.migrate(data=data)


@app.command()
def doctor(data: Data = None) -> None:
    """Check engines, versions, disk, clock and mail, a line each; the status is 1 if something is wrong."""
    commands.doctor(data=data)


@app.command()
def settings() -> None:
    """List every TWOFOLD_* variable with its present value, meaning, type and default."""
    commands.settings()


@app.command()
def erase(
    person: Annotated[UUID, typer.Argument(help="The id of the person.")],
    reason: Annotated[str, typer.Option(help="Why: it stays in the audit log, so do not name them.")],
    also: Annotated[
        list[str] | None,
        typer.Option(
            metavar="WORD",
            help="Another word that names them, of five letters or more, such as a former name; several times.",
        ),
    ] = None,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    data: Data = None,
) -> None:
    """Erase a person for good: what every room keeps of them in both engines, and what the audit log says of them.

    An empty record with their id is left, and a receipt in the log, which is printed. Killed half-way it goes on when a worker
    runs, or when this is said again.

        twofold erase 019a8c3e-7f2b-7c1d-9a60-2b5e8f1d4c77 --reason "Request 4711 of 3 March"
    """
    commands.erase(person, reason=reason, also=also or [], is_sure=yes, data=data)


@app.command("import")
def import_(
    file: Annotated[
        str,
        typer.Argument(
            help="People and accounts as CSV or Excel; or JSON Lines: one tracking call a line, as Segment's libraries send "
            "them. [bold]undo[/bold] takes an import back."
        ),
    ],
    operation: Annotated[str, typer.Argument(metavar="[ID]", help="With undo: the import to take back.")] = "",
    *,
    mapping: Annotated[str, typer.Option(help="A saved mapping by its name, or a file with one as JSON.")] = "",
    match: Annotated[
        str,
        typer.Option(
            help="How to know records again: [bold]email,given_name+family_name+city[/bold]; a comma says or."
        ),
    ] = "",
    on_match: Annotated[
        str, typer.Option(help="What becomes of a record that matches: fill (gaps), overwrite, add (to lists), leave.")
    ] = "",
    merge: Annotated[
        bool, typer.Option("--merge", help="Make several records that match one, where the rules allow.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would become of each row, and change nothing.")
    ] = False,
    country: Annotated[str, typer.Option(help="The country of phone numbers that name none, such as DE.")] = "",
    sheet: Annotated[str, typer.Option(help="The sheet of a workbook.")] = "",
    encoding: Annotated[str, typer.Option(help="Such as latin-1 or utf-16; guessed otherwise.")] = "",
    separator: Annotated[str, typer.Option(help="Such as ; or tab; guessed otherwise.")] = "",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask whether the mapping is right.")] = False,
    errors: Annotated[
        Path | None,
        typer.Option(help="Write the refused rows with their reasons here, to be corrected.", dir_okay=False),
    ] = None,
    source_name: Annotated[
        str, typer.Option("--source", help="Tracking calls only: the source the events count as.")
    ] = "Import",
    data: Data = None,
) -> None:
    """Import people and accounts from CSV or Excel, or a history of tracking calls from JSON Lines.

    Where the columns go is the saved mapping for this header, or proposed from names and contents; it is shown, and asked
    about, before anything is imported. Importing the same file again changes nothing, and a whole import can be undone:

        twofold import contacts.csv --dry-run

        twofold import contacts.csv --match email,phone --on-match overwrite --errors refused.csv

        twofold import undo 01980c2f-…
    """
    if file == "undo":
        commands.undo_import(operation, data=data)
        return
    wishes = commands.Wanted(
        mapping=mapping, match=match, on_match=on_match, merge=merge, dry_run=dry_run, yes=yes, errors=errors, country=country,
        encoding=encoding, separator=separator, sheet=sheet,
    )  # fmt: skip
    commands.import_file(Path(file), wishes, source_name=source_name, data=data)


@app.command()
def logins(
    file: Annotated[
        Path, typer.Argument(help="A CSV with the columns email, email_verified and password_hash.", dir_okay=False)
    ],
    *,
    firebase_key: Annotated[
        str, typer.Option(help="Hashes of Firebase: the project's base64_signer_key; salts in password_salt.")
    ] = "",
    firebase_separator: Annotated[str, typer.Option(help="Its base64_salt_separator.")] = "Bw==",
    firebase_rounds: Annotated[int, typer.Option(help="Its rounds.")] = 8,
    firebase_memory: Annotated[int, typer.Option(help="Its mem_cost.")] = 14,
    data: Data = None,
) -> None:
    """Let people sign in with the passwords they have in another system: bcrypt, Argon2, PBKDF2, scrypt, Firebase.

    Import the people first, then their logins. Each hash is made ours when its person signs in for the first time. Nobody
    who can sign in already is changed.
    """
    parameters: dict[str, str | int] = {
        "salt_separator": firebase_separator, "rounds": firebase_rounds, "memory_cost": firebase_memory,
    }  # fmt: skip
    commands.take_over_logins(file, firebase_key=firebase_key, firebase=parameters, data=data)


@app.command()
def demo(
    port: Port = None,
    data: Data = None,
    *,
    browser: Annotated[bool, typer.Option(help="Open the console when it is ready.")] = True,
) -> None:
    """Serve with real customers to look at: loads them on the first start."""
    commands.demo(port=port, data=data, browser=browser)


@admin.command("create")
def admin_create(
    email: Annotated[str, typer.Argument(help="The address to sign in with.")],
    name: Annotated[str, typer.Option(help="What to call them.")] = "",
    password: Annotated[
        str | None, typer.Option(help="Asked for when left out.", envvar="TWOFOLD_ADMIN_PASSWORD")
    ] = None,
    data: Data = None,
) -> None:
    """Make a person a member of staff who can sign in; for one who exists, set a new password."""
    commands.create_admin(email, name=name, password=password, data=data)


@source.command("create")
def source_create(name: Annotated[str, typer.Argument(help="For example Web shop.")], data: Data = None) -> None:
    """Make a source and print its write key."""
    commands.create_source(name, data=data)


@source.command("list")
def source_list(data: Data = None) -> None:
    """List the sources with their write keys."""
    commands.list_sources(data=data)


@app.command()
def roles(data: Data = None) -> None:
    """Print what each built-in role of an account allows, as a table in Markdown."""
    commands.print_roles(data=data)


@key.command("create")
def key_create(
    name: Annotated[str, typer.Argument(help="Where it is used, for example Nightly sync.")],
    scope: Annotated[
        list[str] | None,
        typer.Option(
            help="What it may do, such as directory:person:edit (the reference under Developers says which a request needs); "
            "several times for more. Without: read people and accounts."
        ),
    ] = None,
    days: Annotated[int | None, typer.Option(help="For how long; without, until it is revoked.", min=1)] = None,
    data: Data = None,
) -> None:
    """Make a key for a service and print it. It is shown this once."""
    commands.create_key(name, scopes=scope or [], days=days, data=data)


def main() -> None:
    """Run the command; what cannot be done is one sentence and status 2, never a traceback."""
    try:
        app()
    except (ConfigError, EngineError, PortTaken, commands.Failed, Refusal) as refusal:
        _say_no(str(refusal))
    except OSError as error:
        if not error.filename:
            raise
        _say_no(f"{error.filename}: {error.strerror}.")


def _say_no(why: str) -> None:
    Console(stderr=True, highlight=False, soft_wrap=True).print(Text.assemble(("twofold:", "red"), f" {why}"))
    sys.exit(2)


if __name__ == "__main__":
    main()
