"""What the worker does for the access room."""

from twofold.access import answers
from twofold.core.actor import Actor
from twofold.core.jobs import job
from twofold.core.unit import unit_of_work


@job(cron="17 * * * *")
def forget_old_answers(timestamp: int) -> None:
    """Drop what is no longer given again."""
    del timestamp
    with unit_of_work(Actor.system("worker")):
        answers.forget()
