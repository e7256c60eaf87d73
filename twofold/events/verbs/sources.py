"""Sources: who may send events."""

import secrets
from uuid import UUID

from twofold.core import unit
from twofold.core.actor import Actor
from twofold.core.facts import record
from twofold.core.verbs import verb
from twofold.events import facts
from twofold.events.errors import SourceNameEmpty, SourceNameTaken, SourceNotFound, SourceRevoked
from twofold.events.models import Source
from twofold.events.permissions import Permission


@verb(Permission.MANAGE_SOURCES)
def create(actor: Actor, name: str) -> Source:
    """Let something new send events, with a write key of its own. Two live sources never share a name."""
    source = Source.objects.create(name=_free(name), write_key=_new_key(), created_at=unit.now())
    record(facts.SourceCreated(source_id=source.id, name=source.name), by=actor)
    return source


@verb(Permission.MANAGE_SOURCES)
def rename(actor: Actor, source_id: UUID, *, name: str) -> Source:
    """Call the source something else. The name it has already changes nothing."""
    source = _lock(source_id)
    before = source.name
    if name.strip() == before:
        return source
    source.name = _free(name)
    source.save(update_fields=["name"])
    record(facts.SourceRenamed(source_id=source.id, before=before, after=source.name), by=actor)
    return source


@verb(Permission.MANAGE_SOURCES)
def rotate(actor: Actor, source_id: UUID) -> Source:
    """Give the source another write key; whoever sends with the old one is refused within seconds."""
    source = _lock(source_id)
    if source.revoked_at:
        raise SourceRevoked(source.id)
    source.write_key, source.rotated_at = _new_key(), unit.now()
    source.save(update_fields=["write_key", "rotated_at"])
    record(facts.WriteKeyRotated(source_id=source.id), by=actor)
    return source


@verb(Permission.MANAGE_SOURCES)
def revoke(actor: Actor, source_id: UUID) -> Source:
    """Take no events from the source any more; those it sent stay. Doing it again changes nothing."""
    source = _lock(source_id)
    if source.revoked_at:
        return source
    source.revoked_at = unit.now()
    source.save(update_fields=["revoked_at"])
    record(facts.SourceRevoked(source_id=source.id), by=actor)
    return source


@verb(Permission.MANAGE_SOURCES)
def restore(actor: Actor, source_id: UUID) -> Source:
    """Take events from a revoked source again, with the key it had; refused when a live source has its name by now."""
    source = _lock(source_id)
    if source.revoked_at is None:
        return source
    _free(source.name)
    source.revoked_at = None
    source.save(update_fields=["revoked_at"])
    record(facts.SourceRestored(source_id=source.id), by=actor)
    return source


def _lock(source_id: UUID) -> Source:
    source = Source.objects.select_for_update().filter(id=source_id).first()
    if source is None:
        raise SourceNotFound(source_id)
    return source


def _free(name: str) -> str:
    name = name.strip()[:100]
    if not name:
        raise SourceNameEmpty
    if Source.objects.filter(name=name, revoked_at=None).exists():
        raise SourceNameTaken(name)
    return name


def _new_key() -> str:
    return secrets.token_urlsafe(24)
