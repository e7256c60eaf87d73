"""Changing what many people are in their accounts at once, in a number of statements that does not grow with them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from copy import copy
from datetime import date
from itertools import chain
from typing import Any
from uuid import UUID

from twofold.core.actor import Actor
from twofold.core.facts import read, record_all
from twofold.core.queries import own_facts
from twofold.core.refusals import Refusal
from twofold.core.verbs import verb
from twofold.directory.editing import changes_between, fields_of
from twofold.directory.errors import MembershipHasEnded, MembershipNotFound
from twofold.directory.facts import FieldChange, MembershipEdited
from twofold.directory.guards import ENDING, objections
from twofold.directory.masks import require_shown
from twofold.directory.membership_fields import put
from twofold.directory.models import CustomField, Membership
from twofold.directory.permissions import Permission
from twofold.directory.queries.visible import memberships_visible_to
from twofold.directory.verbs.many import Edited, Rows

WRITTEN = ("title", "department", "buying_role", "standing", "starts_on", "ends_on", "attributes")


@verb(Permission.EDIT_PEOPLE)
def edit(actor: Actor, rows: Rows) -> Edited:
    """Change what people are in accounts as `memberships.edit` does, each field by itself. Three statements, however many."""
    require_shown(actor, "membership", {name for fields in rows.values() for name in fields})
    there = memberships_visible_to(actor).filter(id__in=rows.keys()).order_by("id")
    before = {one.id: one for one in there.select_for_update(of=("self",), no_key=True)}
    custom = fields_of(CustomField.Subject.MEMBERSHIP)
    refused: dict[tuple[UUID, str], Refusal] = {}
    changed: dict[UUID, list[FieldChange]] = {}
    after: dict[UUID, Membership] = {}
    for one, fields in rows.items():
        now = after[one] = copy(before[one]) if one in before else Membership(id=one)
        for name, value in fields.items():
            try:
                _put(now, name, value, custom, is_there=one in before)
            except Refusal as refusal:
                refused[one, name] = refusal
        changes = changes_between(before[one], now, fields.keys()) if one in before else []
        if changes:
            changed[one] = changes
    ending = [one for one, changes in changed.items() if ENDING & {change.field for change in changes}]
    for one, objection in objections(ending).items():
        refused |= {(one, change.field): objection for change in changed[one] if change.field in ENDING}
        changed[one] = _staying(before[one], after[one], changed[one])
    changed = {one: changes for one, changes in changed.items() if changes}
    Membership.objects.bulk_update([after[one] for one in changed], WRITTEN)
    entries = record_all(chain(*(_edited(after[one], changes) for one, changes in changed.items())), by=actor)
    return Edited(changed, refused, (entries[0].id, entries[-1].id) if entries else None)


@verb(Permission.EDIT_PEOPLE)
def take_back(actor: Actor, facts: Sequence[UUID]) -> int:
    """Put back what the actor changed of memberships between two facts, where nobody has changed it since."""
    changes: dict[UUID, list[FieldChange]] = defaultdict(list)
    for body in own_facts(actor, "directory.membership.edited", facts):
        told = read(MembershipEdited, body)
        changes[told.membership_id] += told.changes
    now = Membership.objects.in_bulk(list(changes))
    rows = {
        one: {change.field: change.old for change in changes[one] if _is_still(now[one], change)}
        for one in changes
        if one in now
    }
    return len(edit(actor, {one: fields for one, fields in rows.items() if fields}).changed)


def _put(now: Membership, name: str, value: Any, custom: Mapping[str, CustomField], *, is_there: bool) -> None:
    """Set a field; what is refused leaves the membership as it was."""
    if not is_there:
        raise MembershipNotFound(now.id)
    if now.ended_at:
        raise MembershipHasEnded(now.id)
    tried = copy(now)
    put(tried, {name: value}, custom=custom)
    for field in WRITTEN:
        setattr(now, field, getattr(tried, field))


def _staying(before: Membership, after: Membership, changes: list[FieldChange]) -> list[FieldChange]:
    """What is changed all the same where somebody has to stay: nothing by which they would not."""
    for field in ENDING:
        setattr(after, field, getattr(before, field))
    return [change for change in changes if change.field not in ENDING]


def _edited(membership: Membership, changes: list[FieldChange]) -> list[MembershipEdited]:
    return MembershipEdited.of(
        changes, membership_id=membership.id, person_id=membership.person_id, account_id=membership.account_id
    )


def _is_still(membership: Membership, change: FieldChange) -> bool:
    """Whether a field is as the change left it; the ledger keeps days as text."""
    if hasattr(membership, change.field):
        now = getattr(membership, change.field)
        return bool((now.isoformat() if isinstance(now, date) else now) == change.new)
    return bool(membership.attributes.get(change.field) == change.new)
