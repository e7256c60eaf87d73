"""Post: letters to people. Written in a unit of work, sent by a job after it."""

from dataclasses import dataclass

from django.core.mail import EmailMultiAlternatives

from twofold.core.jobs import job


@dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail. `html` may be empty; `text` may not."""

    to: str
    subject: str
    text: str
    html: str = ""


def send(letter: Letter) -> None:
    """Queue the letter in the open transaction: it leaves if and only if the change is kept."""
    deliver.defer(to=letter.to, subject=letter.subject, text=letter.text, html=letter.html)


@job(retries=8)
def deliver(to: str, subject: str, text: str, html: str) -> None:
    """Hand one letter to the mail server."""
    message = EmailMultiAlternatives(subject=subject, body=text, to=[to])
    if html:
        message.attach_alternative(html, "text/html")
    message.send()
