"""What a row says: what is told between whoever reads rows and whoever decides about them."""

from dataclasses import dataclass, field
from typing import Any

from twofold.directory.identities import Pair
from twofold.directory.importing.known import Foreseen


@dataclass(slots=True)
class Prepared:
    """What one row says. With `problems` it is refused; `left_out` are cells that were passed over.

    `foreseen` is who somebody new would be by this row, if that was put together ahead.
    """

    number: int
    at: int
    cells: list[str]
    problems: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    person: dict[str, Any] = field(default_factory=dict)
    account: dict[str, Any] = field(default_factory=dict)
    membership: dict[str, Any] = field(default_factory=dict)
    identifiers: list[Pair] = field(default_factory=list)
    account_identifiers: list[Pair] = field(default_factory=list)
    beside: dict[str, Any] = field(default_factory=dict)
    foreseen: Foreseen | None = None

    def __reduce__(self) -> tuple[type["Prepared"], tuple[Any, ...]]:
        """Between processes: a third of the time that pickling takes by itself."""
        return Prepared, (
            self.number, self.at, self.cells, self.problems, self.left_out, self.person, self.account, self.membership,
            self.identifiers, self.account_identifiers, self.beside, self.foreseen,
        )  # fmt: skip
