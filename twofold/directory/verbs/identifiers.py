"""What a person is known by, said one at a time by staff, a form or a sign-in."""

from collections.abc import Collection
from uuid import UUID

from twofold.core import unit
from twofold.core.actor import Actor
from twofold.core.facts import record, record_all
from twofold.core.verbs import verb
from twofold.directory.claiming import claim, has_room
from twofold.directory.editing import say_of_people
from twofold.directory.errors import (
    BelongsToAnother,
    HasMovedBetweenPeople,
    HeldOutOfSight,
    IdentifierNotFound,
    IdentifierNotUsable,
    KindUnknown,
    TooManyOfAKind,
)
from twofold.directory.facts import (
    FieldChange,
    IdentifierAdded,
    IdentifierProven,
    IdentifierRemoved,
    PersonEdited,
    PersonIdentified,
)
from twofold.directory.identities import KindRules
from twofold.directory.locking import lock_person
from twofold.directory.masks import require_identifier_shown
from twofold.directory.merging import hold_graph
from twofold.directory.models import Identifier, Person
from twofold.directory.permissions import Permission
from twofold.directory.profiles import refold_people
from twofold.directory.queries.scopes import is_in_scope
from twofold.directory.queries.traces import rules_of_kinds

SHOWN = ("email", "phone")


@verb(Permission.EDIT_PEOPLE)
def add(actor: Actor, person_id: UUID, *, kind: str, value: str) -> Identifier:
    """Say that a person is known by this, too. Said before, nothing happens.

    Refuses what cannot be evidence, one more than the kind allows, and what somebody else is known by: then the two may
    be one person (`people.merge`).
    """
    require_identifier_shown(actor, kind)
    hold_graph()
    person = lock_person(actor, person_id)
    rules, normal = _understood(kind, value, person.country)
    there = Identifier.objects.filter(kind=kind, value=normal).first()
    if there is None and not has_room(rules, person_id):
        raise TooManyOfAKind(kind, rules.max_per_person)
    identifier, is_new = claim(rules, person_id, normal)
    if identifier.person_id != person_id:
        if not is_in_scope(actor, identifier.person_id):
            raise HeldOutOfSight(kind, normal)
        raise BelongsToAnother(kind, normal, identifier.person_id)
    if is_new:
        _note_new(actor, rules, identifier)
    return identifier


@verb(Permission.EDIT_PEOPLE)
def hand_over(actor: Actor, person_id: UUID, *, kind: str, value: str) -> Identifier:
    """Give an identifier to the person who has just shown that it is theirs, proven; nobody else is known by it any more.

    Proven beats claimed, so neither another holder (also one who was removed) nor the number a person may have of the kind
    is in the way. Theirs and proven already, nothing happens. Refuses what cannot be evidence.
    """
    hold_graph()
    person = lock_person(actor, person_id)
    rules, normal = _understood(kind, value, person.country)
    there = Identifier.objects.filter(kind=kind, value=normal).first()
    if there and there.person_id != person_id:
        _take_away(actor, there)
    identifier, is_new = claim(rules, person_id, normal)
    if is_new:
        _note_new(actor, rules, identifier)
    return prove(actor, identifier.id)


@verb(Permission.EDIT_PEOPLE)
def prove(actor: Actor, identifier_id: UUID) -> Identifier:
    """Note that the person has shown that it is theirs. Proven once, it stays so."""
    identifier = Identifier.objects.select_for_update().filter(id=identifier_id).first()
    if identifier is None:
        raise IdentifierNotFound(identifier_id)
    lock_person(actor, identifier.person_id)
    if identifier.proven_at is None:
        identifier.proven_at = unit.now()
        identifier.save(update_fields=["proven_at"])
        refold_people([identifier.person_id])
        record(
            IdentifierProven(
                person_id=identifier.person_id,
                identifier_id=identifier.id,
                kind=identifier.kind_id,
                value=identifier.value,
            ),
            by=actor,
        )
    return identifier


