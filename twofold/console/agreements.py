"""What people agree to, and how they are reached, in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from twofold.directory import queries as directory

LANGUAGE = "en"  # of the console

CHANNELS = (
    ("email", "by e-mail"),
    ("phone", "by phone"),
    ("sms", "by text message"),
    ("post", "by post"),
    ("web", "on the web"),
)


def channel(key: str) -> str:
    """`email` is by e-mail."""
    return dict(CHANNELS).get(key, f"by {key.replace('_', ' ')}")


def with_names(bodies: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Facts with the purpose that some of them tell of by its name. At most one statement."""
    if not any("purpose" in body for body in bodies):
        return list(bodies)
    purposes = directory.purposes_in(LANGUAGE)
    return [
        body | {"purpose": purposes.name(body["purpose"])} if "purpose" in body else body for body in map(dict, bodies)
    ]
