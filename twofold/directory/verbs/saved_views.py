"""Keeping a list as somebody likes to see it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from twofold.core import ids, unit
from twofold.core.actor import Actor
from twofold.core.facts import record
from twofold.core.verbs import verb
from twofold.directory.errors import NameMissing, ValueNotAllowed, ViewNameTaken, ViewNotFound
from twofold.directory.facts import ViewRemoved, ViewRestored, ViewSaved
from twofold.directory.models import Layout, SavedView
from twofold.directory.permissions import Permission

LONGEST_LAYOUT = 5_000


@verb(Permission.SAVE_VIEWS)
def save(
    actor: Actor,
    *,
    subject: str,
    name: str,
    definition: Mapping[str, Any],
    is_shared: bool = False,
    is_pinned: bool = False,
) -> SavedView:
    """Keep filters, sort and columns under a name; a view of one's own with this name is written over."""
    _require_list(subject)
    name = _checked(name)
    view, _ = SavedView.objects.update_or_create(
        owner_id=actor.person_id,
        subject=subject,
        name=name,
        removed_at=None,
        defaults={"definition": dict(definition), "is_shared": is_shared, "is_pinned": is_pinned},
        create_defaults={
            "id": ids.new(), "definition": dict(definition), "is_shared": is_shared, "is_pinned": is_pinned,
            "created_at": unit.now(),
        },
    )  # fmt: skip
    record(ViewSaved(view_id=view.id, name=name, is_shared=is_shared), by=actor)
    return view


@verb(Permission.SAVE_VIEWS)
def change(
    actor: Actor,
    view_id: UUID,
    *,
    name: str | None = None,
    definition: Mapping[str, Any] | None = None,
    is_shared: bool | None = None,
    is_pinned: bool | None = None,
) -> SavedView:
    """Change a view of one's own in what is given: its name, what it shows, who sees it, where it stands.

    Refuses a view of somebody else, also a shared one, and the name of another view of one's own.
    """
    view = _lock(actor, view_id)
    given = {"definition": definition, "is_shared": is_shared, "is_pinned": is_pinned}
    for field, value in given.items():
        if value is not None:
            setattr(view, field, value)
    if name is not None:
        view.name = _checked(name)
    _write(view)
    record(ViewSaved(view_id=view.id, name=view.name, is_shared=view.is_shared), by=actor)
    return view


@verb(Permission.SAVE_VIEWS)
def hold(actor: Actor, view_id: UUID) -> SavedView:
    """Let nobody else change a view of one's own until the end of the unit of work. Somebody else's is refused."""
    return _lock(actor, view_id)


@verb(Permission.SAVE_VIEWS)
def remove(actor: Actor, view_id: UUID) -> SavedView:
    """Put a view of one's own aside; it can be restored. Somebody else's is refused, also a shared one."""
    view = _lock(actor, view_id)
    view.removed_at = unit.now()
    view.save(update_fields=["removed_at"])
    record(ViewRemoved(view_id=view_id, name=view.name), by=actor)
    return view


@verb(Permission.SAVE_VIEWS)
def restore(actor: Actor, view_id: UUID) -> SavedView:
    """Bring a removed view back. Refuses one whose name another view of one's own has taken meanwhile."""
    view = _lock(actor, view_id, removed=True)
    if view.removed_at is not None:
        view.removed_at = None
        _write(view)
        record(ViewRestored(view_id=view_id, name=view.name), by=actor)
    return view


@verb(Permission.SAVE_VIEWS)
def arrange_columns(actor: Actor, *, subject: str, columns: str) -> None:
    """Remember how the actor likes the columns of a list that is no view; nothing brings back those it has by itself."""
    _require_list(subject)
    if len(columns) > LONGEST_LAYOUT:
        raise ValueNotAllowed("columns", "These are too many columns.")
    if actor.person_id is None:
        return
    if columns:
        Layout.objects.update_or_create(
            person_id=actor.person_id,
            subject=subject,
            defaults={"columns": columns},
            create_defaults={"id": ids.new(), "columns": columns},
        )
    else:
        Layout.objects.filter(person=actor.person_id, subject=subject).delete()


def _require_list(subject: str) -> None:
    if subject not in SavedView.Subject.values:
        raise ValueNotAllowed("subject", "There is no such list.")


def _checked(name: str) -> str:
    kept = " ".join(name.replace("\0", "").split())[:100]
    if not kept:
        raise NameMissing
    return kept


def _lock(actor: Actor, view_id: UUID, *, removed: bool = False) -> SavedView:
    mine = Q(owner=None) if actor.person_id is None else Q(owner=actor.person_id)
    there = Q() if removed else Q(removed_at=None)
    view = SavedView.objects.select_for_update(of=("self",)).filter(mine & there, id=view_id).first()
    if view is None:
        raise ViewNotFound(view_id)
    return view


def _write(view: SavedView) -> None:
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as error:
        raise ViewNameTaken(view.name) from error
