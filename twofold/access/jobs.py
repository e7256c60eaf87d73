"""What the worker does for the access room."""

from uuid import UUID

from twofold.access import answers, browsers, limits, proofs, sessions
from twofold.access.verbs import downloads, farewells, guests, requests
from twofold.core.actor import Actor
from twofold.core.jobs import job
from twofold.core.unit import unit_of_work


@job(cron="17 * * * *")
def forget_old_answers(timestamp: int) -> None:
    """Drop what is no longer given again."""
    del timestamp
    with unit_of_work(Actor.system("worker")):
        answers.forget()


@job(cron="37 4 * * *")
def forget_unproven_sign_ups(timestamp: int) -> None:
    """Remove those who signed up a week ago and never showed that the address is theirs."""
    del timestamp
    with unit_of_work(Actor.system("worker")):
        proofs.forget_unproven()


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


@job(cron="*/10 * * * *")
def forget_old_tries(timestamp: int) -> None:
    """Drop limits of which nothing is left."""
    del timestamp
    with unit_of_work(Actor.system("worker")):
        limits.forget()


@job(cron="41 3 * * *")
def forget_old_sessions(timestamp: int) -> None:
    """Drop sessions that are over, and browsers that nobody has used for more than a year."""
    del timestamp
    with unit_of_work(Actor.system("worker")):
        sessions.forget_ended()
        browsers.forget_old()


@job(retries=5)
def gather_data(download_id: str, site_id: str) -> None:
    """Gather all that is kept of a person who asked for it."""
    actor = Actor.system("access.gather_data")
    with unit_of_work(actor):
        downloads.gather(actor, UUID(download_id), site_id=UUID(site_id))


@job(cron="33 * * * *")
def forget_old_data(timestamp: int) -> None:
    """Every hour: drop what was gathered for people a week ago."""
    del timestamp
    actor = Actor.system("access.forget_old_data")
    with unit_of_work(actor):
        downloads.forget_old(actor)


@job(cron="7 * * * *")
def delete_who_asked(timestamp: int) -> None:
    """Every hour: remove the people who asked for it two weeks ago."""
    del timestamp
    actor = Actor.system("access.delete_who_asked")
    more = True
    while more:
        with unit_of_work(actor):
            more = farewells.carry_out(actor) > 0
