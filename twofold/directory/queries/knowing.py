"""What a person is known by, and who is known by something."""

from uuid import UUID

from twofold.core.actor import Actor
from twofold.directory.errors import NobodyKnownBy
from twofold.directory.masks import require_identifier_shown
from twofold.directory.models import Identifier
from twofold.directory.queries.traces import rules_of_kinds
from twofold.directory.queries.visible import everybody_visible_to


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
