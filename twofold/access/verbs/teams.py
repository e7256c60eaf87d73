"""Teams of staff: who looks after what together."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from twofold.access.colleagues import require_colleague
from twofold.access.errors import TeamNotAllowed, TeamNotFound
from twofold.access.facts import TeamChanged, TeamMade, TeamRemoved
from twofold.access.models import Team, TeamMember
from twofold.access.permissions import Permission
from twofold.core import ids, unit
from twofold.core.actor import Actor
from twofold.core.facts import record
from twofold.core.verbs import verb
from twofold.directory import queries as directory

LONGEST_NAME = 100


@verb(Permission.MANAGE_TEAMS)
def make(
    actor: Actor,
    *,
    name: str,
    countries: Collection[str] = (),
    members: Collection[UUID] = (),
    leads: Collection[UUID] = (),
) -> Team:
    """Make a team of colleagues; `leads` are those of them who also see what the others own. Its countries are its territory.

    Refuses a name that there is, countries that there are not, and whoever is not staff.
    """
    team = Team(id=ids.new(), created_at=unit.now())
    _describe(actor, team, name=name, countries=countries)
    team.save(force_insert=True)
    _put_in(team, members, leads)
    record(TeamMade(**_told(team)), by=actor)
    return team


@verb(Permission.MANAGE_TEAMS)
def change(
    actor: Actor,
    team_id: UUID,
    *,
    name: str,
    countries: Collection[str] = (),
    members: Collection[UUID] = (),
    leads: Collection[UUID] = (),
) -> Team:
    """Make a team what is said here; what its people see changes with their next request. The same again changes nothing."""
    team = _lock(team_id)
    before = _told(team)
    _describe(actor, team, name=name, countries=countries)
    team.save()
    _put_in(team, members, leads)
    if _told(team) != before:
        record(TeamChanged(**_told(team)), by=actor)
    return team


@verb(Permission.MANAGE_TEAMS)
def remove(actor: Actor, team_id: UUID) -> None:
    """Do away with a team. Its people keep what they own, and no longer see each other's if their roles show no more."""
    team = _lock(team_id)
    team.delete()
    record(TeamRemoved(team_id=team_id, name=team.name), by=actor)


def _lock(team_id: UUID) -> Team:
    team = Team.objects.select_for_update().filter(id=team_id).first()
    if team is None:
        raise TeamNotFound(team_id)
    return team


def _describe(actor: Actor, team: Team, *, name: str, countries: Collection[str]) -> None:
    """Whoever sees some rows only makes no team that would see others."""
    name = " ".join(name.replace("\0", "").split())
    if not name or len(name) > LONGEST_NAME:
        raise TeamNotAllowed("name", f"A team needs a name of at most {LONGEST_NAME} characters.")
    if Team.objects.filter(name__iexact=name).exclude(id=team.id).exists():
        raise TeamNotAllowed("name", f"There is a team called {name} already.")
    if actor.rows is not None:
        raise TeamNotAllowed("members", "Only whoever sees all people and accounts says who sees which.")
    unknown = sorted(set(countries) - directory.country_codes())
    if unknown:
        raise TeamNotAllowed("countries", f"There is no country {unknown[0]}.")
    team.name, team.countries = name, sorted(set(countries))


def _put_in(team: Team, members: Collection[UUID], leads: Collection[UUID]) -> None:
    wanted = {person: person in set(leads) for person in {*members, *leads}}
    there = dict(team.members.values_list("person_id", "is_lead"))
    for person in wanted.keys() - there.keys():
        require_colleague(person)
    team.members.exclude(person__in=wanted.keys()).delete()
    for person, is_lead in wanted.items():
        if person not in there:
            TeamMember.objects.create(id=ids.new(), team=team, person_id=person, is_lead=is_lead, joined_at=unit.now())
        elif there[person] != is_lead:
            team.members.filter(person=person).update(is_lead=is_lead)


def _told(team: Team) -> dict[str, Any]:
    people = list(team.members.order_by("person_id").values_list("person_id", "is_lead"))
    return {
        "team_id": team.id,
        "name": team.name,
        "countries": team.countries,
        "members": [person for person, _ in people],
        "leads": [person for person, is_lead in people if is_lead],
    }
