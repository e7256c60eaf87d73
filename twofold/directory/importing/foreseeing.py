"""Somebody new as their row of the database will be: put together ahead, by the process that reads the file."""

from collections.abc import Iterable, Mapping
from operator import itemgetter
from typing import Any

from twofold.core.copying import as_line
from twofold.directory import bulk
from twofold.directory.folding import Profile, fresh_person
from twofold.directory.importing.prepared import Foreseen
from twofold.directory.traits import PERSON_COLUMNS

FORESEEN = ("attributes", "search", "sort_name", *PERSON_COLUMNS)
_in_order = itemgetter(*PERSON_COLUMNS)


def foresee(said: Mapping[str, Any], identifiers: Iterable[tuple[str, str]]) -> Foreseen:
    """Somebody of whom nothing else is known than this."""
    profile = fresh_person(said, identifiers)
    columns = profile.columns
    cells = (bulk.as_plain_json(profile.attributes), tsvector(profile), columns["sort_name"], *_in_order(columns))
    return Foreseen(columns["name"], list(filter(str.isalpha, profile.tokens)), as_line(cells))


def tsvector(profile: Profile) -> str | None:
    """As Postgres reads one without positions."""
    if not profile.tokens:
        return None
    tokens = "\n".join(profile.tokens).replace("\\", "\\\\").replace("'", "''")  # no token has a line end in it
    return "'" + tokens.replace("\n", "' '") + "'"