@verb(Permission.EDIT_PEOPLE)
def prove_many(actor: Actor, shown: Collection[tuple[str, str, UUID]]) -> None:
    """The same of many: kind, normalised value, and whose. Those that are another's, or proven, are passed over."""
    wanted = set(shown)
    unproven = Identifier.objects.filter(
        value__in={value for _, value, _ in wanted}, proven_at=None
    ).select_for_update()
    found = [one for one in unproven.order_by("id") if (one.kind_id, one.value, one.person_id) in wanted]
    Identifier.objects.filter(id__in=[one.id for one in found]).update(proven_at=unit.now())
    refold_people({one.person_id for one in found})
    record_all(
        (
            IdentifierProven(person_id=one.person_id, identifier_id=one.id, kind=one.kind_id, value=one.value)
            for one in found
        ),
        by=actor,
    )


@verb(Permission.EDIT_PEOPLE)
def remove(actor: Actor, identifier_id: UUID) -> Person:
    """Say that a person is not known by this: it points at nobody any more, and what it was evidence of is gone.

    Where it was their address or number, the next one of its kind is. What was done with it stays theirs. Refuses a device
    that has moved between people, for it says whose their events are.
    """
    hold_graph()
    identifier = _visible(actor, identifier_id)
    if identifier.has_moved:
        raise HasMovedBetweenPeople(identifier.kind_id, identifier.value)
    return _take_away(actor, identifier)


@verb(Permission.EDIT_PEOPLE)
def put_back(actor: Actor, person_id: UUID, *, kind: str, value: str, is_proven: bool) -> Identifier:
    """Give an identifier back that was removed by mistake, proven if it was. Refuses what `add` refuses."""
    identifier = add(actor, person_id, kind=kind, value=value)
    return prove(actor, identifier.id) if is_proven else identifier


@verb(Permission.EDIT_PEOPLE)
def make_primary(actor: Actor, identifier_id: UUID) -> Person:
    """Make an address or a number the one a person is reached by. Where it is already nothing changes. Refuses other kinds."""
    identifier = _visible(actor, identifier_id)
    if identifier.kind_id not in SHOWN:
        raise KindUnknown(identifier.kind_id)
    person = lock_person(actor, identifier.person_id)
    before = getattr(person, identifier.kind_id)
    if before != identifier.value:
        say_of_people(actor, [person.id], {identifier.kind_id: identifier.value})
        person.refresh_from_db()
        change = FieldChange(field=identifier.kind_id, old=before, new=identifier.value)
        record(PersonEdited(person_id=person.id, changes=[change]), by=actor)
    return person


def _visible(actor: Actor, identifier_id: UUID) -> Identifier:
    """An identifier of somebody whom the actor may see, with that person held."""
    identifier = Identifier.objects.filter(id=identifier_id).first()
    if identifier is None:
        raise IdentifierNotFound(identifier_id)
    lock_person(actor, identifier.person_id)
    return identifier


def _understood(kind: str, value: str, region: str) -> tuple[KindRules, str]:
    """The rules of the kind, and the value as it is kept."""
    rules = rules_of_kinds().get(kind)
    if rules is None:
        raise KindUnknown(kind)
    normal = rules.normalise(value, region=region)
    if normal is None:
        raise IdentifierNotUsable(kind, value)
    return rules, normal


def _note_new(actor: Actor, rules: KindRules, identifier: Identifier) -> None:
    """A visitor who is given a name to be known by is a visitor no more."""
    person_id = identifier.person_id
    told = {"kind": rules.key, "value": identifier.value}
    if rules.makes_known and Person.objects.filter(id=person_id, known_at=None).update(known_at=unit.now()):
        record(PersonIdentified(person_id=person_id, **told), by=actor)
    refold_people([person_id])
    record(IdentifierAdded(person_id=person_id, identifier_id=identifier.id, **told), by=actor)


def _take_away(actor: Actor, identifier: Identifier) -> Person:
    """The person is no longer known by it; where it was their address or number, the next one of its kind is."""
    gone = identifier.id
    identifier.delete()
    refold_people([identifier.person_id])
    person = lock_person(actor, identifier.person_id, removed=True)
    if identifier.kind_id in SHOWN and getattr(person, identifier.kind_id) == identifier.value:
        others = Identifier.objects.filter(person=person.id, kind=identifier.kind_id).order_by("created_at", "id")
        say_of_people(actor, [person.id], {identifier.kind_id: others.values_list("value", flat=True).first()})
        person.refresh_from_db()
    record(
        IdentifierRemoved(person_id=person.id, identifier_id=gone, kind=identifier.kind_id, value=identifier.value),
        by=actor,
    )
    return person
