"""Post: letters to people. Written in a unit of work, sent by a job after it."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from django.core.mail import EmailMultiAlternatives

from twofold.core.jobs import job

# No machine answers a machine: no notes of absence, and nothing to loop (RFC 3834).
HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


@dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail. `html` may be empty; `text` may not. An empty `sender` is that of `TWOFOLD_MAIL_FROM`, who gets the answers, too.

    Without `to` it is written, queued and dropped: whoever waits for the answer learns nothing from the time it takes.
    """

    to: str
    subject: str
    text: str
    html: str = ""
    sender: str = ""
    reply_to: str = ""


def send(letter: Letter) -> None:
    """Queue the letter in the open transaction: it leaves if and only if the change is kept."""
    deliver.defer(**asdict(letter))


def send_all(letters: Iterable[Letter]) -> None:
    """Queue many letters in one statement."""
    if queued := [asdict(letter) for letter in letters]:
        deliver.batch_defer(*queued)


@job(retries=8)
def deliver(to: str, subject: str, text: str, html: str, *, sender: str = "", reply_to: str = "") -> None:
    """Hand one letter to the mail server."""
    if not to:
        return
    message = EmailMultiAlternatives(
        subject=subject,
        body=text,
        from_email=sender or None,
        to=[to],
        reply_to=[reply_to] if reply_to else None,
        headers=HEADERS,
    )
    if html:
        message.attach_alternative(html, "text/html")
    message.send()
