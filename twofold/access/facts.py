"""What happened at the door."""

from dataclasses import dataclass
from uuid import UUID

from twofold.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class SignedIn(Fact):
    """A person proved who they are."""

    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class StaffAdmitted(Fact):
    """A person may sign in as a member of staff from now on."""

    person_id: UUID
    email: str
