"""What a search that led to nobody may have meant."""

from dataclasses import dataclass

from twofold.console.lists.wanted import Wanted
from twofold.console.page import ConsoleRequest
from twofold.directory import queries as directory
from twofold.directory.queries import ListRow, Page


@dataclass(frozen=True, slots=True)
class Correction:
    """A text that leads to somebody, and the list that it leads to."""

    text: str
    url: str


def of(request: ConsoleRequest, wish: Wanted, found: Page[ListRow]) -> list[Correction]:
    """The likeliest first; none where something was found or nothing was typed."""
    typed = wish.address.one("q")
    if found.rows or not typed:
        return []
    meant = directory.corrections(request.actor, wish.of.subject, typed)
    return [Correction(text, wish.address.to(q=text)) for text in meant]
