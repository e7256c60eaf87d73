"""Dead letters: what was not taken and why, how to mend it, sending it through again or throwing it away."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from twofold.console.answers import moved
from twofold.console.asking import an_id
from twofold.console.listing import Address
from twofold.console.page import ConsoleRequest, page
from twofold.console.remedies import remedy
from twofold.events import queries
from twofold.events.verbs import dead_letters as verbs

FILTERS = ("reason", "source")


@dataclass(frozen=True, slots=True)
class Group:
    """The letters of one source and one reason."""

    title: str
    source: str
    letters: int
    kept: int
    last_at: datetime
    url: str
    current: bool


def dead_letters(request: ConsoleRequest) -> HttpResponse:
    """By reason and source, and the letters of the one that is looked at."""
    address = Address.of(request.path, request.GET, FILTERS)
    reason, source_id = address.one("reason"), an_id(address.one("source"))
    names = {source.id: source.name for source in queries.sources(request.actor)}
    counts = queries.dead_letter_counts(request.actor)
    found = queries.dead_letters(request.actor, reason=reason, source_id=source_id, before=an_id(address.one("before")))
    title, todo = remedy(reason) if reason else ("", "")
    context = {
        "groups": [_group(address, count, names) for count in counts if count.kept],
        "letters": [(letter, remedy(letter.reason)[0], names.get(letter.source_id, "—")) for letter in found.letters],
        "reason": reason,
        "source_id": source_id,
        "title": title,
        "todo": todo,
        "chosen": sum(
            count.kept
            for count in counts
            if count.reason == reason and (source_id is None or count.source_id == source_id)
        ),
        "older": f"?{address.query}&before={found.older}" if found.older else "",
        "newer": f"?{address.query}" if address.one("before") else "",
        "address": address,
    }
    return page(request, "running/dead_letters.html", context)


@require_POST
def replay(request: ConsoleRequest) -> HttpResponse:
    """Send one letter, or all of a reason, through again."""
    sent = verbs.replay(request.actor, _chosen(request))
    said = "The letter goes" if sent == 1 else f"{sent:,} letters go"
    return moved(request, _back(request), f"{said} through again. Those that are taken disappear from here.")


@require_POST
def discard(request: ConsoleRequest) -> HttpResponse:
    """Throw one letter, or all of a reason, away."""
    gone = verbs.discard(request.actor, _chosen(request))
    return moved(request, _back(request), "Thrown away." if gone == 1 else f"{gone:,} letters thrown away.")


def _chosen(request: ConsoleRequest) -> list[UUID]:
    """The letter that is named, or those that are kept for a reason (and a source)."""
    letter = an_id(request.POST.get("letter", ""))
    if letter:
        return [letter]
    reason = request.POST.get("reason", "")
    source_id = an_id(request.POST.get("source", ""))
    return queries.dead_letter_ids(request.actor, reason=reason, source_id=source_id) if reason else []


def _back(request: ConsoleRequest) -> str:
    """The group again, as long as there is one."""
    kept = {key: request.POST[key] for key in FILTERS if request.POST.get(key)}
    ids = queries.dead_letter_ids(request.actor, reason=kept.get("reason", ""), source_id=an_id(kept.get("source", "")))
    address = reverse("console:dead_letters")
    return f"{address}?{urlencode(kept)}" if kept and ids else address


def _group(address: Address, count: queries.LetterCount, names: dict[UUID, str]) -> Group:
    is_current = address.one("reason") == count.reason and address.one("source") in {"", str(count.source_id)}
    return Group(
        remedy(count.reason)[0],
        names.get(count.source_id, "—"),
        count.letters,
        count.kept,
        count.last_at,
        address.to(reason=count.reason, source=str(count.source_id)),
        is_current,
    )
