"""What of a list is wanted, as its address says it."""

from collections.abc import Sequence
from dataclasses import dataclass

from twofold.console import filters
from twofold.console.listing import Address
from twofold.console.lists.columns import Column, Fields, fields_of, shown
from twofold.console.lists.kinds import List
from twofold.console.page import ConsoleRequest
from twofold.directory.queries import Asked


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a list is wanted: the list, its address, its fields, its columns and whom it asks for."""

    of: List
    address: Address
    fields: Fields
    columns: Sequence[Column]
    asked: Asked

    @property
    def sort(self) -> str:
        """How it is sorted; as by itself unless the address asks for something that it can be sorted by."""
        wanted = self.address.one("sort")
        field = self.fields.get(wanted.removeprefix("-"))
        return wanted if field and field.is_sortable else self.of.sort

    @property
    def read(self) -> tuple[str, ...]:
        """The fields to be read for its rows."""
        keys = tuple(one.key for one in self.columns)
        return (*keys, "photo") if "photo" in self.fields and "photo" not in keys else keys


def wanted(request: ConsoleRequest, of: List, address: Address) -> Wanted:
    """What an address wants. Refuses with `ConditionNotUnderstood` a condition that cannot be read."""
    fields = fields_of(request, of)
    return Wanted(of, address, fields, shown(request, of, address, fields), filters.asked(of, address))
