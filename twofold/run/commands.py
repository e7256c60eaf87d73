"""What the commands of the command line do."""

import os
import re
import sys
import webbrowser
from dataclasses import dataclass
from datetime import timedelta
from getpass import getpass
from pathlib import Path
from typing import Literal
from uuid import UUID

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from twofold.run.config import PREFIX, Config, config
from twofold.run.setup import ready
from twofold.run.supervisor import Supervisor, require_free_port

READING = ("directory:person:see", "directory:account:see")
out = Console(
    highlight=False, soft_wrap=True, markup=False
)  # names and reasons that are printed are other people's words


class Failed(Exception):
    """A command cannot do what it was asked for."""


def choose(**options: object) -> Config:
    """Let options of the command line stand above the environment, for this process and its children."""
    os.environ |= {f"{PREFIX}{name.upper()}": str(value) for name, value in options.items() if value is not None}
    config.cache_clear()
    return config()


def serve(*, port: int | None, host: str | None, data: Path | None) -> None:
    """Everything, until a signal."""
    chosen = choose(port=port, host=host, data=data)
    require_free_port(chosen.host, chosen.port)
    with ready("twofold serve", exclusive=True) as (current, urls):
        supervisor = Supervisor(chosen, urls)
        supervisor.start()
        out.print(f"Twofold is starting: {current.base_url}")
        supervisor.watch()


def listen(part: Literal["web", "ingest"], *, port: int | None, host: str | None, data: Path | None) -> None:
    """One server, until a signal."""
    chosen = choose(port=port, host=host, data=data)
    require_free_port(chosen.host, chosen.port)
    with ready(f"twofold {part}", migrated=not _is_child()) as (current, _):
        from twofold.run.server import listen as serve_part  # noqa: PLC0415 - Granian is slow to import

        serve_part(current, part)


def work(*, data: Path | None) -> None:
    """The worker, until a signal."""
    choose(data=data)
    with ready("twofold worker", migrated=not _is_child()):
        from twofold.run.worker import work as start  # noqa: PLC0415 - needs Django to be set up

        start()


def migrate(*, data: Path | None) -> None:
    """Both engines."""
    choose(data=data)
    with ready("twofold migrate", migrated=False):
        from twofold.run.migrate import migrate as run  # noqa: PLC0415 - needs Django to be set up

        run(verbosity=1)
    out.print("Both engines are up to date.")


def doctor(*, data: Path | None) -> None:
    """Every check, a line each."""
    chosen = choose(data=data)
    with ready("twofold doctor", migrated=not chosen.database_url):
        from twofold.run.doctor import examine  # noqa: PLC0415 - needs Django to be set up

        if not examine(out):
            sys.exit(1)


def settings() -> None:
    """All settings."""
    current = config()
    for name, field in Config.model_fields.items():
        kind = re.sub(r"<class '(\w+\.)*(\w+)'>|\w+\.", r"\2", str(field.annotation))
        default = _written(field.get_default(call_default_factory=True, validated_data=current.model_dump()))
        now = _written(getattr(current, name))
        out.print(f"{PREFIX}{name.upper()} = {'••••' if now and not field.repr else now}".rstrip(), style="bold")
        out.print(f"    {field.description}\n    {kind}; {f'{default} by default' if default else 'unset by default'}")


