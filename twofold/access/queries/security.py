"""How a person signs in, and where they are signed in."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model

from twofold.access import browsers, second_steps, sessions
from twofold.access.circumstances import called, is_phone
from twofold.access.models import Passkey
from twofold.access.queries.logins import Login, logins_of
from twofold.access.second_steps import Steps
from twofold.core.actor import Actor
from twofold.core.unit import unit_of_work
from twofold.directory.queries.selves import person_behind

SYSTEM = Actor.system("access")


@dataclass(frozen=True, slots=True)
class Key:
    """A passkey, or a key for the second step only. `rp_id` is the host where it works."""

    id: UUID
    name: str
    may_sign_in: bool
    is_backed_up: bool
    rp_id: str
    created_at: datetime
    used_at: datetime | None
    copied_at: datetime | None


@dataclass(frozen=True, slots=True)
class Session:
    """A browser that somebody is signed in with."""

    id: int
    name: str
    is_phone: bool
    address: str
    since: datetime
    seen_at: datetime
    is_this: bool


@dataclass(frozen=True, slots=True)
class Trusted:
    """A browser that is not asked for the second step."""

    id: UUID
    name: str
    is_phone: bool
    address: str
    seen_at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Security:
    """All of it at a glance."""

    has_password: bool
    steps: Steps
    app_added_at: datetime | None
    keys: tuple[Key, ...]
    logins: tuple[Login, ...]
    sessions: tuple[Session, ...]
    trusted: tuple[Trusted, ...]

    @property
    def passkeys(self) -> tuple[Key, ...]:
        """The keys that sign in alone."""
        return tuple(key for key in self.keys if key.may_sign_in)

    @property
    def second_keys(self) -> tuple[Key, ...]:
        """The keys for the second step only."""
        return tuple(key for key in self.keys if not key.may_sign_in)


def my_security(actor: Actor, *, session_key: str | None) -> Security:
    """How the actor signs in and where they are signed in, this session first. Nine statements."""
    me = person_behind(actor)
    with unit_of_work(SYSTEM):
        app = Authenticator.objects.filter(user_id=me, type=Authenticator.Type.TOTP).first()
        return Security(
            has_password=get_user_model().objects.get(pk=me).has_usable_password(),
            steps=second_steps.steps_of(me),
            app_added_at=app.created_at if app else None,
            keys=tuple(_key(one) for one in Passkey.objects.filter(person_id=me).order_by("created_at", "id")),
            logins=logins_of(me),
            sessions=_sessions(me, session_key),
            trusted=_trusted(me),
        )


def _key(key: Passkey) -> Key:
    return Key(
        key.id, key.name, key.may_sign_in, key.is_backed_up, key.rp_id, key.created_at, key.used_at, key.copied_at
    )


def _sessions(person_id: UUID, session_key: str | None) -> tuple[Session, ...]:
    found = [
        Session(
            id=one.pk,
            name=called(one.user_agent),
            is_phone=is_phone(one.user_agent),
            address=one.ip,
            since=one.created_at,
            seen_at=one.last_seen_at,
            is_this=one.session_key == session_key,
        )
        for one in sessions.of_person(person_id)
    ]
    return tuple(sorted(found, key=lambda one: not one.is_this))


def _trusted(person_id: UUID) -> tuple[Trusted, ...]:
    return tuple(
        Trusted(one.id, called(one.user_agent), is_phone(one.user_agent), one.address, one.seen_at, one.trusted_until)
        for one in browsers.trusted(person_id)
        if one.trusted_until
    )
