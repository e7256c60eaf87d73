"""What a person is known by, and who is known by something."""

from uuid import UUID

from django.db.models import F

from twofold.core.actor import Actor
from twofold.directory.errors import NobodyKnownBy
from twofold.directory.identities import Pair
from twofold.directory.masks import require_identifier_shown
from twofold.directory.models import Identifier
from twofold.directory.permissions import Permission
from twofold.directory.queries.traces import rules_of_kinds
from twofold.directory.queries.visible import everybody_visible_to


def name_of(actor: Actor, person_id: UUID) -> Pair | None:
    """By what a person is known most surely: a proven identifier before the others, then the most trusted. One statement."""
    actor.require(Permission.RESOLVE_IDENTITIES)
    names = Identifier.objects.filter(
        person=person_id, kind__makes_known=True, is_shared=False, person__in=everybody_visible_to(actor).values("id")
    )
    best = names.order_by(F("proven_at").asc(nulls_last=True), "-kind__priority", "created_at", "id").first()
    return Pair(best.kind_id, best.value) if best else None


def holder_of(actor: Actor, kind: str, value: str) -> UUID:
    """Whose this is, whichever way it is written. Two statements. Refuses with `NobodyKnownBy` what is nobody's."""
    require_identifier_shown(actor, kind)
    rules = rules_of_kinds().get(kind)
    normal = rules.normalise(value) if rules else None
    held = Identifier.objects.filter(kind=kind, value=normal or "", person__in=everybody_visible_to(actor).values("id"))
    found = held.values_list("person_id", flat=True).first() if normal else None
    if found is None:
        raise NobodyKnownBy(kind, value)
    return found
