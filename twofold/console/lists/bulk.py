"""What is done to many people or accounts at once: at once to a few, by the worker to many or to all that a list asks for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from twofold.console import filters, undo
from twofold.console.answers import followed, told
from twofold.console.asking import an_id
from twofold.console.listing import Address
from twofold.console.lists.columns import fields_of
from twofold.console.lists.kinds import NAME, List
from twofold.console.lists.page import show
from twofold.console.lists.typed import Names, understood
from twofold.console.page import ConsoleRequest, fragment
from twofold.console.undo import Step
from twofold.core.actor import Actor
from twofold.core.operations import Operation
from twofold.core.queries import operation as operation_seen
from twofold.core.refusals import Invalid
from twofold.directory import queries as directory
from twofold.directory.changes import Change, Do
from twofold.directory.queries import Asked
from twofold.directory.verbs import bulk_edits, many, putting_aside, tags
from twofold.look import wording

AT_ONCE = 200
NOBODY = "nobody"


@dataclass(eq=False)
class NothingChosen(Invalid):
    """Choose what is to be done."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be done, as a change and in words; `fields` are as an edit of many takes them."""

    change: Change
    words: str


@dataclass(frozen=True, slots=True)
class Verbs:
    """The verbs of one of the two lists."""

    edit: Callable[..., many.Edited]
    tag: Callable[..., list[UUID]]
    untag: Callable[..., list[UUID]]
    remove: Callable[..., list[UUID]]
    restore: Callable[..., Any]
    start: Callable[..., Operation]


PEOPLE = Verbs(
    many.edit_people, tags.tag_people, tags.untag_people, putting_aside.remove_people, putting_aside.restore_people,
    bulk_edits.edit_people,
)  # fmt: skip
ACCOUNTS = Verbs(
    many.edit_accounts, tags.tag_accounts, tags.untag_accounts, putting_aside.remove_accounts,
    putting_aside.restore_accounts, bulk_edits.edit_accounts,
)  # fmt: skip
VERBS = {"people": PEOPLE, "accounts": ACCOUNTS}


def answer(request: ConsoleRequest, of: List) -> HttpResponse:
    """Do it, show the list again, and say how to take it back; before something is done to many, ask."""
    address = filters.address_of(of, urlsplit(request.POST.get("back", "")).query)
    try:
        return _answer(request, of, address)
    except Invalid as refusal:
        return told(HttpResponse(status=204), refusal.message, tone="bad")


def _answer(request: ConsoleRequest, of: List, address: Address) -> HttpResponse:
    wish = _wish(request, of)
    everything = request.POST.get("everything") == "1"
    ids = [one for one in map(an_id, request.POST.getlist("ids")) if one]
    if everything:
        total = directory.how_many(request.actor, of.subject, filters.asked(of, address))
        if not total.is_exact or total.number > AT_ONCE:
            return _for_many(request, of, address, wish, total.number)
        ids = _ids(request.actor, of, address)
    if len(ids) > AT_ONCE:
        return _start(request, of, address, wish, ids)
    text, steps = _do(request, of, wish.change, ids)
    response = show(request, of, address, partly=True)
    return told(response, text, undo=undo.address(request, *steps) if steps else "")


def _wish(request: ConsoleRequest, of: List) -> Wish:
    """What the form asks for. Refuses a form that asks for nothing."""
    post = request.POST
    if tag := next((tag.strip() for tag in post.getlist("tag") if tag.strip()), ""):
        return Wish(Change(Do.TAG, tag=tag), f"Tag “{tag}”")
    if untag := post.get("untag", ""):
        return Wish(Change(Do.UNTAG, tag=untag), f"Take off “{untag}”")
    if owner := post.get("owner", ""):
        owner_id = an_id(owner)
        name = directory.names_of_people(request.actor, [owner_id]).get(owner_id, "") if owner_id else NOBODY
        return Wish(Change(Do.SET, {"owner": owner_id and str(owner_id)}), f"Give to {name}")
    if post.get("do") in {Do.REMOVE, Do.RESTORE}:
        do = Do(post["do"])
        return Wish(Change(do), do.capitalize())
    return _setting(request, of)


def _setting(request: ConsoleRequest, of: List) -> Wish:
    """A field and the value it is to have."""
    field_ = fields_of(request, of).get(request.POST.get("field", ""))
    if field_ is None or field_.part != of.subject or not field_.is_editable:
        raise NothingChosen
    values = [one for one in request.POST.getlist("value") if one]
    typed: Any = values if field_.kind == "multi_choice" else (values or [request.POST.get("q", "")])[0]
    if field_.kind == "money" and typed:
        typed = f"{typed} {request.POST.get('currency', '')}"
    value = understood(field_, typed, Names({}))
    label = field_.label
    said = str(typed) if value is not None else ""
    words = f"Set {label} to “{said}”" if said else f"Clear {label}"
    return Wish(Change(Do.SET, {field_.edited_as: value}), words)


