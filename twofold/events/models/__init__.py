"""The tape's tables in Postgres; the events themselves are in ClickHouse."""

from twofold.events.models.books import Inflight, Seen
from twofold.events.models.dead_letter import DeadLetter, DeadLetterCount
from twofold.events.models.source import Source

__all__ = ["DeadLetter", "DeadLetterCount", "Inflight", "Seen", "Source"]
