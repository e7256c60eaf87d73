"""The receipt of an erasure."""

from dataclasses import dataclass
from uuid import UUID

from twofold.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class PersonErased(Fact):
    """A person was erased for good, for this reason: in each room so many of each thing that was kept of them.

    It says nothing of them but the id that is left.
    """

    person_id: UUID
    operation_id: UUID
    reason: str
    erased: dict[str, int]
