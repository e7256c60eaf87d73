"""Keeping a list as somebody likes to see it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q

from twofold.core import ids, unit
from twofold.core.actor import Actor
from twofold.core.facts import record
from twofold.core.verbs import verb
from twofold.directory.errors import NameMissing, ValueNotAllowed, ViewNotFound
from twofold.directory.facts import ViewRemoved, ViewSaved
from twofold.directory.models import SavedView
from twofold.directory.permissions import Permission


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
    if subject not in SavedView.Subject.values:
        raise ValueNotAllowed("subject", "There is no such list.")
    name = " ".join(name.replace("\0", "").split())[:100]
    if not name:
        raise NameMissing
    view, _ = SavedView.objects.update_or_create(
        owner_id=actor.person_id,
        subject=subject,
        name=name,
        defaults={"definition": dict(definition), "is_shared": is_shared, "is_pinned": is_pinned},
        create_defaults={
            "id": ids.new(), "definition": dict(definition), "is_shared": is_shared, "is_pinned": is_pinned,
            "created_at": unit.now(),
        },
    )  # fmt: skip
    record(ViewSaved(view_id=view.id, name=name, is_shared=is_shared), by=actor)
    return view


@verb(Permission.SAVE_VIEWS)
def remove(actor: Actor, view_id: UUID) -> None:
    """Throw away a view of one's own. Somebody else's is refused, also a shared one."""
    mine = Q(owner=None) if actor.person_id is None else Q(owner=actor.person_id)
    view = SavedView.objects.select_for_update(of=("self",)).filter(mine, id=view_id).first()
    if view is None:
        raise ViewNotFound(view_id)
    record(ViewRemoved(view_id=view_id, name=view.name), by=actor)
    view.delete()
