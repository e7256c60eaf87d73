"""What the verbs about staff have in common: who is a colleague, who holds as much, and that an administrator remains."""

from uuid import UUID

from django.contrib.auth import get_user_model

from twofold.access.errors import LastAdministrator, MoreThanYouHold, NotAColleague
from twofold.access.facts import StaffRoleGranted
from twofold.access.models import StaffGrant, StaffRole
from twofold.core import ids, registers, unit
from twofold.core.actor import Actor
from twofold.core.facts import record
from twofold.core.registers import Desk
from twofold.directory import queries as directory


def grant(actor: Actor, person_id: UUID, role: StaffRole) -> None:
    """Write down that somebody has the role, for verbs that have checked who gives it."""
    _, is_new = StaffGrant.objects.get_or_create(
        person_id=person_id,
        role=role,
        defaults={"id": ids.new(), "granted_by_id": actor.person_id, "granted_at": unit.now()},
    )
    if is_new:
        record(StaffRoleGranted(person_id=person_id, role_id=role.id, role=role.name), by=actor)


def built_in(desk: Desk) -> StaffRole:
    """A built-in role."""
    return StaffRole.objects.get(key=desk)


def require_colleague(person_id: UUID) -> None:
    """Refuses whoever is not a member of staff."""
    if not directory.standing_of(Actor.system("access"), person_id).is_staff:
        raise NotAColleague(person_id)


def require_an_administrator_beside(person_id: UUID) -> None:
    """Refuses with `LastAdministrator` when this person was the last one.

    Whoever loses one waits here for the others who do: the role itself is locked until the end of the transaction.
    """
    administrator = StaffRole.objects.select_for_update().get(key=Desk.ADMINISTRATOR)
    holders = StaffGrant.objects.filter(role=administrator).values("person")
    people = get_user_model().objects.filter(is_staff=True, is_active=True, deleted_at=None, merged_into=None)
    if not people.filter(id__in=holders).exclude(id=person_id).exists():
        raise LastAdministrator(person_id)


def require_as_much(actor: Actor, person_id: UUID) -> None:
    """Refuses whoever has less than this colleague: they neither dismiss nor invite them again."""
    for role in StaffRole.objects.filter(id__in=StaffGrant.objects.filter(person=person_id).values("role")):
        require_held(actor, role)


def require_held(actor: Actor, role: StaffRole) -> None:
    """Refuses with `MoreThanYouHold` unless one's own rights are as wide as the role's: its permissions, rows and fields."""
    missing = [permission for permission in sorted(_allowed(role)) if not actor.might(permission)]
    if actor.rows is not None and role.rows == StaffRole.Rows.ALL:
        missing.append("rows")
    missing += sorted(actor.masked - set(role.masked))
    if missing:
        raise MoreThanYouHold(tuple(missing))


def _allowed(role: StaffRole) -> frozenset[str]:
    return registers.permissions_at(Desk(role.key)) if role.key else frozenset(role.permissions)
