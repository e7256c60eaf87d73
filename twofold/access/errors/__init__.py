"""How the access room says no."""

from twofold.access.errors.coming_in import (
    HashUnknown,
    KeyExpired,
    KeyIsOver,
    KeyMissing,
    KeyNotAllowed,
    KeyNotFound,
    KeyOrphaned,
    KeyRevoked,
    KeyUnknown,
    NotInAccount,
    PasswordTooWeak,
    SentWithOtherContent,
    StillBeingAnswered,
    TooManyRequests,
)

__all__ = [
    "HashUnknown",
    "KeyExpired",
    "KeyIsOver",
    "KeyMissing",
    "KeyNotAllowed",
    "KeyNotFound",
    "KeyOrphaned",
    "KeyRevoked",
    "KeyUnknown",
    "NotInAccount",
    "PasswordTooWeak",
    "SentWithOtherContent",
    "StillBeingAnswered",
    "TooManyRequests",
]
