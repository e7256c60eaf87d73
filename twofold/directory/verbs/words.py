"""Keeping the words in order by which people and accounts are found when their name was mistyped."""

from twofold.core.actor import Actor
from twofold.core.verbs import verb
from twofold.directory import words
from twofold.directory.permissions import Permission


@verb(Permission.EDIT_PEOPLE)
def settle(actor: Actor) -> None:
    """Keep each word once that somebody is found by, and forget those that nobody bears any more. Safe to repeat."""
    del actor
    words.settle()
