"""What people agree to, and no longer agree to."""

import re
from uuid import UUID

from twofold.core import ids, unit
from twofold.core.actor import Actor
from twofold.core.facts import record
from twofold.core.verbs import verb
from twofold.directory.editing import source_of
from twofold.directory.errors import IdentifierNotFound, ValueNotAllowed
from twofold.directory.facts import ConsentGiven, ConsentWithdrawn
from twofold.directory.locking import lock_person
from twofold.directory.models import Consent, Identifier
from twofold.directory.permissions import Permission

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,49}")


@verb(Permission.RECORD_CONSENT)
def give(
    actor: Actor,
    person_id: UUID,
    *,
    purpose: str,
    channel: str,
    text_version: str = "",
    source: str = "",
    identifier_id: UUID | None = None,
) -> Consent:
    """Write down that a person agreed to a purpose (`newsletter`) on a channel (`email`), and to which text.

    Given already under the same text, or said again without one, nothing is added. `identifier_id` says by which address it was given.
    """
    return _decide(
        actor, person_id, Consent.State.GIVEN, purpose=purpose, channel=channel, text_version=text_version,
        source=source, identifier_id=identifier_id,
    )  # fmt: skip


@verb(Permission.RECORD_CONSENT)
def withdraw(actor: Actor, person_id: UUID, *, purpose: str, channel: str, source: str = "") -> Consent:
    """Write down that a person does not, or no longer, agree. Withdrawn already, nothing is added."""
    return _decide(
        actor, person_id, Consent.State.WITHDRAWN, purpose=purpose, channel=channel, text_version="", source=source,
        identifier_id=None,
    )  # fmt: skip


def _decide(
    actor: Actor,
    person_id: UUID,
    state: Consent.State,
    *,
    purpose: str,
    channel: str,
    text_version: str,
    source: str,
    identifier_id: UUID | None,
) -> Consent:
    for field, value in (("purpose", purpose), ("channel", channel)):
        if not _NAME.fullmatch(value):
            raise ValueNotAllowed(field, "Use small letters, digits, - and _.")
    lock_person(actor, person_id)
    if identifier_id and not Identifier.objects.filter(id=identifier_id, person=person_id).exists():
        raise IdentifierNotFound(identifier_id)
    held = Consent.objects.filter(person=person_id, purpose=purpose, channel=channel)
    current = held.order_by("-decided_at", "-id").first()
    if current and current.state == state and text_version in (current.text_version, ""):
        return current
    decided = Consent.objects.create(
        id=ids.new(), person_id=person_id, identifier_id=identifier_id, purpose=purpose, channel=channel, state=state,
        source=source or source_of(actor), text_version=text_version, given_by=actor.person_id, decided_at=unit.now(),
    )  # fmt: skip
    fact = ConsentGiven if state == Consent.State.GIVEN else ConsentWithdrawn
    record(fact(person_id=person_id, purpose=purpose, channel=channel, source=decided.source), by=actor)
    return decided
