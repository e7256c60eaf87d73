"""Lists as colleagues like to see them: saved views, and how one left the columns of a list."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from twofold.core.actor import Actor
from twofold.directory.errors import ViewNotFound
from twofold.directory.models import Layout, SavedView
from twofold.directory.permissions import Permission


@dataclass(frozen=True, slots=True)
class ViewRow:
    """A saved view of a list."""

    id: UUID
    subject: str
    name: str
    is_mine: bool
    is_shared: bool
    is_pinned: bool
    definition: Mapping[str, Any]


def saved_views(actor: Actor, *, subject: str) -> list[ViewRow]:
    """One's own views of a list and those that others share, the pinned first."""
    there = _visible_to(actor).filter(subject=subject)
    return [_row(actor, one) for one in there.order_by("-is_pinned", "name")]


def saved_view(actor: Actor, view_id: UUID) -> ViewRow:
    """A view of one's own or one that is shared. Refuses with `ViewNotFound`."""
    one = _visible_to(actor).filter(id=view_id).first()
    if one is None:
        raise ViewNotFound(view_id)
    return _row(actor, one)


def arranged_columns(actor: Actor, *, subject: str) -> str:
    """How the actor left the columns of a list that is no view; empty if they never touched them."""
    _require(actor)
    kept = Layout.objects.filter(person=actor.person_id, subject=subject).values_list("columns", flat=True)
    return kept.first() or ""


def _require(actor: Actor) -> None:
    """Whoever sees lists sees the views of them."""
    if not actor.may(Permission.SEE_ACCOUNTS):
        actor.require(Permission.SEE_PEOPLE)


def _visible_to(actor: Actor) -> QuerySet[SavedView]:
    _require(actor)
    mine = Q(owner=None) if actor.person_id is None else Q(owner=actor.person_id)
    return SavedView.objects.filter(mine | Q(is_shared=True), removed_at=None)


def _row(actor: Actor, one: SavedView) -> ViewRow:
    is_mine = one.owner_id == actor.person_id
    return ViewRow(one.id, one.subject, one.name, is_mine, one.is_shared, one.is_pinned, one.definition)
