"""What stands beside people and accounts: tags, notes, consents, memberships, owners, places in a tree."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from twofold.core import ids, unit
from twofold.core.actor import Actor
from twofold.core.copying import Copying
from twofold.directory import bulk
from twofold.directory.importing.known import Member
from twofold.directory.importing.saying import Fresh, Work
from twofold.directory.models import Tag

MEMBERSHIP = [
    "id", "person_id", "account_id", "title", "department", "buying_role", "standing", "starts_on", "ends_on",
    "ended_at", "is_primary", "attributes", "source", "created_at",
]  # fmt: skip
CONSENT = ["id", "person_id", "purpose", "channel", "state", "source", "text_version", "given_by", "decided_at"]
OWN = ("title", "department", "buying_role", "standing", "starts_on", "ends_on")
MEMBER_TYPES = {
    "id": "uuid", "title": "text", "department": "text", "buying_role": "text", "standing": "text",
    "starts_on": "date", "ends_on": "date", "attributes": "jsonb",
}  # fmt: skip


def copy(tables: Copying, actor: Actor, source: str, fresh: Fresh) -> None:
    """Memberships, notes and consents; of records that turned out to be another they are that one's."""
    tables.rows("directory_membership", MEMBERSHIP, _memberships(source, fresh))
    for part in ("person", "account"):
        rows = ((one.id, one.record.living().id, one.value, actor.person_id, unit.now()) for one in fresh.notes[part])
        tables.rows("directory_note", ["id", f"{part}_id", "body", "author_id", "created_at"], rows)
    tables.rows("directory_consent", CONSENT, _consents(actor, source, fresh))


def change(actor: Actor, work: Work) -> None:
    """Tags, and what changes of rows that were there."""
    _tag(actor, work)
    _change_memberships([member for member, _ in work.changed_members.values()])
    for part, records in work.owned.items():
        _set(f"directory_{part}", "owner_id", "uuid", [(one.id, one.owner_id) for one in records.values()])
    _set("directory_account", "parent_id", "uuid", [(one.id, one.parent_id) for one in work.placed.values()])
    _set("directory_account", "kind", "text", [(one.id, one.fields["kind"]) for one in work.kinds.values()])


def _tag(actor: Actor, work: Work) -> None:
    wanted = {one.value.lower(): one.value for part in work.tags.values() for one in part}
    if not wanted:
        return
    Tag.objects.bulk_create(
        [Tag(id=ids.new(), name=name, created_at=unit.now()) for name in wanted.values()], ignore_conflicts=True
    )
    known = bulk.run("SELECT lower(name), id FROM directory_tag WHERE lower(name) = ANY(%s)", [list(wanted)])
    tags = {name: tag for name, tag in known}  # noqa: C416 - two columns
    for part, added in work.tags.items():
        bulk.insert(
            "directory_tagging",
            {"id": "uuid", "tag_id": "uuid", f"{part}_id": "uuid", "tagged_by": "uuid", "created_at": "timestamptz"},
            [(one.id, tags[one.value.lower()], one.record.living().id, actor.person_id, unit.now()) for one in added],
        )


def _consents(actor: Actor, source: str, fresh: Fresh) -> Iterator[tuple[Any, ...]]:
    for one in fresh.consents:
        purpose, channel, is_given = one.value
        state = "given" if is_given else "withdrawn"
        person = one.record.living().id
        yield one.id, person, purpose, channel, state, source, "", actor.person_id, unit.now()


def _memberships(source: str, fresh: Fresh) -> Iterator[tuple[Any, ...]]:
    """The first that lives of a person is their primary one."""
    now = unit.now()
    for member, person in fresh.members:
        living = person.living()
        if all(one is not member for one in living.members):
            continue
        member.is_primary = member.is_live and not any(one.is_primary and one.is_live for one in living.members)
        fields = member.fields
        attributes = {name: value for name, value in fields.items() if name not in OWN}
        yield (
            member.id, living.id, member.account_id, *[fields[name] for name in OWN], None if member.is_live else now,
            member.is_primary, bulk.as_plain_json(attributes), source, now,
        )  # fmt: skip


def _change_memberships(members: list[Member]) -> None:
    if not members:
        return
    rows = [
        (
            one.id,
            *[one.fields[name] for name in OWN],
            bulk.as_json({name: value for name, value in one.fields.items() if name not in OWN}),
        )
        for one in members
    ]
    source, parameters = bulk.rows(MEMBER_TYPES, rows)
    columns = ", ".join(f"{name} = v.{name}" for name in MEMBER_TYPES if name != "id")
    bulk.run(f"UPDATE directory_membership r SET {columns} FROM {source} WHERE r.id = v.id", parameters, fetch=False)  # noqa: S608


def _set(table: str, column: str, kind: str, values: list[tuple[UUID, Any]]) -> None:
    if values:
        source, parameters = bulk.rows({"id": "uuid", "value": kind}, values)
        bulk.run(f"UPDATE {table} r SET {column} = v.value FROM {source} WHERE r.id = v.id", parameters, fetch=False)  # noqa: S608
