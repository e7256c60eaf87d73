"""What the directory does by itself; each job calls one verb."""

from twofold.core.actor import Actor
from twofold.core.jobs import job
from twofold.core.unit import unit_of_work
from twofold.directory.verbs import bulk_edits, importing, memberships, words


@job(cron="10 0 * * *")
def end_lapsed_memberships(timestamp: int) -> None:
    """Every night: end the memberships whose last day is over."""
    del timestamp
    actor = Actor.system("directory.end_lapsed_memberships")
    with unit_of_work(actor):
        memberships.end_lapsed(actor)


@job(cron="40 2 * * 0")
def settle_words(timestamp: int) -> None:
    """Every week: forget the words that nobody is called by any more. Reads what everybody is found by: a minute a million."""
    del timestamp
    actor = Actor.system("directory.settle_words")
    with unit_of_work(actor):
        words.settle(actor)


@job(cron="38 3 * * *")
def forget_old_bulk_edits(timestamp: int) -> None:
    """Every night: drop what bulk edits keep for being undone, once that is no longer possible."""
    del timestamp
    actor = Actor.system("directory.forget_old_bulk_edits")
    more = True
    while more:
        with unit_of_work(actor):
            more = bulk_edits.forget_old(actor) > 0


@job(cron="8 4 * * *")
def forget_old_imports(timestamp: int) -> None:
    """Every night: drop what became of each row of imports that can no longer be undone, and the drafts of dry runs."""
    del timestamp
    actor = Actor.system("directory.forget_old_imports")
    more = True
    while more:
        with unit_of_work(actor):
            more = importing.forget_old(actor) > 0
