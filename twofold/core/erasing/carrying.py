"""The long operation: the rooms one after the other, what is on its way to them, the log, and then the receipt."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from twofold.core.actor import Actor
from twofold.core.erasing import letters, log
from twofold.core.erasing.facts import PersonErased
from twofold.core.erasing.register import KNOWN_BY, Eraser, Meant, declared, meant
from twofold.core.facts import record
from twofold.core.models import LedgerEntry, Operation
from twofold.core.operations import Doing, operation, start
from twofold.core.permissions import Permission
from twofold.core.refusals import Invalid
from twofold.core.verbs import verb

KIND = "core.erase_person"
TITLE = "Erasure of a person"
LONGEST_REASON = 500
OWN: Mapping[str, Eraser] = {"letters": letters.erase, "log": log.erase}


class ReasonMissing(Invalid):
    """Say in at most 500 characters why it is erased: that stays."""


@verb(Permission.ERASE_ENTRIES)
def begin(
    actor: Actor,
    person_id: UUID,
    *,
    reason: str,
    parts: Collection[UUID] = (),
    words: Collection[str] = (),
    values: Collection[str] = (),
    devices: Collection[str] = (),
    names: Collection[str] = (),
) -> Operation:
    """Have all erased that is kept of a person, and what the ledger says of them by the time it comes to that.

    `parts` are others who turned out to be them. Entries about them, and those in which one of the `words` stands (their
    addresses, say) or that have one of the `values` (a customer number), lose every text, and all numbers but the fact's own;
    that something happened, when, and to which ids stays. What was erased
    before is passed over, and one that is under way is the one that is returned. There is no way back. Refuses without a reason.
    """
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise ReasonMissing
    earlier = list(Operation.objects.filter(kind=KIND, told__person=str(person_id)).order_by("-id"))
    if under_way := next((one for one in earlier if not one.is_over), None):
        return under_way
    told: dict[str, Any] = {"person": str(person_id), "reason": reason}
    for kind, known in zip(("parts", *KNOWN_BY), (map(str, parts), words, values, devices, names), strict=True):
        left = {one for before in earlier for one in before.told.get(kind, ())}  # of one that was broken off
        told[kind] = sorted(one for one in left.union(known) if one.strip())
    return start(actor, KIND, title=TITLE, told=told)


@operation(KIND, title=TITLE, permission=Permission.ERASE_ENTRIES, forgets=KNOWN_BY)
def erase(actor: Actor, doing: Doing) -> Doing:
    """One piece of what the room does whose turn it is; behind the last one the receipt."""
    steps = _steps()
    order = list(steps)
    turn = doing.position.get("room", order[0])
    if turn not in order:
        return _finish(actor, doing)
    own = replace(doing, position=doing.position.get("within", {}), counts={})
    did = steps[turn](actor, meant(doing.told), own)
    position = {"room": turn, "within": dict(did.position)}
    if did.is_over:
        position = {"room": (*order, "")[order.index(turn) + 1]}
    return replace(
        doing.on(position=position, counts={f"{turn}.{what}": count for what, count in did.counts.items()}),
        done=did.done,
        total=did.total,
        rest_seconds=did.rest_seconds,
    )


def waiting_at(room: str) -> list[tuple[Meant, Mapping[str, Any]]]:
    """Whom the room is erasing at present, and how far it is with each: what is heavy can be done for all of them at once."""
    found = Operation.objects.filter(kind=KIND, ended_at=None, position__room=room).order_by("id")
    return [
        (meant(told), position["within"])
        for told, position in found.values_list("told", "position")
        if "within" in position
    ]


def erased_entries(person_id: UUID, *, after: int, facts: int) -> tuple[list[LedgerEntry], int]:
    """Entries that were emptied for a person, as they are by now: those that the next so many facts tell, and the last of these."""
    told = LedgerEntry.objects.filter(person_id=person_id, name="core.entries.erased", seq__gt=after).order_by("seq")
    found = list(told.values_list("seq", "body")[:facts])
    entries = {one["entry"] for _, body in found for one in body["entries"]}
    return list(LedgerEntry.objects.filter(id__in=entries).order_by("seq")), found[-1][0] if found else after


def _steps() -> dict[str, Eraser]:
    """Rooms, what is on its way, the log, and what was told of it elsewhere."""
    rooms = declared()
    first = {room: one.step for room, one in rooms.items() if not one.is_after_log}
    return first | dict(OWN) | {room: one.step for room, one in rooms.items() if one.is_after_log}


def _finish(actor: Actor, doing: Doing) -> Doing:
    """Write down what was erased where, and forget by what they were found when it was begun before and broken off."""
    told = doing.told
    broken_off = Operation.objects.filter(kind=KIND, told__person=told["person"]).exclude(id=doing.operation_id)
    broken_off.update(told={"person": told["person"], "parts": told["parts"], "reason": told["reason"]})
    record(
        PersonErased(
            person_id=UUID(told["person"]),
            operation_id=doing.operation_id,
            reason=told["reason"],
            erased={what: count for what, count in sorted(doing.counts.items()) if count},
        ),
        by=actor,
    )
    return doing.on(is_over=True)
