"""The members of staff, their roles and teams, for the pages where they are arranged."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user_model
from django.db.models import Count, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce

from twofold.access import staff_rights
from twofold.access.errors import NotAColleague, StaffRoleNotFound, TeamNotFound
from twofold.access.models import Passkey, StaffGrant, StaffRole, Team, TeamMember
from twofold.access.permissions import Permission
from twofold.access.staff_rights import Reason
from twofold.core import registers
from twofold.core.actor import Actor
from twofold.core.registers import Desk

_HELD = StaffGrant.objects.filter(role=OuterRef("id"), person__is_staff=True).order_by().values("role")
HOLDERS = Coalesce(Subquery(_HELD.annotate(people=Count("id")).values("people")), 0)


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A colleague, or with `is_dismissed` somebody who was one. `second_step` says by what they prove who they are."""

    id: UUID
    name: str
    email: str
    roles: tuple[str, ...]
    teams: tuple[str, ...]
    seen_at: datetime | None
    second_step: str
    is_dismissed: bool


@dataclass(frozen=True, slots=True)
class StaffRoleRow:
    """A role of staff, with how many have it. `key` is empty for one that the company made."""

    id: UUID
    key: str
    name: str
    description: str
    permissions: frozenset[str]
    masked: frozenset[str]
    rows: str
    people: int

    @property
    def rows_label(self) -> str:
        """Which people and accounts it shows."""
        return str(StaffRole.Rows(self.rows).label)

    @property
    def is_administrator(self) -> bool:
        """The role that allows everything."""
        return self.key == Desk.ADMINISTRATOR


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team and who is in it."""

    id: UUID
    name: str
    countries: tuple[str, ...]
    members: Mapping[UUID, str]
    leads: frozenset[UUID]


def colleagues(actor: Actor) -> list[StaffMember]:
    """The members of staff by name, then those who were. Seven statements."""
    actor.require(Permission.SEE_STAFF)
    granted = StaffGrant.objects.values("person")
    people = get_user_model().objects.filter(deleted_at=None, merged_into=None)
    found = list(
        (people.filter(is_staff=True) | people.filter(id__in=granted))
        .order_by("-is_staff", "sort_name", "id")
        .values_list("id", "name", "email", "is_staff")
    )
    ids = [one for one, *_ in found]
    roles = _names(
        StaffGrant.objects.filter(person__in=ids).order_by("role__name").values_list("person_id", "role__name")
    )
    teams = _names(
        TeamMember.objects.filter(person__in=ids).order_by("team__name").values_list("person_id", "team__name")
    )
    sessions = (
        UserSession.objects.filter(user__in=ids).order_by().values("user_id").annotate(latest=Max("last_seen_at"))
    )
    seen: dict[UUID, datetime] = dict(sessions.values_list("user_id", "latest"))
    apps = set(Authenticator.objects.filter(user__in=ids, type="totp").values_list("user_id", flat=True))
    keys = set(Passkey.objects.filter(person__in=ids).values_list("person_id", flat=True))
    return [
        StaffMember(
            one, name or email, email, roles[one], teams[one], seen.get(one),
            "Passkey" if one in keys else "App" if one in apps else "", not is_staff,
        )
        for one, name, email, is_staff in found
    ]  # fmt: skip


def colleague(actor: Actor, person_id: UUID) -> StaffMember:
    """One of them. Refuses with `NotAColleague`."""
    found = next((one for one in colleagues(actor) if one.id == person_id), None)
    if found is None:
        raise NotAColleague(person_id)
    return found


def roles_held(actor: Actor, person_id: UUID) -> frozenset[UUID]:
    """The ids of the roles that a colleague has."""
    actor.require(Permission.SEE_STAFF)
    return frozenset(StaffGrant.objects.filter(person=person_id).values_list("role_id", flat=True))


def reasons_for(actor: Actor, person_id: UUID) -> list[Reason]:
    """What a colleague may do, and why: of every permission from which roles it comes, and what keeps it from counting."""
    actor.require(Permission.SEE_STAFF)
    return staff_rights.reasons(staff_rights.roles_of(person_id))


def staff_roles(actor: Actor) -> list[StaffRoleRow]:
    """The roles of staff, the built-in ones first. One statement."""
    actor.require(Permission.SEE_STAFF)
    found = StaffRole.objects.annotate(people=HOLDERS)
    order: Sequence[str] = [*Desk, ""]
    return sorted(map(_role, found), key=lambda one: (order.index(one.key), one.name.casefold()))


def staff_role(actor: Actor, role_id: UUID) -> StaffRoleRow:
    """One of them. Refuses with `StaffRoleNotFound`."""
    actor.require(Permission.SEE_STAFF)
    found = StaffRole.objects.annotate(people=HOLDERS).filter(id=role_id).first()
    if found is None:
        raise StaffRoleNotFound(role_id)
    return _role(found)


def teams(actor: Actor) -> list[TeamRow]:
    """The teams by name. Two statements."""
    actor.require(Permission.SEE_STAFF)
    return _teams(Team.objects.order_by("name"))


def team(actor: Actor, team_id: UUID) -> TeamRow:
    """One of them. Refuses with `TeamNotFound`."""
    actor.require(Permission.SEE_STAFF)
    found = _teams(Team.objects.filter(id=team_id))
    if not found:
        raise TeamNotFound(team_id)
    return found[0]


def _teams(found: Collection[Team]) -> list[TeamRow]:
    members: dict[UUID, dict[UUID, str]] = defaultdict(dict)
    leads: dict[UUID, set[UUID]] = defaultdict(set)
    rows = TeamMember.objects.filter(team__in=[one.id for one in found]).order_by("person__sort_name")
    for team_id, person, name, is_lead in rows.values_list("team_id", "person_id", "person__name", "is_lead"):
        members[team_id][person] = name
        if is_lead:
            leads[team_id].add(person)
    return [TeamRow(one.id, one.name, tuple(one.countries), members[one.id], frozenset(leads[one.id])) for one in found]


def _role(one: "StaffRole") -> StaffRoleRow:
    allowed = registers.permissions_at(Desk(one.key)) if one.key else frozenset(one.permissions)
    return StaffRoleRow(
        one.id, one.key, one.name, one.description, allowed, frozenset(one.masked), one.rows, getattr(one, "people", 0)
    )


def _names(rows: Collection[tuple[UUID, str]]) -> dict[UUID, tuple[str, ...]]:
    found: dict[UUID, tuple[str, ...]] = defaultdict(tuple)
    for person, name in rows:
        found[person] = (*found[person], name)
    return found
