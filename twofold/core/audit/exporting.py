"""Taking the log out: noted in the log itself, then read a page at a time."""

from collections.abc import Iterator

from twofold.core.actor import Actor
from twofold.core.audit.facts import LedgerExported
from twofold.core.facts import record
from twofold.core.permissions import Permission
from twofold.core.queries.ledger import Asked, Entry, every_entry


def export(actor: Actor, asked: Asked, *, form: str) -> Iterator[list[Entry]]:
    """All that is asked for, newest first, once the open unit of work is over. That it was taken out is told in the ledger."""
    actor.require(Permission.SEE_LEDGER)
    said = {
        field: ", ".join(value) if isinstance(value, tuple) else str(value)
        for field in Asked.__slots__
        if (value := getattr(asked, field))
    }
    record(LedgerExported(format=form, asked=said), by=actor)
    return every_entry(actor, asked)
