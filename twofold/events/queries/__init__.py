"""Every read that leaves the tape."""

from twofold.events.queries.dead_letters import (
    DeadLetterPage,
    Letter,
    LetterCount,
    dead_letter_counts,
    dead_letter_ids,
    dead_letters,
)
from twofold.events.queries.figures import figures_of_account, figures_of_person
from twofold.events.queries.health import TapeHealth, tape_health
from twofold.events.queries.sources import SourceActivity, source, source_activity, sources
from twofold.events.queries.timeline import PRIVATE, Feed, Moment, Timeline, latest, timeline
from twofold.events.store.read import Event
from twofold.events.store.sums import Sums

__all__ = [
    "PRIVATE",
    "DeadLetterPage",
    "Event",
    "Feed",
    "Letter",
    "LetterCount",
    "Moment",
    "SourceActivity",
    "Sums",
    "TapeHealth",
    "Timeline",
    "dead_letter_counts",
    "dead_letter_ids",
    "dead_letters",
    "figures_of_account",
    "figures_of_person",
    "latest",
    "source",
    "source_activity",
    "sources",
    "tape_health",
    "timeline",
]
