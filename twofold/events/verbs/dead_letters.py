"""Dead letters: sending them through again, or throwing them away."""

from collections.abc import Collection
from uuid import UUID

from twofold.core import unit
from twofold.core.actor import Actor
from twofold.core.facts import record
from twofold.core.verbs import verb
from twofold.events import facts
from twofold.events.ingest import letters
from twofold.events.jobs import take_again
from twofold.events.models import DeadLetter
from twofold.events.permissions import Permission

MOST_AT_ONCE = 1_000


@verb(Permission.REPLAY_DEAD_LETTERS)
def replay(actor: Actor, letter_ids: Collection[UUID]) -> int:
    """Send letters through again, soon: those taken now are gone then, the others say why not. Returns how many.

    A letter that is on its way already goes once.
    """
    found = DeadLetter.objects.select_for_update().filter(id__in=list(letter_ids)[:MOST_AT_ONCE])
    chosen = [str(letter.id) for letter in found.order_by("id")]
    if chosen:
        DeadLetter.objects.filter(id__in=chosen).update(replayed_at=unit.now())
        take_again.defer(letter_ids=chosen)
        record(facts.DeadLettersReplayed(letters=len(chosen)), by=actor)
    return len(chosen)


@verb(Permission.REPLAY_DEAD_LETTERS)
def discard(actor: Actor, letter_ids: Collection[UUID]) -> int:
    """Throw letters away; the counts stay. Returns how many there were."""
    gone = letters.throw_away(list(letter_ids)[:MOST_AT_ONCE])
    if gone:
        record(facts.DeadLettersDiscarded(letters=gone), by=actor)
    return gone
