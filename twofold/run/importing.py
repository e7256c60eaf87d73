"""`twofold import` of CSV and Excel: the same long operation as the console's, carried from the terminal."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.prompt import Confirm
from rich.table import Table
from rich.text import Text

from twofold.core import files, operations
from twofold.core.actor import Actor
from twofold.core.operations import Operation
from twofold.core.unit import unit_of_work
from twofold.directory.importing.guessing import Said, guess
from twofold.directory.importing.plan import ImportPlan, Keys, MappingNotUsable, OnMatch
from twofold.directory.importing.reading import rows
from twofold.directory.importing.shapes import Shape
from twofold.directory.queries import importing as queries
from twofold.directory.verbs import importing

if TYPE_CHECKING:
    from twofold.run.commands import Wanted

ACTOR = Actor.system("twofold import")
BLOCK = 1_000_000
SAMPLE = 200
SHOWN = 10
WORDS = {
    "created": "added", "updated": "changed", "merged": "merged", "unchanged": "as they were", "refused": "refused",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was asked for on the command line; empty is guessed or as the mapping says."""

    mapping: str = ""
    match: str = ""
    on_match: OnMatch | None = None
    merge: bool = False
    dry_run: bool = False
    yes: bool = False
    errors: Path | None = None
    country: str = ""
    encoding: str = ""
    separator: str = ""
    sheet: str = ""

    @property
    def said(self) -> Said:
        """How the file is to be read."""
        separator = {"tab": "\t", "\\t": "\t"}.get(self.separator, self.separator)
        return Said(encoding=self.encoding or None, separator=separator or None, sheet=self.sheet or None)


def wishes_of(wanted: "Wanted") -> Wishes:
    """From the command line; refuses what `--on-match` cannot be."""
    told = asdict(wanted)
    if wanted.on_match and wanted.on_match not in list(OnMatch):
        raise MappingNotUsable([f"On a match one can {', '.join(OnMatch)}; not {wanted.on_match}."])
    return Wishes(**told | {"on_match": OnMatch(wanted.on_match) if wanted.on_match else None})


def is_table(file: Path) -> bool:
    """Whether it is a table and not JSON Lines of tracking calls, by its name or else by how it begins."""
    if file.suffix.lower() in {".jsonl", ".ndjson", ".json"}:
        return False
    with file.open("rb") as content:
        return not content.read(BLOCK).lstrip().startswith(b"{")


def import_table(file: Path, wishes: Wishes, out: Console) -> Operation | None:
    """Import a table, or say what that would do. Nothing when somebody looked at the mapping and said no."""
    shape = guess(file, wishes.said)
    plan = _plan(file, shape, wishes)
    out.print(_as_table(plan))
    if not (wishes.yes or wishes.dry_run or Confirm.ask("Import it like this?", console=out)):
        return None
    with unit_of_work(ACTOR):
        kept = files.keep(ACTOR, _blocks(file), name=file.name)
        operation = importing.start(ACTOR, kept.id, shape=shape, plan=plan, dry_run=wishes.dry_run)
    done = _carry(operation.id, out)
    _report(done, wishes, out)
    return done


def undo(operation_id: UUID, out: Console) -> Operation:
    """Take an import back."""
    with unit_of_work(ACTOR):
        operation = operations.undo(ACTOR, operation_id)
    return _carry(operation.id, out)


def _plan(file: Path, shape: Shape, wishes: Wishes) -> ImportPlan:
    """The mapping that was named, or the one that seems right; what the command line says stands above it."""
    with unit_of_work(ACTOR):
        plan = _mapping(file, shape, wishes.mapping)
        targets = queries.import_targets(ACTOR)
    if wishes.match:
        people, accounts = _keys(wishes.match, "person"), _keys(wishes.match, "account")
        plan = replace(plan, person_keys=people, account_keys=accounts or plan.account_keys)
    if unknown := [key for way in plan.person_keys + plan.account_keys for key in way if key not in targets]:
        raise MappingNotUsable([f"There is no field “{key}” to match by." for key in unknown])
    return replace(
        plan,
        on_match=wishes.on_match or plan.on_match,
        merges=wishes.merge or plan.merges,
        country=wishes.country.upper() or plan.country,
    )


