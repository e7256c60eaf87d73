"""Text messages to phones. Queued in a unit of work, sent by a job after it through the gateway of `TWOFOLD_SMS_URL`.

The URL is one of Apprise's (docs/decisions/0016-text-messages.md) with `{to}` where the number stands.
"""

import logging
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.conf import settings

from twofold.core.jobs import job

if TYPE_CHECKING:
    from apprise import NotifyBase

PATIENCE = 20.0  # seconds that a gateway may take to answer: asked again too early, it sends twice
NOBODY = "+10000000000"


class GatewayNotUnderstood(Exception):
    """`TWOFOLD_SMS_URL` is none that Apprise understands."""


class TextNotTaken(Exception):
    """The gateway did not take a text."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text message to an E.164 number. Without `to` it is queued and dropped, as a letter is."""

    to: str
    text: str


def can_send() -> bool:
    """Whether there is a gateway."""
    return bool(settings.SMS_URL)


def send(text: Text) -> None:
    """Queue the text in the open transaction: it leaves if and only if the change is kept."""
    deliver_text.defer(**asdict(text))


@job(retries=8)
def deliver_text(to: str, text: str) -> None:
    """Hand one text to the gateway."""
    if not to:
        return
    import apprise  # noqa: PLC0415 - a quarter of a second, and only the worker needs it

    gateway = _gateway(to)
    with apprise.LogCapture(level=logging.WARNING) as told:  # type: ignore[no-untyped-call]
        is_taken = gateway.notify(body=text, title="")
    if not is_taken:
        raise TextNotTaken(told.getvalue().strip()[-500:] or "The gateway gave no reason.")


def gateway_name() -> str:
    """Whose gateway the settings name; refuses with `GatewayNotUnderstood`."""
    return str(_gateway(NOBODY).service_name)


def _gateway(to: str) -> "NotifyBase":
    from apprise import Apprise  # noqa: PLC0415 - likewise

    found = Apprise.instantiate(settings.SMS_URL.replace("{to}", quote(to, safe="")))
    if found is None:
        raise GatewayNotUnderstood("TWOFOLD_SMS_URL is none that Apprise understands.")
    found.socket_connect_timeout = found.socket_read_timeout = PATIENCE
    return found
