"""What a row says: what is told between whoever reads rows and whoever decides about them."""

from typing import Any

import msgspec

from twofold.directory.identities import Pair


class Foreseen(msgspec.Struct, frozen=True):
    """Who somebody new is: their name, the words they are found by, and their columns as COPY takes them."""

    name: str
    words: list[str]
    columns: str


class Prepared(msgspec.Struct):
    """What one row says. With `problems` it is refused; `left_out` are cells that were passed over.

    `foreseen` is who somebody new would be by this row, if that was put together ahead. All of it is what MessagePack takes, by which
    it goes from one process to another: days are text.
    """

    number: int
    at: int
    cells: list[str]
    problems: list[str] = []
    left_out: list[str] = []
    person: dict[str, Any] = {}
    account: dict[str, Any] = {}
    membership: dict[str, Any] = {}
    identifiers: list[Pair] = []
    account_identifiers: list[Pair] = []
    beside: dict[str, Any] = {}
    foreseen: Foreseen | None = None
