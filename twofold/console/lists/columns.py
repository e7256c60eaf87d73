"""The columns of a list: which, in which order, how wide.

A text in the address or of a view says it (`name:260,email,country`); a list that is no view is as the colleague left it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from twofold.console.listing import Address
from twofold.console.lists import cells
from twofold.console.lists.kinds import NAME, List
from twofold.console.page import ConsoleRequest
from twofold.directory import queries as directory
from twofold.directory.queries import Kind, ListField

NARROWEST, WIDEST, MOST = 56, 900, 40
LEAD, USUAL = 212, 150
WIDTHS: Mapping[Kind, int] = {
    Kind.EMAIL: 196, Kind.ACCOUNT: 146, Kind.OWNER: 120, Kind.PERSON: 140, Kind.CHOICE: 132, Kind.MULTI_CHOICE: 170,
    Kind.TAG: 180, Kind.NUMBER: 116, Kind.MONEY: 124, Kind.DATE: 116, Kind.MOMENT: 124, Kind.COUNTRY: 132,
    Kind.WEBSITE: 170,
}  # fmt: skip

Fields = Mapping[str, ListField]


@dataclass(frozen=True, slots=True)
class Column:
    """A column as it is shown. `kept` is the width somebody gave it, 0 if nobody did."""

    field: ListField
    kept: int = 0

    @property
    def key(self) -> str:
        """The field's key."""
        return self.field.key

    @property
    def label(self) -> str:
        """Its head."""
        return self.field.label

    @property
    def is_number(self) -> bool:
        """Whether it stands on the right."""
        return self.field.kind in cells.NUMBERS

    @property
    def is_copied_raw(self) -> bool:
        """Whether a spreadsheet is given the plain value instead of what is said."""
        return self.field.kind in {*cells.NUMBERS, Kind.DATE, Kind.MOMENT}

    @property
    def is_lead(self) -> bool:
        """Whether it is the one with the names, which stays first and in sight."""
        return self.field.key == NAME

    @property
    def width(self) -> int:
        """In pixels."""
        return self.kept or (LEAD if self.is_lead else WIDTHS.get(self.field.kind, USUAL))


def fields_of(request: ConsoleRequest, of: List) -> dict[str, ListField]:
    """The fields of a list by their keys."""
    return {one.key: one for one in directory.list_fields(request.actor, of.subject)}


def shown(request: ConsoleRequest, of: List, address: Address, fields: Fields) -> list[Column]:
    """The columns of a list, the name first."""
    text = address.one("columns")
    if not text and not address.one("view"):
        text = directory.arranged_columns(request.actor, subject=of.subject)
    return read(of, text, fields)


def read(of: List, text: str, fields: Fields) -> list[Column]:
    """The columns that a text names; those that are gone are passed over. Without one, those the list has by itself."""
    parts = text.split(",") if text else of.columns
    return arranged((_part(part) for part in parts), fields)


def arranged(parts: Iterable[tuple[str, int]], fields: Fields) -> list[Column]:
    """Columns from keys and widths: each once, the name first, and no more than anybody could look at."""
    widths: dict[str, int] = {}
    for key, width in parts:
        if key in fields and fields[key].is_column and len(widths) < MOST:
            widths.setdefault(key, width and max(NARROWEST, min(WIDEST, width)))
    lead = Column(fields[NAME], widths.pop(NAME, 0))
    return [lead, *(Column(fields[key], width) for key, width in widths.items())]


def written(columns: Sequence[Column]) -> str:
    """The text again."""
    return ",".join(f"{one.key}:{one.kept}" if one.kept else one.key for one in columns)


def _part(text: str) -> tuple[str, int]:
    key, _, width = text.partition(":")
    return key, int(width) if width.isascii() and width.isdigit() and len(width) < 5 else 0
