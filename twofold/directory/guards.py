"""What must not be lost with a membership or a person. Rooms above declare what they object to; they are asked before, whoever does it."""

from collections.abc import Collection, Mapping
from typing import Protocol
from uuid import UUID

from twofold.core.refusals import Refusal
from twofold.directory.errors import WorksHere
from twofold.directory.models import Membership, Person


class Guard(Protocol):
    """Says which of some memberships may not be lost, and why."""

    def __call__(self, membership_ids: Collection[UUID], /, *, any_of_them: bool) -> Mapping[UUID, Refusal]:
        """Were all of them lost together; with `any_of_them`, whichever of them are."""


# Fields by which somebody may lose what they are in an account.
ENDING = frozenset({"starts_on", "ends_on", "standing"})
_guards: list[Guard] = []


def declare_guard(guard: Guard) -> None:
    """Have this asked which of some memberships may not be lost together, and why. Declared again it is asked once."""
    if guard not in _guards:
        _guards.append(guard)


def objections(membership_ids: Collection[UUID], *, any_of_them: bool = False) -> dict[UUID, Refusal]:
    """Which of these memberships may not be lost together, and with `any_of_them` neither whichever others are lost.

    Holds them until the transaction ends.
    """
    found: dict[UUID, Refusal] = {}
    for guard in _guards if membership_ids else ():
        found |= guard(membership_ids, any_of_them=any_of_them)
    return found


def objections_to_people(person_ids: Collection[UUID]) -> dict[UUID, Refusal]:
    """Which of these people may not be put aside together: members of staff, and others for what they are in an account.

    Staff are dismissed first, by whoever holds as much as they do, and never the last administrator.
    """
    staff = Person.objects.filter(id__in=person_ids, is_staff=True).values_list("id", flat=True) if person_ids else ()
    found: dict[UUID, Refusal] = {one: WorksHere(one) for one in staff}
    if not (_guards and person_ids):
        return found
    living = Membership.objects.filter(person__in=person_ids, ended_at=None)
    holders = dict(living.values_list("id", "person_id"))
    return found | {holders[one]: refusal for one, refusal in objections(holders.keys()).items()}


def require_may_lose(membership_ids: Collection[UUID]) -> None:
    """Refuse, for the first of them, what may not be lost."""
    for refusal in objections(membership_ids).values():
        raise refusal
