"""Why an event is not taken: a code for machines, a sentence for people."""

from enum import StrEnum


class Reason(StrEnum):
    """The codes. Dead letters are kept and counted by them."""

    NOT_JSON = "not_json"
    NOT_UTF8 = "not_utf8"
    NOT_AN_EVENT = "not_an_event"
    TOO_DEEP = "too_deep"
    EVENT_TOO_LARGE = "event_too_large"
    TOO_MANY_EVENTS = "too_many_events"
    TYPE_UNKNOWN = "type_unknown"
    NAME_MISSING = "name_missing"
    NAME_UNUSABLE = "name_unusable"
    NOBODY_NAMED = "nobody_named"
    GROUP_MISSING = "group_missing"
    PREVIOUS_MISSING = "previous_missing"
    ID_UNUSABLE = "id_unusable"
    TIME_UNREADABLE = "time_unreadable"
    TIME_TOO_EARLY = "time_too_early"
    TIME_AHEAD = "time_ahead"
    NOT_AN_OBJECT = "not_an_object"
    KEPT_FAILING = "kept_failing"


class NotTaken(Exception):
    """This event is not taken, for this reason."""

    def __init__(self, reason: Reason, sentence: str) -> None:
        self.reason = reason
        self.sentence = sentence
        super().__init__(sentence)
