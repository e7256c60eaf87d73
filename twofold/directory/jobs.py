"""What the directory does by itself; each job calls one verb."""

from twofold.core.actor import Actor
from twofold.core.jobs import job
from twofold.core.unit import unit_of_work
from twofold.directory.verbs import memberships


@job(cron="10 0 * * *")
def end_lapsed_memberships(timestamp: int) -> None:
    """Every night: end the memberships whose last day is over."""
    del timestamp
    actor = Actor.system("directory.end_lapsed_memberships")
    with unit_of_work(actor):
        memberships.end_lapsed(actor)
