"""What happened in the access room."""

from twofold.access.facts.coming_in import (
    KeyCreated,
    KeyRestored,
    KeyRevoked,
    LoginAdopted,
    SignedIn,
    StaffAdmitted,
)

__all__ = [
    "KeyCreated",
    "KeyRestored",
    "KeyRevoked",
    "LoginAdopted",
    "SignedIn",
    "StaffAdmitted",
]
