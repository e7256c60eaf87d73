"""What is to be done with a file: which column goes where, by what records are known again, and what then happens."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

import msgspec

from twofold.core.refusals import Invalid

REASON = "Why it was refused"
"""The column that a file of refused rows has more; behind it stands of which import it is."""

Keys = tuple[tuple[str, ...], ...]


@dataclass(eq=False)
class MappingNotUsable(Invalid):
    """These columns cannot be imported like this."""

    reasons: list[str]

    @property
    def message(self) -> str:
        """All that is in the way."""
        return " ".join(self.reasons)


class OnMatch(StrEnum):
    """What a row does to a record that is there already. Addresses and numbers are added in every case but the last."""

    FILL = "fill"
    OVERWRITE = "overwrite"
    ADD = "add"
    LEAVE = "leave"


class Bad(StrEnum):
    """What becomes of a row with a cell that cannot be what its column is."""

    REFUSE = "refuse"
    LEAVE_OUT = "leave_out"


@dataclass(frozen=True, slots=True)
class Column:
    """Where one column goes; nowhere without a `target`.

    `values` says what cells stand for, by their text in small letters; an empty meaning leaves the cell out. `format` is the
    order of dates (`dmy`, `mdy`, `ymd`, or a pattern as `%d. %m. %Y`) or the sign before decimals (`,` or `.`), guessed when
    empty. `unit` is the currency of amounts that do not name one, the country of phone numbers without one.
    """

    name: str
    target: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    format: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What is to be done with the rows of a file.

    `person_keys` are ways to know somebody again, any of which is enough; one way is targets that must all be the same:
    `(("person.email",), ("person.given_name", "person.family_name", "person.city"))`. Without a key every row is new.
    `merges`: several records that match become one where the rules of identity allow it, else the row is refused.
    `creates`: what is not there is added. `tags` are put on every person, or every account of a file without people.
    """

    columns: tuple[Column, ...]
    person_keys: Keys = ()
    account_keys: Keys = ()
    on_match: OnMatch = OnMatch.FILL
    on_bad: Bad = Bad.REFUSE
    merges: bool = False
    creates: bool = True
    country: str = ""
    tags: tuple[str, ...] = ()

    @property
    def targets(self) -> frozenset[str]:
        """All that the file says something of."""
        return frozenset(column.target for column in self.columns if column.target)

    @property
    def has_people(self) -> bool:
        """Whether its rows are about people."""
        return any(target.startswith("person.") for target in self.targets)

    @property
    def has_accounts(self) -> bool:
        """Whether its rows are about accounts."""
        return any(target.startswith("account.") for target in self.targets)

    def for_columns(self, names: Iterable[str]) -> "ImportPlan":
        """The same for a file with these columns: each goes where the one of its name went, in the file's own order."""
        known = {_plain(column.name): column for column in self.columns}
        columns = (replace(known.get(_plain(name), Column(name)), name=name) for name in names)
        return replace(self, columns=tuple(columns))

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        built: dict[str, Any] = msgspec.to_builtins(self)
        return built

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "ImportPlan":
        """From what was kept, or sent; refuses with `MappingNotUsable` what is none."""
        try:
            return msgspec.convert(kept, cls)
        except msgspec.ValidationError as error:
            raise MappingNotUsable([f"This is no mapping: {error}."]) from None


def fingerprint(names: Iterable[str]) -> str:
    """By what a saved mapping is found again: the names of the columns, whatever their order and spelling."""
    plain = sorted(_plain(name) for name in names if not name.startswith(REASON))
    return hashlib.blake2b("\x1f".join(plain).encode("utf-8", "replace"), digest_size=16).hexdigest()


def _plain(name: str) -> str:
    return "".join(name.lower().split())
