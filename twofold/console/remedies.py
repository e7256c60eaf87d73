"""What to do about events that were not taken: each reason as a title, and how to mend it."""

REMEDIES: dict[str, tuple[str, str]] = {
    "not_json": (
        "Not JSON",
        (
            "The body is no JSON. Usually a string was put together by hand: let a JSON library write it, and "
            "look for quotes that are missing."
        ),
    ),
    "not_utf8": (
        "Not UTF-8",
        (
            "The text is in another encoding. Send UTF-8, which every JSON library does by itself, and say "
            "nothing else in Content-Type."
        ),
    ),
    "not_an_event": (
        "Not the form of an event",
        (
            "A field holds something of another kind, such as a number where a text belongs. Compare it with "
            "the sentence below, mend the sender, then send it again."
        ),
    ),
    "too_deep": (
        "Nested too deep",
        (
            "Properties may be nested sixty levels deep. Send what is needed of the object rather than the "
            "whole of it; often something refers to itself."
        ),
    ),
    "event_too_large": (
        "Event too large",
        (
            "One event may have 32 kB unless TWOFOLD_TRACKING_MAX_EVENT says otherwise. Leave files and whole "
            "pages out and send an address that leads to them."
        ),
    ),
    "too_many_events": (
        "Too many events at once",
        "A batch holds more events than one request may bring. Send smaller batches; the SDKs do so by themselves.",
    ),
    "type_unknown": (
        "Unknown type",
        (
            "The types are track, identify, page, screen, group and alias. Anything else is a track call with "
            "an event name."
        ),
    ),
    "name_missing": (
        "Event without a name",
        "A track call needs the field event: what happened, in the past tense, such as Order Completed.",
    ),
    "name_unusable": (
        "Unusable event name",
        (
            "Names are short and for people to read: at most 250 characters and no control characters. What "
            "varies belongs into properties."
        ),
    ),
    "nobody_named": (
        "Nobody named",
        (
            "An event needs a userId or an anonymousId, or nobody could ever find it on a timeline. The "
            "browser SDK sets the anonymousId by itself."
        ),
    ),
    "group_missing": (
        "Group without an id",
        "A group call needs a groupId: what your application calls the account.",
    ),
    "previous_missing": (
        "Alias without the id before",
        "An alias call needs previousId: what the person was called so far.",
    ),
    "id_unusable": (
        "Unusable id",
        (
            "An id is at most 500 characters and has no control characters. Look for a whole object that was "
            "sent in place of its id."
        ),
    ),
    "time_unreadable": (
        "Unreadable time",
        "Times are ISO 8601 with a time zone, such as 2026-03-01T09:30:00Z.",
    ),
    "time_too_early": (
        "Before 1970",
        "A clock that was never set says 1970 or earlier. Leave timestamp out and the time of arrival counts.",
    ),
    "time_ahead": (
        "More than a day ahead",
        "The clock of the sender is wrong. Send sentAt with the batch, and the difference is corrected.",
    ),
    "not_an_object": (
        "Properties are no object",
        "Properties, traits and context are JSON objects with names and values, not lists or texts.",
    ),
    "kept_failing": (
        "Kept failing",
        (
            "Twofold could not take it for a reason of its own. Nothing is wrong with the sender as far as we "
            "know: send it again; if it fails again, the log has the details."
        ),
    ),
}


def remedy(reason: str) -> tuple[str, str]:
    """The title of a reason and what to do about it; a reason nobody foresaw is said as it is."""
    words = reason.replace("_", " ")
    return REMEDIES.get(
        reason, (words[:1].upper() + words[1:], "The sentence beside each letter says what is wrong with it.")
    )
