"""Every read that leaves the tape."""

from twofold.events.queries.dead_letters import (
    DeadLetterPage,
    Letter,
    LetterCount,
    dead_letter_counts,
    dead_letter_ids,
    dead_letters,
)
from twofold.events.queries.health import TapeHealth, tape_health
from twofold.events.queries.sources import SourceActivity, source, source_activity, sources
from twofold.events.queries.timeline import PRIVATE, Feed, Moment, Timeline, latest, timeline
from twofold.events.store.read import Event

__all__ = [
    "PRIVATE",
    "DeadLetterPage",
    "Event",
    "Feed",
    "Letter",
    "LetterCount",
    "Moment",
    "SourceActivity",
    "TapeHealth",
    "Timeline",
    "dead_letter_counts",
    "dead_letter_ids",
    "dead_letters",
    "latest",
    "source",
    "source_activity",
    "sources",
    "tape_health",
    "timeline",
]
