"""Erasing a person for good: one long operation in which each room erases what it keeps of them, and at the end the log.

Each room says at start how it does that, beside what it keeps for the person (`core.belongings`), so nobody imports anybody.
"""

from twofold.core.erasing.carrying import KIND, ReasonMissing, begin, erased_entries, waiting_at
from twofold.core.erasing.facts import PersonErased
from twofold.core.erasing.register import SHORTEST_WORD, Eraser, Meant, declare_eraser, declared

__all__ = [
    "KIND",
    "SHORTEST_WORD",
    "Eraser",
    "Meant",
    "PersonErased",
    "ReasonMissing",
    "begin",
    "declare_eraser",
    "declared",
    "erased_entries",
    "waiting_at",
]