def _mapping(file: Path, shape: Shape, wanted: str) -> ImportPlan:
    if wanted and Path(wanted).is_file():
        return ImportPlan.from_json(json.loads(Path(wanted).read_text())).for_columns(shape.columns)
    saved = queries.saved_mappings(ACTOR, shape.columns)
    if wanted:
        named = next((one for one in saved if one.name.lower() == wanted.lower()), None)
        if named is None:
            raise MappingNotUsable([f"There is neither a saved mapping nor a file called “{wanted}”."])
        return named.plan.for_columns(shape.columns)
    if saved and saved[0].fits:
        return saved[0].plan.for_columns(shape.columns)
    sample = [row.cells for row in islice(rows(file, shape), SAMPLE) if not row.problem]
    return queries.proposed_plan(ACTOR, shape.columns, sample)


def _keys(text: str, part: str) -> Keys:
    """`email,given_name+family_name`: a comma says or, a plus says and. Fields are a person's unless they say otherwise."""
    ways = [[_full(key.strip()) for key in way.split("+")] for way in text.split(",") if way.strip()]
    return tuple(tuple(way) for way in ways if part == ("person" if _is_of_people(way) else "account"))


def _full(key: str) -> str:
    if key in {"user_id", "loyalty_card"}:
        return f"person.identifier.{key}"
    return key if key.startswith(("person.", "account.")) else f"person.{key}"


def _is_of_people(way: Sequence[str]) -> bool:
    return any(key.startswith("person.") for key in way)


def _blocks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as content:
        while block := content.read(BLOCK):
            yield block


def _carry(operation_id: UUID, out: Console) -> Operation:
    """With a bar; Ctrl-C has no further piece done and leaves what is done, to be gone on with or undone."""
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=out
    )  # fmt: skip
    with bar as progress:
        task = progress.add_task("", total=None)

        def tell(operation: Operation) -> None:
            progress.update(task, description=operation.title, total=operation.total, completed=operation.done)

        try:
            return operations.carry(operation_id, tell=tell)
        except KeyboardInterrupt:
            with unit_of_work(ACTOR):
                operations.cancel(ACTOR, operation_id)
            return operations.carry(operation_id, tell=tell)


def _as_table(plan: ImportPlan) -> Table:
    table = Table("Column", "goes to", box=None, pad_edge=False)
    for column in plan.columns:
        table.add_row(column.name, column.target or Text("nowhere", "dim"))
    ways = [" and ".join(key for key in way) for way in plan.person_keys + plan.account_keys]
    table.caption = f"Known again by {', or by '.join(ways) or 'nothing'}; on a match: {plan.on_match}."
    table.caption_justify = "left"
    return table


def _report(operation: Operation, wishes: Wishes, out: Console) -> None:
    would = "would be " if wishes.dry_run else ""
    table = Table(box=None, pad_edge=False, show_header=False)
    for outcome, word in WORDS.items():
        if count := operation.counts.get(outcome):
            table.add_row(f"{count:,}", f"rows {would}{word}")
    out.print(table)
    if operation.error:
        out.print(Text.assemble((f"{operation.state.capitalize()}:", "red"), f" {operation.error}"))
    if operation.counts.get("refused"):
        _tell_refused(operation.id, wishes.errors, out)
    if not wishes.dry_run:
        out.print(f"Undo it with: twofold import undo {operation.id}", style="dim")


def _tell_refused(operation_id: UUID, errors: Path | None, out: Console) -> None:
    with unit_of_work(ACTOR):
        for row in queries.import_rows(ACTOR, operation_id, outcome="refused", limit=SHOWN):
            out.print(f"  row {row.number:,}: {' '.join(row.reasons)}")
        if errors:
            with errors.open("wb") as written:
                written.writelines(queries.error_file(ACTOR, operation_id))
    if errors:
        out.print(f"All refused rows with their reasons are in {errors}: correct them there and import that file.")
    else:
        out.print("Name a file with --errors to have all refused rows with their reasons.", style="dim")
