"""Lists as colleagues like to see them: saved views, and how one left the columns of a list."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from twofold.core.actor import Actor
from twofold.directory.models import Layout, SavedView
from twofold.directory.permissions import Permission


@dataclass(frozen=True, slots=True)
class ViewRow:
    """A saved view of a list."""

    id: UUID
    name: str
    is_mine: bool
    is_shared: bool
    is_pinned: bool
    definition: Mapping[str, Any]


def saved_views(actor: Actor, *, subject: str) -> list[ViewRow]:
    """One's own views of a list and those that others share, the pinned first."""
    actor.require(Permission.SAVE_VIEWS)
    mine = Q(owner=None) if actor.person_id is None else Q(owner=actor.person_id)
    there = SavedView.objects.filter(mine | Q(is_shared=True), subject=subject, removed_at=None)
    return [
        ViewRow(one.id, one.name, one.owner_id == actor.person_id, one.is_shared, one.is_pinned, one.definition)
        for one in there.order_by("-is_pinned", "name")
    ]


def arranged_columns(actor: Actor, *, subject: str) -> str:
    """How the actor left the columns of a list that is no view; empty if they never touched them."""
    actor.require(Permission.SAVE_VIEWS)
    kept = Layout.objects.filter(person=actor.person_id, subject=subject).values_list("columns", flat=True)
    return kept.first() or ""