def _written(value: object) -> str:
    """A setting as one would write it into the environment; nothing when it is unset."""
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What `twofold import` was asked for; the fields are those of `importing.Wishes`."""

    mapping: str
    match: str
    on_match: str
    merge: bool
    dry_run: bool
    yes: bool
    errors: Path | None
    country: str
    encoding: str
    separator: str
    sheet: str


def import_file(file: Path, wanted: Wanted, *, source_name: str, data: Path | None) -> None:
    """A table of people and accounts, or a history of tracking calls."""
    if not file.is_file():
        raise Failed(f"There is no file {file}.")
    choose(data=data)
    with ready("twofold import"):
        from twofold.run import importing  # noqa: PLC0415 - needs Django to be set up

        if not importing.is_table(file):
            _import_history(file, source_name=source_name)
            return
        done = importing.import_table(file, importing.wishes_of(wanted), out)
    if done and done.state != "done":
        sys.exit(1)


def undo_import(operation: str, *, data: Path | None) -> None:
    """An import, taken back."""
    try:
        operation_id = UUID(operation)
    except ValueError:
        raise Failed("Name the import to take back by its id, as `twofold import` printed it.") from None
    choose(data=data)
    with ready("twofold import undo"):
        from twofold.run import importing  # noqa: PLC0415 - needs Django to be set up

        undone = importing.undo(operation_id, out)
    removed, restored = undone.counts.get("removed", 0), undone.counts.get("restored", 0)
    out.print(f"{removed:,} records removed, {restored:,} as they were without the import.")


def erase(person: UUID, *, reason: str, also: list[str], is_sure: bool, data: Path | None) -> None:
    """A person, for good."""
    if not is_sure:
        typer.confirm("There is no way back. Erase them?", abort=True)
    choose(data=data)
    with ready("twofold erase"):
        from twofold.run import erasing  # noqa: PLC0415 - needs Django to be set up

        erasing.erase(out, person, reason=reason, also=also)


def take_over_logins(file: Path, *, firebase_key: str, firebase: dict[str, str | int], data: Path | None) -> None:
    """Passwords from another system."""
    if not file.is_file():
        raise Failed(f"There is no file {file}.")
    choose(data=data)
    with ready("twofold logins"):
        from twofold.access.passwords.foreign import Firebase  # noqa: PLC0415 - all of these need Django to be set up
        from twofold.run import logins  # noqa: PLC0415

        logins.take_over(file, Firebase(firebase_key, **firebase) if firebase_key else None, out)  # type: ignore[arg-type]


def _import_history(file: Path, *, source_name: str) -> None:
    from twofold.run.history import import_file as import_calls  # noqa: PLC0415 - needs Django to be set up

    report = import_calls(file, source_name=source_name)
    out.print(f"{report.taken:,} events taken, {report.repeated:,} were there already, {report.refused:,} refused.")
    if report.refused:
        out.print("The refused ones are in the console under Dead letters, with the reason of each.")


def demo(*, port: int | None, data: Path | None, browser: bool) -> None:
    """Serve, load the demo on the first start, and open the console."""
    chosen = choose(port=port, data=data)
    require_free_port(chosen.host, chosen.port)
    out.print("Starting ...")
    with ready("twofold demo", exclusive=True) as (current, urls):
        from twofold.run.demo import load  # noqa: PLC0415 - needs Django to be set up

        supervisor = Supervisor(chosen, urls)
        supervisor.start()
        try:
            sign_in = load(current, out)
        except BaseException:
            supervisor.end()
            raise
        out.print(f"\nTwofold is ready: {current.base_url}", style="bold")
        out.print(f"Sign in as [bold]{sign_in.email}[/bold] with [bold]{sign_in.password}[/bold].", markup=True)
        out.print(
            f"As a customer, in a private window: [bold]{current.base_url}/my/[/bold] as [bold]{sign_in.owner}[/bold], who owns "
            f"{escape(sign_in.account)}, with the same password. Ctrl-C stops it.",
            markup=True,
        )
        if browser:
            webbrowser.open(current.base_url)
        supervisor.watch()


def create_admin(email: str, *, name: str, password: str | None, data: Path | None) -> None:
    """A member of staff with a password."""
    choose(data=data)
    chosen = password or getpass("Password: ")
    with ready("twofold admin create"):
        from twofold.access.verbs import staff  # noqa: PLC0415 - needs Django to be set up
        from twofold.core.actor import Actor  # noqa: PLC0415
        from twofold.core.unit import unit_of_work  # noqa: PLC0415

        actor = Actor.system("twofold admin create")
        with unit_of_work(actor):
            staff.admit(actor, email, name=name, password=chosen)
    out.print(f"{email} can sign in.")


def create_source(name: str, *, data: Path | None) -> None:
    """A source and its write key."""
    choose(data=data)
    with ready("twofold source create"):
        from twofold.core.actor import Actor  # noqa: PLC0415 - needs Django to be set up
        from twofold.core.unit import unit_of_work  # noqa: PLC0415
        from twofold.events.verbs import sources  # noqa: PLC0415

        actor = Actor.system("twofold source create")
        with unit_of_work(actor):
            source = sources.create(actor, name)
            out.print(source.write_key)


def print_roles(*, data: Path | None) -> None:
    """The table of docs/guide/roles.md."""
    choose(data=data)
    with ready("twofold roles"):
        from twofold.access import matrix  # noqa: PLC0415 - needs Django to be set up

        print(matrix.markdown())  # noqa: T201 - as it is, not wrapped to the width of the terminal


def create_key(name: str, *, scopes: list[str], days: int | None, data: Path | None) -> None:
    """A key of a service."""
    choose(data=data)
    with ready("twofold key create"):
        from twofold.access.verbs import keys  # noqa: PLC0415 - needs Django to be set up
        from twofold.core.actor import Actor  # noqa: PLC0415
        from twofold.core.unit import unit_of_work  # noqa: PLC0415

        actor = Actor.system("twofold key create")
        with unit_of_work(actor) as unit:
            ends = unit.now + timedelta(days=days) if days else None
            made = keys.create(actor, name=name, scopes=scopes or READING, expires_at=ends, is_service=True)
    out.print(made.token)


def list_sources(*, data: Path | None) -> None:
    """All sources."""
    choose(data=data)
    with ready("twofold source list"):
        from twofold.core.actor import Actor  # noqa: PLC0415 - needs Django to be set up
        from twofold.core.unit import unit_of_work  # noqa: PLC0415
        from twofold.events import queries  # noqa: PLC0415

        actor = Actor.system("twofold source list")
        table = Table("Name", "Write key", "State", box=None, pad_edge=False)
        with unit_of_work(actor):
            for source in queries.sources(actor):
                table.add_row(source.name, source.write_key, "revoked" if source.revoked_at else "live")
        out.print(table if table.row_count else "No source yet. Make one with: twofold source create NAME")


def _is_child() -> bool:
    """Whether a supervisor started this process and has migrated already."""
    return "TWOFOLD_CHILD" in os.environ
