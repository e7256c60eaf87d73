"""The command line: `twofold --help`."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from twofold.run import commands
from twofold.run.config import ConfigError
from twofold.run.engines import EngineError
from twofold.run.supervisor import PortTaken

app = typer.Typer(
    name="twofold",
    help="Twofold: one record per account and one per person. Start with [bold]twofold serve[/bold].",
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

Port = Annotated[int | None, typer.Option("--port", help="Port to listen on [TWOFOLD_PORT].", min=1, max=65_535)]
Host = Annotated[str | None, typer.Option("--host", help="Address to listen on [TWOFOLD_HOST].")]
Data = Annotated[
    Path | None, typer.Option("--data", help="Folder of the embedded engines [TWOFOLD_DATA].", file_okay=False)
]


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
    """List every TWOFOLD_* variable with its type, default, present value and meaning."""
    commands.settings()


@app.command("import")
def import_(
    file: Annotated[
        Path,
        typer.Argument(
            help="JSON Lines: one tracking call a line, as Segment's libraries send them.", exists=True, dir_okay=False
        ),
    ],
    source_name: Annotated[str, typer.Option("--source", help="The source the events count as.")] = "Import",
    data: Data = None,
) -> None:
    """Import a history of tracking calls. Sending the same file again adds nothing."""
    commands.import_history(file, source_name=source_name, data=data)


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


@key.command("create")
def key_create(
    name: Annotated[str, typer.Argument(help="Where it is used, for example Nightly sync.")],
    scope: Annotated[
        list[str] | None,
        typer.Option(help="What it may do; several times for more. Without: read people and accounts."),
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
    except (ConfigError, EngineError, PortTaken, commands.Failed) as refusal:
        Console(stderr=True, highlight=False, soft_wrap=True).print(f"[red]twofold:[/red] {refusal}")
        sys.exit(2)


if __name__ == "__main__":
    main()
