"""Whom a row is about: the records that any of the plan's keys leads to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from twofold.directory import searching
from twofold.directory.identities import Pair
from twofold.directory.importing.known import Index, Record, custom_key, name_key
from twofold.directory.importing.plan import Keys

NUMBERS = {
    "email": "email",
    "phone": "phone",
    "company_number": "company_number",
    "vat_number": "vat",
    "website": "domain",
}
NAMES = frozenset({"name", "given_name", "family_name"})


@dataclass(frozen=True, slots=True)
class Way:
    """One way to know a record again: all of it must be the same. `is_plain`: one identifier is all that it takes."""

    kinds: tuple[str, ...]
    custom: tuple[str, ...]
    by_name: bool
    others: tuple[str, ...]
    account_name: bool
    is_plain: bool

    @classmethod
    def of(cls, keys: Sequence[str]) -> "Way":
        """From targets as a plan names them."""
        kinds, custom, others, names, account_name = [], [], [], set(), False
        for key in keys:
            part, _, name = key.partition(".")
            first, _, rest = name.partition(".")
            if part == "account" and name == "name" and any(other.startswith("person.") for other in keys):
                account_name = True
            elif first == "identifier" or name in NUMBERS:
                kinds.append(rest if first == "identifier" else NUMBERS[name])
            elif first == "custom":
                custom.append(rest)
            elif name in NAMES:
                names.add(name)
            else:
                others.append(name)
        by_name = "name" in names or {"given_name", "family_name"} <= names
        others += [] if by_name else sorted(names)
        is_plain = len(kinds) == 1 and not (by_name or custom or others or account_name)
        return cls(tuple(kinds), tuple(custom), by_name, tuple(others), account_name, is_plain)

    def leads_to(
        self, index: Index, said: Mapping[str, Any], pairs: Sequence[Pair], account: str
    ) -> list[Record] | None:
        """The records it leads to; None when the row does not say all that it takes."""
        found: list[list[Record]] = []
        for kind in self.kinds:
            values = [pair for pair in pairs if pair[0] == kind and pair not in index.shared]
            if not values:
                return None
            found.append([holder for pair in values if (holder := index.holder(pair))])
        if self.is_plain:
            return found[0]
        for key in self._keys(said):
            if key is None:
                return None
            found.append(index.called(key))
        if any(said.get(name) in (None, "") for name in self.others) or (self.account_name and not account):
            return None
        return [one for one in _in_all(found) if self._is_same(one, said, account)]

    def _keys(self, said: Mapping[str, Any]) -> list[str | None]:
        keys: list[str | None] = [
            None if said.get(name) is None else custom_key(name, said[name]) for name in self.custom
        ]
        if self.by_name:
            name = said_name(said)
            keys.append(f"name={name_key(name)}" if name else None)
        return keys

    def _is_same(self, record: Record, said: Mapping[str, Any], account: str) -> bool:
        """Fields that no index leads to; and what was found by an older name or value is not found by it any more."""
        if self.by_name and name_key(record.name) != name_key(said_name(said)):
            return False
        if any(_plain(record.fields.get(name)) != _plain(said[name]) for name in (*self.others, *self.custom)):
            return False
        if not self.account_name:
            return True
        return any(member.is_live and _plain(member.account_name) == _plain(account) for member in record.members)


class Matcher:
    """Any of several ways."""

    def __init__(self, keys: Keys, index: Index) -> None:
        self._ways = [Way.of(way) for way in keys]
        self._index = index

    def find(self, said: Mapping[str, Any], pairs: Sequence[Pair], account: str = "") -> list[Record]:
        """Every record that is meant, the oldest first."""
        found: dict[int, Record] = {}
        for way in self._ways:
            for record in way.leads_to(self._index, said, pairs, account) or ():
                found[id(record)] = record
        if len(found) < 2:
            return list(found.values())
        return sorted(found.values(), key=lambda one: (one.created_at, one.id))


def said_name(said: Mapping[str, Any]) -> str:
    """The name in a row, from its parts or as a whole."""
    return " ".join(filter(None, (said.get("given_name"), said.get("family_name")))) or said.get("name") or ""


def _plain(value: Any) -> Any:
    return searching.folded(value) if isinstance(value, str) else value


def _in_all(found: list[list[Record]]) -> list[Record]:
    if len(found) == 1:
        return found[0]
    first, *others = found
    return [one for one in first if all(any(one is other for other in rest) for rest in others)]
