"""Adding people, changing what is known of them, putting them aside, making two of them one."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from twofold.core import ids, unit
from twofold.core.actor import Actor
from twofold.core.facts import record, record_all
from twofold.core.verbs import verb
from twofold.directory import apart
from twofold.directory.claiming import claim_ways_to_reach
from twofold.directory.editing import (
    changes_between,
    checked_fields,
    chosen_columns,
    differing,
    names_apart,
    say_of_people,
    source_of,
)
from twofold.directory.errors import MergeNotFound, NothingToKnowThemBy, NotStaff, SamePerson, StaffStaysApart
from twofold.directory.facts import (
    FieldChange,
    PersonAdded,
    PersonEdited,
    PersonRemoved,
    PersonRestored,
    StaffAppointed,
    StaffDismissed,
)
from twofold.directory.guards import objections_to_people
from twofold.directory.identities import PlannedMerge
from twofold.directory.locking import lock_person
from twofold.directory.masks import require_shown
from twofold.directory.merging import chosen_by, hold_graph, merge_people, undo_merges
from twofold.directory.models import CustomField, Merge, Person
from twofold.directory.permissions import Permission
from twofold.directory.profiles import refold_people
from twofold.directory.queries.scopes import owner_for
from twofold.directory.queries.visible import everybody_visible_to, people_visible_to
from twofold.directory.traits import PERSON_COLUMNS, country_code


@verb(Permission.EDIT_PEOPLE)
def add(actor: Actor, *, fields: Mapping[str, Any], owner_id: UUID | None = None, source: str = "") -> Person:
    """Add a person. `fields` are columns (`given_name`, `email` …) and custom fields by their keys.

    Their e-mail address and phone become identifiers unless somebody else is known by them. Each call adds one more person.
    Refuses fields that are unknown or do not fit, and somebody of whom nothing is known.
    """
    require_shown(actor, "person", fields)
    kept = checked_fields(
        CustomField.Subject.PERSON, PERSON_COLUMNS, names_apart(fields), region=_country(fields), adding=True
    )
    if not any(kept.get(name) for name in ("given_name", "family_name", "name", "email", "phone")):
        raise NothingToKnowThemBy
    owner_id = owner_id or owner_for(actor)
    if owner_id is not None:
        _require_staff(owner_id)
    person = Person.objects.create(id=ids.new(), owner_id=owner_id, created_at=unit.now(), known_at=unit.now())
    claim_ways_to_reach(person.id, kept)
    say_of_people(actor, [person.id], kept, source=source or source_of(actor))
    person.refresh_from_db()
    record(PersonAdded(person_id=person.id, name=person.name, email=person.email), by=actor)
    return person


@verb(Permission.SEE_PEOPLE)
def hold(actor: Actor, person_id: UUID) -> Person:
    """Let nobody else change the person, also a removed one, until this transaction ends."""
    return lock_person(actor, person_id, removed=True)


@verb(Permission.EDIT_PEOPLE)
def edit(actor: Actor, person_id: UUID, *, fields: Mapping[str, Any], source: str = "") -> Person:
    """Change columns and custom fields; None clears one. What is so already is no change, and no fact.

    `source` says whose word it is where that is not the actor's.
    `name` is taken apart into given and family name. Refuses fields that are unknown or do not fit.
    """
    before = lock_person(actor, person_id)
    require_shown(actor, "person", fields)
    kept = checked_fields(
        CustomField.Subject.PERSON, PERSON_COLUMNS, names_apart(fields), region=_country(fields) or before.country
    )
    claim_ways_to_reach(person_id, kept)
    say_of_people(actor, [person_id], kept, source=source)
    after = Person.objects.get(id=person_id)
    if after.known_at is None:
        Person.objects.filter(id=person_id).update(known_at=unit.now())
        say_of_people(actor, [person_id], {})
        after.refresh_from_db()
    changes = changes_between(before, after, kept.keys() | ({"name"} if "name" in fields else set()))
    if changes:
        record(PersonEdited(person_id=person_id, changes=changes), by=actor)
    return after


@verb(Permission.EDIT_PEOPLE)
def assign_owner(actor: Actor, person_ids: Collection[UUID], *, owner_id: UUID | None) -> int:
    """Give these people to a member of staff (or to nobody). Returns how many changed hands; unknown ids are passed over."""
    if owner_id is not None:
        _require_staff(owner_id)
    people = list(
        people_visible_to(actor)
        .filter(id__in=person_ids)
        .exclude(owner=owner_id)
        .select_for_update(of=("self",))
        .order_by("id")
        .values_list("id", "owner_id")
    )
    Person.objects.filter(id__in=[person for person, _ in people]).update(owner_id=owner_id)
    record_all(
        (
            PersonEdited(person_id=person, changes=[FieldChange(field="owner", old=old, new=owner_id)])
            for person, old in people
        ),
        by=actor,
    )
    return len(people)


@verb(Permission.REMOVE_PEOPLE)
def remove(actor: Actor, person_id: UUID) -> Person:
    """Put a person aside: they are in no list and cannot sign in, and can be restored. The second time nothing happens.

    Refuses what a room above objects to of their memberships (`directory.guards`).
    """
    person = lock_person(actor, person_id, removed=True)
    if person.deleted_at is None:
        for objection in objections_to_people([person_id]).values():
            raise objection
        person.deleted_at = unit.now()
        person.save(update_fields=["deleted_at"])
        record(PersonRemoved(person_id=person_id, name=person.name), by=actor)
    return person


@verb(Permission.REMOVE_PEOPLE)
def restore(actor: Actor, person_id: UUID) -> Person:
    """Bring a removed person back as they were. One who is there stays there."""
    person = lock_person(actor, person_id, removed=True)
    if person.deleted_at is not None:
        person.deleted_at = None
        person.save(update_fields=["deleted_at"])
        record(PersonRestored(person_id=person_id), by=actor)
    return person


@verb(Permission.MERGE_PEOPLE)
def merge(
    actor: Actor,
    winner_id: UUID,
    loser_id: UUID,
    *,
    evidence: str = "",
    even_if_apart: bool = False,
    fields: Mapping[str, Any] | None = None,
) -> Person:
    """Make the loser the winner: identifiers, traits, memberships, consents (the stricter side holds), notes and tags go over.

    The loser stays as a tombstone; done again, nothing happens. `fields` (and `owner`) are what shall hold where that differs
    from what follows from both: it is staff's word, until the merge is undone. Refuses a person with themselves, two values of
    a kind of which a person has one, a member of staff as the loser, and two whom somebody has said to be different;
    `even_if_apart` takes that word back.
    """
    if winner_id == loser_id:
        raise SamePerson(winner_id)
    hold_graph()
    winner = lock_person(actor, winner_id)
    if Person.objects.filter(id=loser_id, merged_into=winner_id).exists():
        return winner
    if lock_person(actor, loser_id).is_staff:
        raise StaffStaysApart(loser_id)
    apart.require_one_person(winner_id, loser_id, even_if_apart=even_if_apart)
    said = dict(fields or {})
    chosen = chosen_columns(said, "owner")
    if owner := chosen.get("owner_id"):
        _require_staff(UUID(owner))
    kept = checked_fields(
        CustomField.Subject.PERSON, PERSON_COLUMNS, names_apart(said), region=_country(said) or winner.country
    )
    links = apart.say_so(actor, winner_id, loser_id)
    merge_people(actor, [PlannedMerge(winner_id, loser_id, links, evidence=evidence, chosen=chosen)])
    refold_people([winner_id])
    winner.refresh_from_db()
    if words := differing(winner, kept):
        say_of_people(
            actor,
            [winner_id],
            words,
            source=chosen_by(Merge.objects.get(winner=winner_id, loser=loser_id, undone_at=None)),
        )
        winner.refresh_from_db()
    return winner


@verb(Permission.MERGE_PEOPLE)
def unmerge(actor: Actor, merge_id: UUID) -> Person:
    """Take a merge back, however many were made since: returns the loser, who is a person of their own again.

    What came since stays with whom its identifier belongs to, else with the winner. The two are said to be different from
    then on: only a merge by hand can join them again. Done before, nothing happens.
    """
    hold_graph()
    merge = Merge.objects.filter(id=merge_id).first()
    if merge is None or not everybody_visible_to(actor).filter(id=merge.winner_id).exists():
        raise MergeNotFound(merge_id)
    if undo_merges(actor, [merge_id]):
        apart.note(actor, "person", merge.winner_id, merge.loser_id)
    return Person.objects.get(id=merge.loser_id)


@verb(Permission.MERGE_PEOPLE)
def keep_apart(actor: Actor, person_id: UUID, *, other_id: UUID) -> None:
    """Say that these are two people: no evidence joins them, and they are not shown as duplicates. Said before, it stays."""
    if person_id == other_id:
        raise SamePerson(person_id)
    hold_graph()
    for one in sorted((person_id, other_id)):
        lock_person(actor, one)
    apart.keep_people(actor, person_id, other_id)


@verb(Permission.MERGE_PEOPLE)
def let_be_one(actor: Actor, person_id: UUID, *, other_id: UUID) -> None:
    """Take back that these are two people: they may turn out to be one."""
    hold_graph()
    lock_person(actor, person_id)
    apart.forget_people(person_id, other_id)


@verb(Permission.MANAGE_STAFF)
def make_staff(actor: Actor, person_id: UUID) -> Person:
    """Make a person a member of staff. One who is stays one."""
    person = lock_person(actor, person_id)
    if not person.is_staff:
        person.is_staff = True
        person.save(update_fields=["is_staff"])
        record(StaffAppointed(person_id=person_id), by=actor)
    return person


@verb(Permission.MANAGE_STAFF)
def dismiss_staff(actor: Actor, person_id: UUID) -> Person:
    """End that a person is staff; the records they own stay theirs until given to others."""
    person = lock_person(actor, person_id)
    if person.is_staff:
        person.is_staff = False
        person.save(update_fields=["is_staff"])
        record(StaffDismissed(person_id=person_id), by=actor)
    return person


def _require_staff(person_id: UUID) -> None:
    if not Person.objects.filter(id=person_id, is_staff=True, deleted_at=None).exists():
        raise NotStaff(person_id)


def _country(fields: Mapping[str, Any]) -> str:
    """The country among the fields, in which a phone number may be written."""
    return country_code(str(fields.get("country") or "")) or ""
