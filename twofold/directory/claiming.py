"""Claiming identifiers one at a time, by what staff or a form say."""

from collections import Counter
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from twofold.core import ids, unit
from twofold.directory.identities import KindRules
from twofold.directory.models import Identifier
from twofold.directory.queries.traces import rules_of_kinds


def claim(rules: KindRules, person_id: UUID, value: str) -> tuple[Identifier, bool]:
    """The identifier, and whether it is new; if somebody else was quicker it is theirs. The value is normalised."""
    return Identifier.objects.get_or_create(
        kind_id=rules.key,
        value=value,
        defaults={"person_id": person_id, "origin_person_id": person_id, "created_at": unit.now()},
    )


def has_room(rules: KindRules, person_id: UUID) -> bool:
    """Whether the person may have one more of this kind."""
    return Identifier.objects.filter(person=person_id, kind=rules.key).count() < rules.max_per_person


def claim_ways_to_reach(person_id: UUID, fields: Mapping[str, Any]) -> None:
    """Make the e-mail address and the phone among the fields the person's, where nobody has them yet.

    One that is somebody else's stays theirs: two colleagues may well give the same address.
    """
    kinds = rules_of_kinds()
    for kind in ("email", "phone"):
        value = kinds[kind].normalise(fields[kind]) if fields.get(kind) else None
        if value and has_room(kinds[kind], person_id):
            claim(kinds[kind], person_id, value)


def claim_many_ways_to_reach(rows: Mapping[UUID, Mapping[str, Any]]) -> None:
    """The same for many people. Three statements at most; of two who give the same address the first has it."""
    if not any(fields.get(kind) for fields in rows.values() for kind in ("email", "phone")):
        return
    kinds = rules_of_kinds()
    wanted = [
        (person, kind, value)
        for person, fields in rows.items()
        for kind in ("email", "phone")
        if fields.get(kind) and (value := kinds[kind].normalise(fields[kind]))
    ]
    held = Counter(
        Identifier.objects.filter(person__in={person for person, _, _ in wanted}).values_list("person_id", "kind_id")
    )
    Identifier.objects.bulk_create(
        (
            Identifier(
                id=ids.new(),
                kind_id=kind,
                value=value,
                person_id=person,
                origin_person_id=person,
                created_at=unit.now(),
            )
            for person, kind, value in wanted
            if held[person, kind] < kinds[kind].max_per_person
        ),
        ignore_conflicts=True,
    )
