"""Names of machines as people say them: facts, jobs, the fields of a body, spans of time, sizes."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from babel.dates import format_timedelta

from twofold.look import wording

KIB = 1024
SHORT = 120


def title(name: str) -> str:
    """`directory.person.merged` is "Person merged", `core.forget_old_jobs` is "Forget old jobs"."""
    words = " ".join(name.split(".")[1:]).replace("_", " ") or name
    return words[:1].upper() + words[1:]


def room(name: str) -> str:
    """The room a name begins with."""
    return name.split(".", 1)[0]


def label(key: str) -> str:
    """`text_version` is "Text version", `person_id` is "Person"."""
    words = key.removesuffix("_id").replace("_", " ")
    return words[:1].upper() + words[1:]


def lines(body: Mapping[str, Any]) -> list[tuple[str, str]]:
    """A body as labels and values, one a line; what holds more than one value is shown as JSON."""
    return [(label(key), said(value)) for key, value in body.items()]


def said(value: object) -> str:
    """One value of a body."""
    if value is None or value in ("", [], {}):
        return "—"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    if isinstance(value, int | float):
        return str(value)
    return json.dumps(value, ensure_ascii=False, indent=2)


def gist(body: Mapping[str, Any]) -> str:
    """The values of a body that a person can read at a glance, in one line."""
    told = [
        f"{label(key).lower()} {said(value)}"
        for key, value in body.items()
        if not key.endswith("_id") and isinstance(value, str | int | float) and value != ""
    ]
    line = " · ".join(told)
    return line if len(line) <= SHORT else f"{line[:SHORT]}…"


def span(seconds: float) -> str:
    """How long, roughly: "40 seconds", "3 hours"."""
    return format_timedelta(timedelta(seconds=seconds), locale=wording.locale(), threshold=1.4)


def size(count: float) -> str:
    """Bytes as people count them: "42 MB"."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if count < KIB:
            return f"{count:,.0f} {unit}"
        count /= KIB
    return f"{count:,.1f} TB"
