"""Keys by which programs act: making them, revoking them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from twofold.access import tokens
from twofold.access.errors import KeyIsOver, KeyNotAllowed, KeyNotFound
from twofold.access.facts import KeyCreated, KeyRestored, KeyRevoked
from twofold.access.models import ApiKey, KeyUse
from twofold.access.permissions import Permission
from twofold.core import ids, registers, unit
from twofold.core.actor import Actor
from twofold.core.facts import record
from twofold.core.verbs import verb

LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that was just made; its token is told this once and kept nowhere."""

    id: UUID
    name: str
    token: str


@verb(Permission.MAKE_KEYS)
def create(
    actor: Actor, *, name: str, scopes: Collection[str], expires_at: datetime | None = None, is_service: bool = False
) -> NewKey:
    """Make a key that may do what its scopes say: for oneself, or with `is_service` for a program that acts as itself.

    Each call makes one more. Refuses scopes that one does not hold oneself, none at all, and a moment that is over.
    """
    if is_service:
        actor.require(Permission.MANAGE_KEYS)
    elif actor.person_id is None:
        raise KeyNotAllowed("kind", "Only a person can have a personal key.")
    token = tokens.make()
    key = ApiKey.objects.create(
        id=ids.new(), name=_checked_name(name), person_id=None if is_service else actor.person_id, digest=tokens.digest(token),
        hint=token[-4:], scopes=_checked_scopes(actor, scopes), created_by_id=actor.person_id, created_at=unit.now(),
        expires_at=_checked_end(expires_at),
    )  # fmt: skip
    KeyUse.objects.create(key=key, tokens=0, filled_at=datetime.fromtimestamp(0, unit.now().tzinfo))
    record(KeyCreated(key_id=key.id, name=key.name, person_id=key.person_id, scopes=key.scopes), by=actor)
    return NewKey(key.id, key.name, token)


@verb(Permission.MAKE_KEYS)
def revoke(actor: Actor, key_id: UUID) -> ApiKey:
    """Let the key in no more, from the next request on. The second time nothing happens."""
    key = _lock(actor, key_id)
    if key.revoked_at is None:
        key.revoked_at = unit.now()
        key.save(update_fields=["revoked_at"])
        record(KeyRevoked(key_id=key.id, name=key.name, person_id=key.person_id), by=actor)
    return key


@verb(Permission.MAKE_KEYS)
def restore(actor: Actor, key_id: UUID) -> ApiKey:
    """Let a revoked key in again. One that is not revoked stays as it is; one that has expired is refused."""
    key = _lock(actor, key_id)
    if key.expires_at and key.expires_at <= unit.now():
        raise KeyIsOver(key_id)
    if key.revoked_at is not None:
        key.revoked_at = None
        key.save(update_fields=["revoked_at"])
        record(KeyRestored(key_id=key.id, name=key.name, person_id=key.person_id), by=actor)
    return key


def _lock(actor: Actor, key_id: UUID) -> ApiKey:
    """One's own, or with the right to manage them anybody's."""
    keys = ApiKey.objects.select_for_update(of=("self",)).filter(id=key_id)
    key = (keys if actor.may(Permission.MANAGE_KEYS) else keys.filter(person=actor.person_id)).first()
    if key is None or (key.person_id is None and not actor.may(Permission.MANAGE_KEYS)):
        raise KeyNotFound(key_id)
    return key


def _checked_name(name: str) -> str:
    name = " ".join(name.replace("\0", "").split())
    if not name or len(name) > LONGEST_NAME:
        raise KeyNotAllowed("name", f"A key needs a name of at most {LONGEST_NAME} characters.")
    return name


def _checked_scopes(actor: Actor, scopes: Collection[str]) -> list[str]:
    if not scopes:
        raise KeyNotAllowed("scopes", "A key must be allowed something.")
    for scope in scopes:
        if scope not in registers.permissions or not actor.may(scope):
            raise KeyNotAllowed(
                "scopes", f"You cannot allow a key {scope}: there is no such permission, or you lack it."
            )
    return sorted(set(scopes))


def _checked_end(moment: datetime | None) -> datetime | None:
    if moment is not None and moment <= unit.now():
        raise KeyNotAllowed("expires_at", "This moment is over.")
    return moment
