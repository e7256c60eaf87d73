"""Starting bulk edits: one change to many people or accounts, carried by the worker, with a way back."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

import msgspec

from twofold.core import operations
from twofold.core.actor import Actor
from twofold.core.operations import Operation
from twofold.core.queries import past_undoing
from twofold.core.verbs import verb
from twofold.directory import bulk
from twofold.directory.changes import NOUNS, Change, Do
from twofold.directory.editing import checked_fields, names_apart
from twofold.directory.errors import KindUnknown, NotStaff
from twofold.directory.masks import require_shown
from twofold.directory.models import Account, BulkRow, Person
from twofold.directory.permissions import Permission
from twofold.directory.queries.lists import Asked
from twofold.directory.queries.lists.everyone import everyone
from twofold.directory.queries.lists.telling import told_of
from twofold.directory.tag_names import checked_tag
from twofold.directory.titles import titled
from twofold.directory.traits import ACCOUNT_COLUMNS, PERSON_COLUMNS

COLUMNS = {"person": PERSON_COLUMNS, "account": ACCOUNT_COLUMNS}


@verb(Permission.SEE_PEOPLE)
def edit_people(actor: Actor, change: Change, *, whom: Collection[UUID] | Asked) -> Operation:
    """Have people changed alike: these, or all that a list has in it when the work begins.

    Refuses at once what would be refused for everybody.
    """
    return _start(actor, "person", change, whom)


@verb(Permission.SEE_ACCOUNTS)
def edit_accounts(actor: Actor, change: Change, *, whom: Collection[UUID] | Asked) -> Operation:
    """The same for accounts."""
    return _start(actor, "account", change, whom)


@verb(Permission.RESOLVE_IDENTITIES)
def forget_old(actor: Actor, *, at_most: int = 10_000) -> int:
    """Drop what bulk edits keep for undoing them once nobody can. Returns how many records; call again when `at_most`."""
    del actor
    kept = BulkRow.objects.order_by().values_list("operation_id", flat=True).distinct()
    old = BulkRow.objects.filter(operation_id__in=past_undoing(list(kept))).values("operation_id", "record_id")
    rows = [(row["operation_id"], row["record_id"]) for row in old[:at_most]]
    source, parameters = bulk.rows({"operation_id": "uuid", "record_id": "uuid"}, rows)
    bulk.run(
        f"DELETE FROM directory_bulkrow r USING {source}"  # noqa: S608 - our own names
        " WHERE (r.operation_id, r.record_id) = (v.operation_id, v.record_id)",
        parameters,
        fetch=False,
    )
    return len(rows)


def _start(actor: Actor, subject: str, change: Change, whom: Collection[UUID] | Asked) -> Operation:
    actor.require(NOUNS[subject].permission(change.do))
    require_shown(actor, subject, change.fields)
    _check(subject, change)
    told: dict[str, Any] = {"subject": subject, "change": msgspec.to_builtins(change)}
    if isinstance(whom, Asked):
        everyone(actor, subject, whom)  # refuses what cannot be asked, while somebody waits for the answer
        told["asked"] = told_of(whom)
    ids = [] if isinstance(whom, Asked) else sorted(set(whom))
    operation = operations.start(
        actor,
        f"directory.edit_{subject}",
        title=titled(actor, subject, change),
        told=told,
        total=None if isinstance(whom, Asked) else len(ids),
    )
    bulk.insert(
        "directory_bulkrow",
        {"record_id": "uuid", "operation_id": "uuid"},
        [(one, operation.id) for one in ids],
        constants="outcome = ''; reason = ''",
    )
    return operation


def _check(subject: str, change: Change) -> None:
    """What the verbs would refuse for each record, whichever it is."""
    if change.do in {Do.TAG, Do.UNTAG}:
        checked_tag(change.tag)
    fields: dict[str, Any] = dict(change.fields)
    owner = fields.pop("owner", None)
    if owner and not Person.objects.filter(id=owner, is_staff=True, deleted_at=None).exists():
        raise NotStaff(owner)
    if subject == "account" and fields.pop("kind", Account.Kind.OTHER) not in Account.Kind.values:
        raise KindUnknown(str(change.fields["kind"]))
    checked_fields(subject, COLUMNS[subject], names_apart(fields) if subject == "person" else fields)
