"""What one may be allowed to do here."""

from collections.abc import Collection, Mapping
from enum import StrEnum

from twofold.core.registers import Desk, Limit


class Permission(StrEnum):
    """The permissions of the tape, as roles name them."""

    SEE_EVENTS = "events:event:see"
    SEE_SOURCES = "events:source:see"
    MANAGE_SOURCES = "events:source:manage"
    SEE_DEAD_LETTERS = "events:dead_letter:see"
    REPLAY_DEAD_LETTERS = "events:dead_letter:replay"


SENTENCES = {
    Permission.SEE_EVENTS: "See what people did, on their timelines and live",
    Permission.SEE_SOURCES: "See sources and their write keys",
    Permission.MANAGE_SOURCES: "Add, rename and revoke sources and change their write keys",
    Permission.SEE_DEAD_LETTERS: "See events that could not be understood",
    Permission.REPLAY_DEAD_LETTERS: "Send dead letters through again, or throw them away",
}

HELD_BY_STAFF: Mapping[Permission, Collection[Desk]] = {
    Permission.SEE_EVENTS: (Desk.SALES, Desk.MARKETING, Desk.SUPPORT, Desk.ANALYST, Desk.READER),
    Permission.SEE_SOURCES: (Desk.MARKETING, Desk.ANALYST),
}

LIMITS: Mapping[Permission, Collection[Limit]] = {
    Permission.SEE_DEAD_LETTERS: (Limit.EVERY_ROW, Limit.EVERY_FIELD),
    Permission.REPLAY_DEAD_LETTERS: (Limit.EVERY_ROW, Limit.EVERY_FIELD),
}
