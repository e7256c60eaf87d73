"""The readers that follow the ledger: how far each is, and what stops it."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from twofold.console import in_words
from twofold.console.answers import moved
from twofold.console.page import ConsoleRequest, Tab, page
from twofold.core import queries, running
from twofold.core.queries import ReaderState

BEHIND_SECONDS = 30


def readers(request: ConsoleRequest) -> HttpResponse:
    """Who follows the ledger, how far behind, and what stops them."""
    states = queries.reader_states(request.actor)
    context = {
        "readers": [(state, in_words.title(state.name), *standing(state)) for state in states],
        "tabs": tabs(states, readers=True),
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


def tabs(states: list[ReaderState], *, readers: bool) -> list[Tab]:
    """The log and its readers, with how many of them fail."""
    failing = sum(state.is_failing for state in states)
    return [
        Tab("Entries", reverse("console:ledger"), current=not readers),
        Tab(
            "Readers", reverse("console:ledger_readers"), current=readers, note=f"{failing} failing" if failing else ""
        ),
    ]
