"""The audit log: every fact, searched, taken out and verified."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from twofold.access import queries as access
from twofold.access.queries import AdminModeRow
from twofold.console import agreements, in_words, sentences
from twofold.console.answers import moved
from twofold.console.asking import an_id, whole
from twofold.console.listing import Address
from twofold.console.page import ConsoleRequest, page
from twofold.console.readers import tabs
from twofold.console.sentences import Sentence
from twofold.core import queries, unit
from twofold.core.actor import Actor
from twofold.core.audit import verifying
from twofold.core.audit.exporting import export as take_out
from twofold.core.permissions import Permission
from twofold.core.queries import Asked, Entry
from twofold.directory import queries as directory
from twofold.directory.exporting.log import log_as_csv, log_as_lines

FILTERS = ("name", "actor", "who", "about", "during", "since", "until", "refusal")
A_DAY = timedelta(days=1)
FORMS = {"csv": (log_as_csv, "text/csv; charset=utf-8"), "jsonl": (log_as_lines, "application/jsonl")}


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as the page tells it. Names are empty of whom nobody knows any more, or never had one."""

    entry: Entry
    sentence: Sentence
    gist: str
    body: list[tuple[str, str]]
    person: str
    account: str
    impersonator: str


def ledger(request: ConsoleRequest) -> HttpResponse:
    """Entries, newest first, by what, who, about whom, when, and what a refusal says."""
    address = Address.of(request.path, request.GET, FILTERS)
    mode = _mode(request.actor, address)
    asked = _asked(address, mode)
    found = queries.ledger(request.actor, asked, before=whole(address.one("before")), after=whole(address.one("after")))
    names = _names(request.actor, {one for one in (asked.about, asked.actor_id) if one}, found.entries)
    context = {
        "lines": _lines(found.entries, names),
        "address": address,
        "is_filtered": bool(set(address.params) & set(FILTERS)),
        "newer": address.beside("after", str(found.newer) if found.newer else None),
        "older": address.beside("before", str(found.older) if found.older else None),
        "chips": _chips(address, asked, mode, names),
        "erase": _erase_url(request.actor, asked.about),
        "chain": queries.chain_state(request.actor),
        "streams": queries.stream_states(request.actor),
        "tabs": tabs(queries.reader_states(request.actor), readers=False),
    }
    return page(request, "running/ledger.html", context)


def export(request: ConsoleRequest, form: str) -> HttpResponseBase:
    """All that the address asks for, as a file that is read while it goes out."""
    written, kind = FORMS[form]
    address = Address.of(request.path, request.GET, FILTERS)
    asked = _asked(address, _mode(request.actor, address))
    name = f"audit-log-{unit.now():%Y-%m-%d}.{form}"
    return StreamingHttpResponse(
        written(take_out(request.actor, asked, form=form)),
        content_type=kind,
        headers={
            "Content-Disposition": str(content_disposition_header(as_attachment=True, filename=name)),
            "Cache-Control": "no-store",
        },
    )


@require_POST
def verify(request: ConsoleRequest) -> HttpResponse:
    """Have all of it verified by the worker; its page shows how far it is."""
    begun = verifying.begin(request.actor)
    return moved(request, reverse("console:operation", args=[begun.id]), "The audit log is being verified.")


def _asked(address: Address, mode: AdminModeRow | None) -> Asked:
    text = address.one("name")
    names = sentences.facts_that_say(text)
    asked = Asked(
        name="" if names else text,
        names=names,
        actor_id=an_id(address.one("who")),
        actor_name=address.one("actor"),
        about=an_id(address.one("about")),
        since=_midnight(address.one("since")),
        until=_midnight(address.one("until"), after=A_DAY),
        refusal=address.one("refusal"),
    )
    return replace(asked, actor_id=mode.person_id, since=mode.began_at, until=mode.over_at) if mode else asked


def _mode(actor: Actor, address: Address) -> AdminModeRow | None:
    """The admin mode in which it was done."""
    number = whole(address.one("during"))
    return access.admin_mode(actor, number) if number else None


def _chips(
    address: Address, asked: Asked, mode: AdminModeRow | None, names: dict[UUID, str]
) -> list[tuple[str, str, str, str, str]]:
    """What is asked for beside the fields: its parameter and value, in words, and the address without it."""
    about = ("about", "About", names.get(asked.about, "one record")) if asked.about else None
    done_by = ("who", "By", names.get(asked.actor_id, "one record")) if asked.actor_id and not mode else None
    during = ("during", "In admin mode", f"{mode.name}, {mode.reason}") if mode else None
    chips = [one for one in (about, done_by, during) if one]
    return [(key, address.one(key), label, value, address.to(**{key: None})) for key, label, value in chips]


def _erase_url(actor: Actor, about: UUID | None) -> str:
    """Where one has the person erased who is looked for, for whoever may, if in admin mode."""
    named = directory.names_of_people(actor, [about]) if about and actor.might(Permission.ERASE_ENTRIES) else {}
    if not named or directory.ERASED in named.values():
        return ""
    return reverse("console:person_erase", args=[about])


def _midnight(text: str, *, after: timedelta = timedelta()) -> datetime | None:
    """The beginning of a day, or of the day after it; nothing for what is no day."""
    try:
        return datetime.combine(date.fromisoformat(text), time.min, UTC) + after
    except (ValueError, OverflowError):
        return None


def _names(actor: Actor, more: Collection[UUID], entries: Collection[Entry]) -> dict[UUID, str]:
    people = {one for entry in entries for one in (entry.person_id, entry.impersonator_id) if one}
    accounts = {entry.account_id for entry in entries if entry.account_id}
    return directory.names_of_accounts(actor, [*accounts, *more]) | directory.names_of_people(actor, [*people, *more])


def _lines(entries: Sequence[Entry], names: dict[UUID, str]) -> list[Line]:
    told = agreements.with_names([entry.body for entry in entries])
    return [_line(entry, body, names) for entry, body in zip(entries, told, strict=True)]


def _line(entry: Entry, told: Mapping[str, Any], names: dict[UUID, str]) -> Line:
    """The sentence says what is `told`; what is below it is as it was written."""
    person, account, impersonator = (
        names.get(one, "") if one else "" for one in (entry.person_id, entry.account_id, entry.impersonator_id)
    )
    sentence = sentences.of_fact(entry.name, told)
    gist = "" if sentence.after or sentence.before else in_words.gist(told)
    return Line(entry, sentence, gist, in_words.lines(entry.body), person, account, impersonator)
