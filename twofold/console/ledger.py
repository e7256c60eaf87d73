"""The ledger: every fact, newest first, and the readers that follow it."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from twofold.console import in_words
from twofold.console.answers import moved
from twofold.console.asking import an_id, whole
from twofold.console.listing import Address
from twofold.console.page import ConsoleRequest, Tab, page
from twofold.core import queries, running
from twofold.core.queries import Asked, Entry, ReaderState

FILTERS = ("name", "actor", "about")
BEHIND_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as the page tells it."""

    entry: Entry
    title: str
    room: str
    gist: str
    body: list[tuple[str, str]]

    @classmethod
    def of(cls, entry: Entry) -> "Line":
        """In words."""
        name = entry.name
        return cls(
            entry, in_words.title(name), in_words.room(name), in_words.gist(entry.body), in_words.lines(entry.body)
        )


def ledger(request: ConsoleRequest) -> HttpResponse:
    """Facts, newest first, filtered by what, who and about whom."""
    address = Address.of(request.path, request.GET, FILTERS)
    asked = Asked(name=address.one("name"), actor_name=address.one("actor"), about=an_id(address.one("about")))
    found = queries.ledger(
        request.actor,
        asked,
        before=whole(address.one("before")),
        after=whole(address.one("after")),
    )
    context = {
        "lines": [Line.of(entry) for entry in found.entries],
        "address": address,
        "is_filtered": bool(set(address.params) & set(FILTERS)),
        "newer": f"?{address.query}&after={found.newer}" if found.newer else "",
        "older": f"?{address.query}&before={found.older}" if found.older else "",
        "about": an_id(address.one("about")),
        "without_about": address.to(about=None),
        "tabs": _tabs(queries.reader_states(request.actor), readers=False),
    }
    return page(request, "running/ledger.html", context)


def readers(request: ConsoleRequest) -> HttpResponse:
    """Who follows the ledger, how far behind, and what stops them."""
    states = queries.reader_states(request.actor)
    context = {
        "readers": [(state, in_words.title(state.name), *standing(state)) for state in states],
        "tabs": _tabs(states, readers=True),
    }
    return page(request, "running/readers.html", context)


@require_POST
def wake(request: ConsoleRequest, name: str) -> HttpResponse:
    """Let a reader that rests try again."""
    running.wake_reader(request.actor, name)
    return moved(request, reverse("console:ledger_readers"), f"{in_words.title(name)} tries again now.")


def standing(state: ReaderState) -> tuple[str, str]:
    """A tone and a few words on how a reader fares."""
    if not state.is_known:
        return "", "Not in use any more"
    if state.is_failing:
        tries = "once" if state.failures == 1 else f"{state.failures} times"
        return "bad", f"Failed {tries}"
    if state.lag_seconds > BEHIND_SECONDS:
        return "warn", f"{in_words.span(state.lag_seconds)} behind"
    return "good", "Up to date"


def _tabs(states: list[ReaderState], *, readers: bool) -> list[Tab]:
    failing = sum(state.is_failing for state in states)
    return [
        Tab("Facts", reverse("console:ledger"), current=not readers),
        Tab(
            "Readers", reverse("console:ledger_readers"), current=readers, note=f"{failing} failing" if failing else ""
        ),
    ]
