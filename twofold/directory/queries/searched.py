"""Searching by words, among what the actor may see of each record.

The index has all the words of a record in one place: its name, addresses, numbers, identifiers. For whom one of them is
hidden, only those count that are in the name; and where names are hidden, nobody is found.
"""

from typing import TypeVar

from django.db.models import Model, QuerySet

from twofold.core.actor import Actor
from twofold.directory.models import Person
from twofold.directory.queries.lists.columns import WORD, beginning_words
from twofold.directory.queries.matching import matches
from twofold.directory.searching import folded

M = TypeVar("M", bound=Model)

FOUND_BY = {"person": {"person.email", "person.phone", "person.identifiers"}, "account": {"account.numbers"}}


def searched(actor: Actor, records: QuerySet[M], text: str, *, exactly: bool = False) -> QuerySet[M]:
    """Those that every word of the text leads to, by what is not hidden from the actor."""
    found = matches(named(actor, records), text, exactly=exactly)
    if actor.masked & FOUND_BY[_subject(records)]:
        found = found.filter(beginning_words("sort_name", WORD.findall(folded(text))))
    return found


def named(actor: Actor, records: QuerySet[M]) -> QuerySet[M]:
    """Those whose names the actor may see: all of them, or nobody."""
    return records.none() if f"{_subject(records)}.name" in actor.masked else records


def _subject(records: QuerySet[M]) -> str:
    return "person" if issubclass(records.model, Person) else "account"
