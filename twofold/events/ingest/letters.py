"""Dead letters: what was not taken is kept aside with its reason, the first so many of each, and all are counted."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from django.db.models import Count, F

from twofold.events.ingest.reasons import Reason
from twofold.events.models import DeadLetter, DeadLetterCount

KEPT = 500  # of each source and reason, so that a flood fills no disk
LONGEST_BODY = 32_768


class Letter(msgspec.Struct, gc=False):
    """What was not taken, and why."""

    source_id: UUID
    reason: Reason
    sentence: str
    type: str
    body: bytes
    size: int
    received_at: datetime

    @classmethod
    def of(
        cls, source_id: UUID, body: bytes, received_at: datetime, *, why: tuple[Reason, str], kind: str = ""
    ) -> "Letter":
        """A letter that keeps of the body as much as an event may have."""
        reason, sentence = why
        return cls(source_id, reason, sentence[:500], kind[:10], body[:LONGEST_BODY], len(body), received_at)


def keep(letters: Sequence[Letter]) -> None:
    """Count the letters, and keep those for which there is room."""
    groups: defaultdict[tuple[UUID, str], list[Letter]] = defaultdict(list)
    for letter in letters:
        groups[letter.source_id, letter.reason].append(letter)
    for (source_id, reason), group in sorted(groups.items()):
        count, _ = DeadLetterCount.objects.select_for_update().get_or_create(
            source_id=source_id, reason=reason, defaults={"last_at": group[-1].received_at}
        )
        room = group[: max(KEPT - count.kept, 0)]
        DeadLetter.objects.bulk_create(_row(letter) for letter in room)
        DeadLetterCount.objects.filter(pk=count.pk).update(
            letters=F("letters") + len(group), kept=F("kept") + len(room), last_at=group[-1].received_at
        )


def throw_away(letter_ids: Collection[UUID]) -> int:
    """Make room; how many letters there were. The counts stay."""
    letters = DeadLetter.objects.filter(id__in=letter_ids)
    groups = letters.order_by().values_list("source", "reason").annotate(Count("id"))
    for source_id, reason, size in sorted(groups):
        DeadLetterCount.objects.filter(source=source_id, reason=reason).update(kept=F("kept") - size)
    return letters.delete()[0]


def _row(letter: Letter) -> DeadLetter:
    return DeadLetter(
        source_id=letter.source_id,
        reason=letter.reason,
        sentence=letter.sentence.replace("\0", ""),
        event_type=letter.type.replace("\0", ""),
        body=letter.body,
        size=letter.size,
        received_at=letter.received_at,
    )
