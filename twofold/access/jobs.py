"""What the worker does for the access room."""

from twofold.access import answers, browsers, sessions
from twofold.access.verbs import guests, requests
from twofold.core.actor import Actor
from twofold.core.jobs import job
from twofold.core.unit import unit_of_work


@job(cron="17 * * * *")
def forget_old_answers(timestamp: int) -> None:
    """Drop what is no longer given again."""
    del timestamp
    with unit_of_work(Actor.system("worker")):
        answers.forget()


@job(cron="* * * * *")
def end_expired_guests(timestamp: int) -> None:
    """Let guests go whose time is over; what they may do ended at that very moment already."""
    del timestamp
    actor = Actor.system("worker")
    with unit_of_work(actor):
        guests.end_expired(actor)


@job(cron="*/10 * * * *")
def ask_about_guests(timestamp: int) -> None:
    """Ask those who vouch for guests whether they should stay."""
    del timestamp
    actor = Actor.system("worker")
    with unit_of_work(actor):
        guests.ask(actor)


@job(cron="41 * * * *")
def remind_of_requests(timestamp: int) -> None:
    """Remind those who decide of who waits for them."""
    del timestamp
    actor = Actor.system("worker")
    with unit_of_work(actor):
        requests.remind(actor)


@job(cron="41 3 * * *")
def forget_old_sessions(timestamp: int) -> None:
    """Drop sessions that are over, and browsers that nobody has used for more than a year."""
    del timestamp
    with unit_of_work(Actor.system("worker")):
        sessions.forget_ended()
        browsers.forget_old()
