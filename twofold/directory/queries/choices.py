"""What lists and forms offer to choose from: colleagues and countries. All of it bounded."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from unicodedata import combining, normalize
from uuid import UUID

import pycountry
from babel.core import Locale, UnknownLocaleError
from django.db.models import QuerySet

from twofold.core.actor import Actor, RowScope
from twofold.directory import bulk
from twofold.directory.models import Account, Person
from twofold.directory.models.person import LIVE as LIVE_ONES
from twofold.directory.permissions import Permission
from twofold.directory.queries.scopes import ids_of_accounts, ids_of_people

MOST = 200
SOME = 2_000

# Jumps from one country to the next along the index, instead of reading a million people for forty countries.
COUNTRIES = """
WITH RECURSIVE found AS (
    (SELECT country FROM {table} WHERE {where} AND country <> '' ORDER BY country LIMIT 1)
    UNION ALL
    SELECT (SELECT r.country FROM {table} r WHERE {where} AND r.country <> '' AND r.country > found.country
            ORDER BY r.country LIMIT 1)
    FROM found WHERE found.country IS NOT NULL
)
SELECT country FROM found WHERE country IS NOT NULL
"""
LIVE = "deleted_at IS NULL AND merged_into_id IS NULL"
TABLES = {
    "person": COUNTRIES.format(table="directory_person", where=f"known_at IS NOT NULL AND {LIVE}"),
    "account": COUNTRIES.format(table="directory_account", where=LIVE),
}
SEE = {"person": Permission.SEE_PEOPLE, "account": Permission.SEE_ACCOUNTS}


@dataclass(frozen=True, slots=True)
class Colleague:
    """A member of staff, to whom records can be given."""

    id: UUID
    name: str
    email: str


def staff(actor: Actor) -> list[Colleague]:
    """The members of staff, in order of their names. Everybody of them knows all of them, whichever rows they see."""
    actor.require(Permission.SEE_PEOPLE)
    found = Person.objects.filter(LIVE_ONES, is_staff=True).order_by("sort_name", "id")
    return [Colleague(*row) for row in found.values_list("id", "name", "email")[:MOST]]


def countries(actor: Actor, *, subject: str) -> list[str]:
    """The countries that people, or accounts, are in. As quick at a million people as at ten."""
    actor.require(SEE[subject])
    if actor.rows is not None:
        return sorted(_countries_seen(actor, actor.rows, subject))
    return [country for (country,) in bulk.ask(TABLES[subject], {})]


@cache
def country_codes() -> frozenset[str]:
    """The two letters of every country there is."""
    return frozenset(country.alpha_2 for country in pycountry.countries)


@cache
def country_names(language: str) -> Sequence[tuple[str, str]]:
    """The two letters of every country there is and its name in this language, by name; in English where it has none.

    Babel alone would name what is no country, too: the Eurozone, the unknown region, regions for testing programs.
    """
    try:
        names = Locale.parse(language, sep="-").territories
    except (UnknownLocaleError, ValueError):
        names = Locale("en").territories
    found = ((country.alpha_2, str(names.get(country.alpha_2, country.name))) for country in pycountry.countries)
    return tuple(sorted(found, key=lambda one: _without_accents(one[1])))


def _without_accents(name: str) -> str:
    """So that Österreich stands before Pakistan."""
    return "".join(letter for letter in normalize("NFKD", name.casefold()) if not combining(letter))


def _countries_seen(actor: Actor, rows: RowScope, subject: str) -> set[str]:
    """Those of the scope itself, and those that some thousands of one's own are in: for a choice nobody reads all of them."""
    people, accounts = Person.objects.filter(LIVE_ONES), Account.objects.filter(LIVE_ONES)
    if subject == "person":
        return set(rows.countries) | _countries_of_some(people, ids_of_people(actor, rows, people))
    return set(rows.countries) | _countries_of_some(accounts, ids_of_accounts(rows))


def _countries_of_some(records: QuerySet[Any], ids: Sequence[QuerySet[Any, Any]]) -> set[str]:
    first, *more = (some[:SOME] for some in ids)
    found = records.filter(id__in=first.union(*more, all=True)).exclude(country="").order_by()
    return set(found.values_list("country", flat=True).distinct())
