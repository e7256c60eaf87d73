"""What happened to how somebody signs in. Each is about one person, who finds it in their own log."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from twofold.core.facts import Audience, Fact


@dataclass(frozen=True, kw_only=True)
class SecurityFact(Fact):
    """Something about the security of a person, done with this browser from this address."""

    audience: ClassVar[Audience] = Audience.PERSON

    person_id: UUID
    browser: str = ""
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(SecurityFact):
    """A person chose a password, their first or another one."""


@dataclass(frozen=True, kw_only=True)
class PasskeyAdded(SecurityFact):
    """A person can sign in with a passkey, or use a key as second step."""

    passkey_id: UUID
    name: str
    may_sign_in: bool


@dataclass(frozen=True, kw_only=True)
class PasskeyRenamed(SecurityFact):
    """A passkey is called otherwise."""

    passkey_id: UUID
    before: str
    name: str


@dataclass(frozen=True, kw_only=True)
class PasskeyRemoved(SecurityFact):
    """A passkey lets nobody in any more."""

    passkey_id: UUID
    name: str


@dataclass(frozen=True, kw_only=True)
class PasskeyDistrusted(SecurityFact):
    """A passkey counted backwards, as a copy does: it was refused and proves nothing any more."""

    passkey_id: UUID
    name: str


@dataclass(frozen=True, kw_only=True)
class LoginConnected(SecurityFact):
    """A person can sign in with what they have at a provider, which knows them by this address; empty if it told none."""

    provider: str
    name: str
    email: str


@dataclass(frozen=True, kw_only=True)
class LoginDisconnected(SecurityFact):
    """A login at a provider lets nobody in any more."""

    provider: str
    name: str
    email: str


@dataclass(frozen=True, kw_only=True)
class PhoneAdded(SecurityFact):
    """A person has shown a number to be theirs, and may sign in with it."""

    phone: str


@dataclass(frozen=True, kw_only=True)
class PhoneRemoved(SecurityFact):
    """A number that was shown to be somebody's is theirs no longer."""

    phone: str


@dataclass(frozen=True, kw_only=True)
class AuthenticatorAppAdded(SecurityFact):
    """A person is asked for a code of their app when they sign in."""


@dataclass(frozen=True, kw_only=True)
class AuthenticatorAppRemoved(SecurityFact):
    """A person is no longer asked for a code of their app."""


@dataclass(frozen=True, kw_only=True)
class RecoveryCodesMade(SecurityFact):
    """A person has new recovery codes; those from before let nobody in."""


@dataclass(frozen=True, kw_only=True)
class RecoveryCodeUsed(SecurityFact):
    """A person took the second step with a recovery code; so many are left."""

    left: int


@dataclass(frozen=True, kw_only=True)
class UnknownBrowserUsed(SecurityFact):
    """A person signed in with a browser that they had not used before."""


@dataclass(frozen=True, kw_only=True)
class BrowserTrusted(SecurityFact):
    """A browser is not asked for the second step for some time."""


@dataclass(frozen=True, kw_only=True)
class BrowsersDistrusted(SecurityFact):
    """So many browsers are asked for the second step again."""

    count: int


@dataclass(frozen=True, kw_only=True)
class SessionsEnded(SecurityFact):
    """A person was signed out of so many browsers."""

    count: int
