"""Who somebody was before: the people that a person has absorbed, and what came with them."""

from uuid import UUID

from django.db.models import F

from twofold.core.actor import Actor
from twofold.directory.identities import Belonging
from twofold.directory.models import Merge, Person, Span
from twofold.directory.permissions import Permission


def formerly(actor: Actor, person_id: UUID) -> list[UUID]:
    """The people who turned out to be this person."""
    if actor.person_id != person_id:
        actor.require(Permission.SEE_PEOPLE)
    return list(Person.objects.filter(merged_into=person_id).values_list("id", flat=True))


def identifiers_of_merge(actor: Actor, merge_id: UUID) -> list[UUID]:
    """The identifiers that the loser of a merge had, or had had until they moved on."""
    actor.require(Permission.RESOLVE_IDENTITIES)
    moved = Merge.objects.values_list("moved", flat=True).get(id=merge_id)
    spans = Span.objects.filter(id__in=moved.get("spans", [])).values_list("identifier_id", flat=True)
    return list({*(UUID(one) for one in moved.get("identifiers", [])), *spans})


def spans_of(actor: Actor, identifier_id: UUID) -> list[Belonging]:
    """Whose a device was that moved between people, in order."""
    actor.require(Permission.RESOLVE_IDENTITIES)
    spans = Span.objects.filter(identifier=identifier_id).order_by(F("starts_at").asc(nulls_first=True))
    return [Belonging(span.person_id, span.starts_at, span.ends_at) for span in spans]
