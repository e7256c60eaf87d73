"""What lists and forms offer to choose from: tags, colleagues, countries, saved views. All of it bounded."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, Q

from twofold.core.actor import Actor
from twofold.directory import bulk
from twofold.directory.models import SavedView, Tag
from twofold.directory.permissions import Permission
from twofold.directory.queries.visible import people_visible_to

MOST = 200

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


@dataclass(frozen=True, slots=True)
class View:
    """A saved view; `is_mine` if it is this actor's own."""

    id: UUID
    name: str
    definition: Mapping[str, Any]
    is_shared: bool
    is_pinned: bool
    is_mine: bool


def tags(actor: Actor) -> list[str]:
    """The names of the tags there are, in order."""
    actor.require(Permission.SEE_PEOPLE)
    return list(Tag.objects.order_by("name").values_list("name", flat=True)[:MOST])


def staff(actor: Actor) -> list[Colleague]:
    """The members of staff, in order of their names."""
    found = people_visible_to(actor).filter(is_staff=True).order_by("sort_name", "id")
    return [Colleague(*row) for row in found.values_list("id", "name", "email")[:MOST]]


def countries(actor: Actor, *, subject: str) -> list[str]:
    """The countries that people, or accounts, are in. As quick at a million people as at ten."""
    actor.require(SEE[subject])
    return [country for (country,) in bulk.ask(TABLES[subject], {})]


def saved_views(actor: Actor, *, subject: str) -> list[View]:
    """The actor's own views of a list and those that others share, the pinned ones first, then the oldest."""
    theirs = SavedView.objects.filter(Q(owner=actor.person_id) | Q(is_shared=True), subject=subject)
    return [
        View(view.id, view.name, view.definition, view.is_shared, view.is_pinned, view.owner_id == actor.person_id)
        for view in theirs.order_by(F("is_pinned").desc(), "created_at", "id")[:MOST]
    ]
