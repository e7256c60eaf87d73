"""How coming in is refused: passwords, keys, accounts that one has no place in."""

from dataclasses import dataclass
from uuid import UUID

from twofold.core.refusals import Conflict, Invalid, NotFound, Throttled, Unauthenticated


@dataclass
class PasswordTooWeak(Invalid):
    """This password is too easy to guess."""

    reasons: tuple[str, ...]

    @property
    def message(self) -> str:
        """Every reason in one line."""
        return " ".join(self.reasons)


class HashUnknown(Invalid):
    """This is no password hash of a kind that is known, or one that costs too much to check."""


@dataclass(eq=False)
class AddressIsAnothers(Conflict):
    """Somebody else signs in with this address already."""

    address: str


@dataclass(eq=False)
class NotInAccount(NotFound):
    """You have no place in this account, or no longer one."""

    account_id: UUID


# -------------------------------------------------------------------------------------------- who shows which key


class KeyMissing(Unauthenticated):
    """This needs a key, in the header `Authorization: Bearer tf_live_…`."""


class KeyUnknown(Unauthenticated):
    """There is no such key; it may be mistyped or cut off."""


class KeyExpired(Unauthenticated):
    """This key has expired."""


class KeyRevoked(Unauthenticated):
    """This key was revoked."""


class KeyOrphaned(Unauthenticated):
    """The person this key acts for is no longer a member of staff."""


@dataclass(eq=False)
class TooManyRequests(Throttled):
    """This key has asked for more than it may at once."""

    retry_after: int


# ------------------------------------------------------------------------------------------------- looking after keys


@dataclass(eq=False)
class KeyNotFound(NotFound):
    """There is no such key, or not for you to see."""

    key_id: UUID


@dataclass(eq=False)
class KeyNotAllowed(Invalid):
    """This key cannot be made."""

    field: str
    reason: str

    @property
    def message(self) -> str:
        """What would do."""
        return self.reason


@dataclass(eq=False)
class KeyIsOver(Conflict):
    """This key has expired; make another one."""

    key_id: UUID


# --------------------------------------------------------------------------------------------- requests sent again


class SentWithOtherContent(Invalid):
    """This `Idempotency-Key` was used for a different request."""


class StillBeingAnswered(Conflict):
    """A request with this `Idempotency-Key` is still being answered; try again in a moment."""
