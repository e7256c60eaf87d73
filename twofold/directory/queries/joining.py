"""What would come of making some records one: what would hold then, and what speaks against it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any
from uuid import UUID

from django.db.models import Q

from twofold.core.actor import Actor
from twofold.directory.models import AccountMerge, Apart, CustomField, IdentifierKind, Merge
from twofold.directory.permissions import Permission
from twofold.directory.profiles import accounts_as_one, people_as_one
from twofold.directory.queries.traces import facts_of_holders
from twofold.directory.queries.visible import accounts_visible_to, people_visible_to


@dataclass(frozen=True, slots=True)
class Objection:
    """What speaks against merging. `kind` is "two", "staff" or "apart"; the last can be overruled by whoever knows better.

    `about` are the records, `label` and `values` what there would be two of, `said_by` who has said that they are not the same.
    """

    kind: str
    about: tuple[UUID, ...]
    label: str = ""
    values: tuple[str, ...] = ()
    said_by: str = ""


def values_as_one(actor: Actor, subject: str, record_ids: Sequence[UUID]) -> Mapping[str, Any]:
    """What would hold of these records if they were one: columns and attributes by name. Those one may not see say nothing."""
    if subject == CustomField.Subject.PERSON:
        people = people_visible_to(actor).filter(id__in=record_ids).values_list("id", flat=True)
        profile = people_as_one(list(people))
    else:
        accounts = accounts_visible_to(actor).filter(id__in=record_ids).values_list("id", flat=True)
        profile = accounts_as_one(list(accounts))
    return {**profile.attributes, **profile.columns}


def objections_to_merging(actor: Actor, subject: str, record_ids: Sequence[UUID]) -> list[Objection]:
    """Why these cannot, or should not, become one."""
    is_person = subject == CustomField.Subject.PERSON
    visible = people_visible_to(actor) if is_person else accounts_visible_to(actor)
    seen = list(visible.filter(id__in=record_ids).order_by("id").values_list("id", flat=True))
    return [*(_of_people(seen) if is_person else ()), *_said_to_be_different(subject, seen)]


def _of_people(people: Sequence[UUID]) -> list[Objection]:
    holders = facts_of_holders(people)
    found = []
    labels = dict(IdentifierKind.objects.filter(is_unique=True).values_list("key", "label"))
    for kind, label in labels.items():
        holding = {person: values for person, one in holders.items() if (values := one.uniques.get(kind))}
        if len({value for values in holding.values() for value in values}) > 1:
            two = tuple(sorted(value for values in holding.values() for value in values))
            found.append(Objection("two", tuple(holding), label, two))
    staff = tuple(person for person, one in holders.items() if one.is_staff)
    if len(staff) > 1:
        found.append(Objection("staff", staff))
    for one, other in combinations(people, 2):
        if other in holders[one].strangers and not Apart.objects.filter(person_a=one, person_b=other).exists():
            found.append(Objection("apart", (one, other)))
    return found


def _said_to_be_different(subject: str, records: Sequence[UUID]) -> list[Objection]:
    rows = Apart.objects.filter(Q(**{f"{subject}_a__in": records}) & Q(**{f"{subject}_b__in": records}))
    return [
        Objection("apart", (one, other), said_by=name)
        for one, other, name in rows.values_list(f"{subject}_a_id", f"{subject}_b_id", "actor_name")
    ]


def merges_into(actor: Actor, subject: str, winner_id: UUID, loser_ids: Collection[UUID]) -> list[UUID]:
    """The merges that stand by which these became part of a record; the last one first."""
    if subject == CustomField.Subject.PERSON:
        actor.require(Permission.SEE_PEOPLE)
        people = Merge.objects.filter(winner=winner_id, loser__in=loser_ids, undone_at=None)
        return list(people.order_by("-merged_at", "-id").values_list("id", flat=True))
    actor.require(Permission.SEE_ACCOUNTS)
    accounts = AccountMerge.objects.filter(winner=winner_id, loser__in=loser_ids, undone_at=None)
    return list(accounts.order_by("-merged_at", "-id").values_list("id", flat=True))