def _ids(actor: Actor, of: List, address: Address) -> list[UUID]:
    asked = filters.asked(of, address)
    return [row.id for row in directory.rows(actor, of.subject, asked, columns=(NAME,), limit=AT_ONCE).rows]


# ------------------------------------------------------------------------------------------------------- to a few


def _do(request: ConsoleRequest, of: List, change: Change, ids: Sequence[UUID]) -> tuple[str, list[Step]]:
    """Do it now. Returns what was done, in words, and how to take it back."""
    verbs, actor = VERBS[of.noun], request.actor
    match change.do:
        case Do.TAG:
            done = verbs.tag(actor, ids, tag=change.tag)
            steps = [Step(f"tags.untag_{of.noun}", done, {"tag": change.tag})]
            return f"Tagged {of.counted(len(done))} “{change.tag}”", steps if done else []
        case Do.UNTAG:
            done = verbs.untag(actor, ids, tag=change.tag)
            steps = [Step(f"tags.tag_{of.noun}", done, {"tag": change.tag})]
            return f"Took “{change.tag}” off {of.counted(len(done))}", steps if done else []
        case Do.REMOVE:
            done = verbs.remove(actor, ids)
            return f"Removed {of.counted(len(done))}", [Step(f"putting_aside.restore_{of.noun}", done)] if done else []
        case Do.RESTORE:
            done = list(verbs.restore(actor, ids))
            return f"Restored {of.counted(len(done))}", [Step(f"putting_aside.remove_{of.noun}", done)] if done else []
        case Do.SET:
            return _set(request, of, change, ids)


def _set(request: ConsoleRequest, of: List, change: Change, ids: Sequence[UUID]) -> tuple[str, list[Step]]:
    edited = VERBS[of.noun].edit(request.actor, dict.fromkeys(ids, change.fields))
    steps = [Step(f"many.take_back_{of.noun}", list(edited.facts))] if edited.facts else []
    counted = of.counted(len(edited.changed))
    if set(change.fields) == {"owner"}:
        owner_id = an_id(change.fields["owner"] or "")
        whom = directory.names_of_people(request.actor, [owner_id]).get(owner_id, "") if owner_id else NOBODY
        text = f"Gave {counted} to {whom}"
    else:
        text = f"Changed {counted}"
    if edited.refused:
        reason = next(iter(edited.refused.values())).message
        text += f", {len(edited.refused)} refused: {reason}"
    return text, steps


# ------------------------------------------------------------------------------------------------------- to many


def _for_many(request: ConsoleRequest, of: List, address: Address, wish: Wish, number: int) -> HttpResponse:
    """Ask first; then have it done to all that the list asks for."""
    if request.POST.get("sure") == "1":
        return _start(request, of, address, wish, filters.asked(of, address))
    asked = [
        (key, value)
        for key, values in request.POST.lists()
        for value in values
        if key not in {"ids", "csrfmiddlewaretoken"}
    ]
    context = {"list": of, "wish": wish, "number": number, "asked": asked, "action": reverse(f"console:{of.noun}_bulk")}
    response = fragment(request, "directory/_bulk_sure.html", context)
    response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "#dialogs", "innerHTML"
    return response


def _start(
    request: ConsoleRequest, of: List, address: Address, wish: Wish, whom: Sequence[UUID] | Asked
) -> HttpResponse:
    """Have it done by the worker; the notice tells how far it is."""
    operation = VERBS[of.noun].start(request.actor, wish.change, whom=whom)
    return followed(show(request, of, address, partly=True), operation.id)


def operation(request: ConsoleRequest, operation_id: UUID) -> HttpResponse:
    """The notice of an operation, for htmx to look again; when it is over, what became of it and the way back."""
    seen = operation_seen(request.actor, operation_id)
    if not seen.operation.is_over:
        here = reverse("console:list_operation", args=[operation_id])
        return fragment(request, "directory/_operation_toast.html", {"seen": seen, "url": here})
    back = undo.address(request, Step("verbs.undo", operation_id)) if seen.may_undo else ""
    tone = "good" if seen.operation.state in {"done", "undone"} else "bad"
    return told(HttpResponse(""), outcome(seen.operation), undo=back, tone=tone, listchanged={})


def outcome(operation: Operation) -> str:
    """What became of an operation, in a sentence."""
    counts = operation.counts
    if operation.state == "failed":
        return f"{operation.title}: {operation.error}"
    if operation.state == "cancelled":
        return f"{operation.title}: stopped after {wording.number(operation.done)}"
    number = counts.get("changed", counts.get("restored", 0))
    text = f"{operation.title}: {wording.number(number)} {'changed' if 'changed' in counts else 'as before'}"
    refused = counts.get("refused", 0) + counts.get("stuck", 0)
    return f"{text}, {wording.number(refused)} refused" if refused else text
