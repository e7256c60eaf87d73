"""Folding: what many sources said of one person or account becomes what holds.

For each name the highest source wins (staff, the customers themselves and programs with a key, then imports, then
tracking), among equals the newest word, so that neither the order in which traits arrive nor their repetition changes the
outcome. An empty word of a high source is a word, too: what staff have cleared stays cleared.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from twofold.directory import searching
from twofold.directory.traits import ACCOUNT_COLUMNS, PERSON_COLUMNS, clean

_RANKS = {"console": 3, "portal": 3, "api": 3, "import": 2}


_NOTHING_SAID: dict[str, Any] = dict.fromkeys(PERSON_COLUMNS, "")


@dataclass(frozen=True, slots=True)
class Said:
    """What a source said under a name."""

    name: str
    value: Any
    source: str
    occurred_at: datetime

    @property
    def weight(self) -> tuple[int, datetime, str]:
        """What is heavier wins; the value itself decides between two words of one rank and moment."""
        rank = _RANKS.get(self.source.partition(":")[0], 1)
        return rank, self.occurred_at, json.dumps(self.value, sort_keys=True)


@dataclass(frozen=True, slots=True)
class Known:
    """An identifier, as far as a fold needs it: its value may stand in where no source said anything."""

    kind: str
    value: str
    is_proven: bool
    created_at: datetime


class Profile(NamedTuple):
    """A record as it shall be: its columns, its attributes and the tokens by which it is found."""

    columns: Mapping[str, Any]
    attributes: Mapping[str, Any]
    tokens: tuple[str, ...]


def person_profile(said: Iterable[Said], known: Iterable[Known]) -> Profile:
    """What holds of a person."""
    known = list(known)
    columns, attributes = _fold(said, PERSON_COLUMNS)
    given, family = columns.get("given_name"), columns.get("family_name")
    email = columns["email"] if "email" in columns else _best(known, "email")
    phone = columns["phone"] if "phone" in columns else _best(known, "phone")
    name = " ".join(filter(None, (given, family))) or columns.get("name") or email or phone or ""
    whole = {column: columns.get(column) or "" for column in PERSON_COLUMNS}
    whole |= {"name": name, "email": email or "", "phone": phone or "", "sort_name": searching.sort_name(name)}
    tokens = searching.tokens_of_person(name, email or "", phone or "", ((one.kind, one.value) for one in known))
    return Profile(whole, attributes, tuple(tokens))


def fresh_person(said: Mapping[str, Any], identifiers: Iterable[tuple[str, str]]) -> Profile:
    """What holds of somebody of whom one source spoke, once, in values as columns keep them: the same as `person_profile`."""
    columns = {**_NOTHING_SAID, **said}
    attributes = {name: columns.pop(name) for name in said.keys() - _NOTHING_SAID.keys()}
    known = sorted(identifiers)
    email, phone = (columns[kind] or next((v for k, v in known if k == kind), "") for kind in ("email", "phone"))
    name = " ".join(filter(None, (columns["given_name"], columns["family_name"]))) or columns["name"] or email or phone
    columns |= {"name": name, "email": email, "phone": phone, "sort_name": searching.sort_name(name)}
    return Profile(columns, attributes, tuple(searching.tokens_of_person(name, email, phone, known)))


def account_profile(said: Iterable[Said], known: Iterable[Known]) -> Profile:
    """What holds of an account."""
    known = list(known)
    columns, attributes = _fold(said, ACCOUNT_COLUMNS)
    name = columns.get("name") or _best(known, "domain") or _best(known, "group_id") or ""
    whole = {column: columns.get(column) or "" for column in ACCOUNT_COLUMNS}
    whole |= {"name": name, "employees": columns.get("employees"), "sort_name": searching.sort_name(name)}
    tokens = searching.tokens_of_account(
        name,
        whole["website"],
        (whole["company_number"], whole["vat_number"]),
        ((one.kind, one.value) for one in known),
    )
    return Profile(whole, attributes, tuple(tokens))


def _fold(said: Iterable[Said], longest: Mapping[str, int]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The columns that a source spoke of (None where one was cleared), and the attributes."""
    by_name: dict[str, list[Said]] = defaultdict(list)
    for one in said:
        by_name[one.name].append(one)
    columns: dict[str, Any] = {}
    attributes: dict[str, Any] = {}
    for name in sorted(by_name, key=lambda name: name == "phone"):  # a phone may need the country to be read
        words = sorted(by_name[name], key=lambda one: one.weight, reverse=True)
        if name not in longest:
            if words[0].value is not None:
                attributes[name] = words[0].value
            continue
        region = columns.get("country") or ""
        for word in words:
            value = None if word.value is None else clean(name, word.value, longest=longest[name], region=region)
            if value is not None or word.value is None:
                columns[name] = value
                break
    return columns, attributes


def _best(known: Iterable[Known], kind: str) -> str | None:
    """The identifier of a kind to show: a proven one before others, then the oldest."""
    ones = sorted(
        (one for one in known if one.kind == kind), key=lambda one: (not one.is_proven, one.created_at, one.value)
    )
    return ones[0].value if ones else None
