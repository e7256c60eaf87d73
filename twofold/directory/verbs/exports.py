"""Taking a list out as a file."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from twofold.core.actor import Actor
from twofold.core.facts import record
from twofold.core.refusals import Invalid
from twofold.core.unit import unit_of_work
from twofold.core.verbs import verb
from twofold.directory.exporting.cells import cells_of, header_of
from twofold.directory.exporting.files import csv_file, xlsx_file
from twofold.directory.facts import ListExported
from twofold.directory.permissions import Permission
from twofold.directory.queries.lists import Asked, ListField
from twofold.directory.queries.lists.everyone import everyone_in_order, read_these
from twofold.directory.queries.lists.register import Register, named

PAGE = 1_000
ID = 16


class ExportFormat(StrEnum):
    """What the file is."""

    CSV = "csv"
    XLSX = "xlsx"


class NothingToExport(Invalid):
    """Choose at least one column."""


@dataclass(frozen=True, slots=True)
class Export:
    """A list as it was when it was asked for: whom it has in it is noted, what is known of them is read while it is written."""

    actor: Actor
    subject: str
    fields: Sequence[ListField]
    ids: bytes
    format: ExportFormat
    bom: bool

    @property
    def count(self) -> int:
        """How many there are in it."""
        return len(self.ids) // ID

    def content(self) -> Iterator[bytes]:
        """The file, a piece at a time. Not within a unit of work: each page opens its own."""
        header = header_of(self.fields)
        if self.format == ExportFormat.XLSX:
            return xlsx_file(header, self._pages())
        return csv_file(header, self._pages(), bom=self.bom)

    def _pages(self) -> Iterator[list[list[Any]]]:
        columns = [field.key for field in self.fields]
        for start in range(0, len(self.ids), PAGE * ID):
            stretch = self.ids[start : start + PAGE * ID]
            ids = [UUID(bytes=stretch[at : at + ID]) for at in range(0, len(stretch), ID)]
            with unit_of_work(self.actor):
                rows = read_these(self.actor, self.subject, ids, columns=columns)
            yield [cells_of(self.fields, row.values) for row in rows]


@verb(Permission.EXPORT)
def export(
    actor: Actor,
    subject: str,
    whom: Collection[UUID] | Asked,
    *,
    columns: Sequence[str],
    sort: str = "",
    format: ExportFormat = ExportFormat.CSV,  # noqa: A002 - what everybody calls it
    bom: bool = True,
) -> Export:
    """Take these, or all that a list has in it, out as a file, with the columns chosen and in the order of the list.

    Who is in it is noted now, in one statement and 16 bytes each; those who are gone when their page is written are left
    out, and so are columns that are hidden from the actor. Refuses no columns, and what lists refuse.
    """
    fields = Register(actor).of(subject)
    chosen = [field for key in dict.fromkeys(columns) if not (field := named(fields, key)).is_masked]
    if not chosen:
        raise NothingToExport
    if isinstance(whom, Asked):
        found = everyone_in_order(actor, subject, whom, sort=sort).iterator(chunk_size=10_000)
        ids = b"".join(one.bytes for one in found)
    else:
        ids = b"".join(one.bytes for one in dict.fromkeys(whom))
    begun = Export(actor, subject, chosen, ids, format, bom)
    record(
        ListExported(subject=subject, count=begun.count, columns=[field.key for field in chosen], format=format),
        by=actor,
    )
    return begun
