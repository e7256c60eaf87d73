"""Keys by which programs act, as pages show them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from twofold.access.models import ApiKey
from twofold.access.permissions import Permission
from twofold.core import unit
from twofold.core.actor import Actor


@dataclass(frozen=True, slots=True)
class Key:
    """A key, as pages show it: `hint` are its last letters. `person_name` is for whom it acts, empty for a service."""

    id: UUID
    name: str
    hint: str
    scopes: tuple[str, ...]
    person_id: UUID | None
    person_name: str
    created_by_name: str
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    used_at: datetime | None

    @property
    def is_over(self) -> bool:
        """Whether it has expired."""
        return self.expires_at is not None and self.expires_at <= unit.now()

    @property
    def is_live(self) -> bool:
        """Whether it lets anybody in."""
        return self.revoked_at is None and not self.is_over


def api_keys(actor: Actor) -> list[Key]:
    """One's own keys, or everybody's with the right to manage them: the live ones first, the newest of them first."""
    actor.require(Permission.MAKE_KEYS)
    keys = ApiKey.objects.select_related("person", "created_by", "use").defer("person__search", "created_by__search")
    if not actor.may(Permission.MANAGE_KEYS):
        keys = keys.filter(person=actor.person_id)
    shown = [_shown(key) for key in keys.order_by("-created_at", "-id")]
    return sorted(shown, key=lambda key: not key.is_live)


def _shown(key: ApiKey) -> Key:
    return Key(
        key.id, key.name, key.hint, tuple(key.scopes), key.person_id, key.person.name if key.person else "",
        key.created_by.name if key.created_by else "", key.created_at, key.expires_at, key.revoked_at, key.use.used_at,
    )  # fmt: skip
