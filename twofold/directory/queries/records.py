"""What the page of one person or one account shows."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from twofold.core.actor import Actor, RowScope
from twofold.directory import bulk
from twofold.directory.errors import AccountNotFound, PersonNotFound
from twofold.directory.masks import attributes_shown, name_shown, shown
from twofold.directory.models import Account, AccountIdentifier, Person, Tagging
from twofold.directory.permissions import Permission
from twofold.directory.queries.names import names_of_people
from twofold.directory.queries.visible import (
    accounts_visible_to,
    all_accounts_visible_to,
    memberships_visible_to,
)


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """A person, whole. `fields` are the columns that can be edited, `attributes` all the rest that is known."""

    id: UUID
    kind: str
    fields: Mapping[str, str]
    attributes: Mapping[str, Any]
    owner_id: UUID | None
    owner_name: str
    is_staff: bool
    tags: tuple[str, ...]
    seen_at: datetime | None
    known_at: datetime | None
    created_at: datetime
    deleted_at: datetime | None
    former_ids: tuple[UUID, ...]

    @property
    def name(self) -> str:
        """What they are called; empty for a visitor."""
        return self.fields["name"]


@dataclass(frozen=True, slots=True)
class AccountRecord:
    """An account, whole."""

    id: UUID
    kind: str
    fields: Mapping[str, Any]
    attributes: Mapping[str, Any]
    parent_id: UUID | None
    parent_name: str
    owner_id: UUID | None
    owner_name: str
    tags: tuple[str, ...]
    identifiers: tuple[tuple[str, str], ...]
    people: int
    seen_at: datetime | None
    created_at: datetime
    deleted_at: datetime | None

    @property
    def name(self) -> str:
        """What it is called."""
        return str(self.fields["name"])


PERSON_FIELDS = (
    "given_name", "family_name", "name", "email", "phone", "locale", "time_zone", "country", "city", "photo",
)  # fmt: skip
ACCOUNT_FIELDS = (
    "name", "kind", "industry", "employees", "country", "city", "website", "company_number", "vat_number",
)  # fmt: skip


# One statement: this is what a program asks for a thousand times a second. Tags and those who became one with the person
# are for staff alone, whom no policy keeps from these tables.
PERSON = """
SELECT p.id, p.is_staff, p.attributes::text, p.owner_id, o.name, p.seen_at, p.known_at, p.created_at, p.deleted_at,
       EXISTS (SELECT FROM directory_membership m WHERE m.person_id = p.id AND m.ended_at IS NULL {of_theirs}),
       {tags}, {former}, {columns}
FROM directory_person p LEFT JOIN directory_person o ON o.id = p.owner_id
WHERE p.id = coalesce((SELECT merged_into_id FROM directory_person WHERE id = %(id)s), %(id)s) AND p.erased_at IS NULL AND {visible}
"""
OF_THEIRS = "AND m.account_id = ANY(%(accounts)s)"
COLUMNS = ", ".join(f"p.{name}" for name in PERSON_FIELDS)
FOR_STAFF = {
    "tags": "ARRAY(SELECT t.name FROM directory_tagging w JOIN directory_tag t ON t.id = w.tag_id"
    " WHERE w.person_id = p.id ORDER BY t.name)",
    "former": "ARRAY(SELECT f.id FROM directory_person f WHERE f.merged_into_id = p.id ORDER BY f.id)",
    "columns": COLUMNS,
}
PERSON_FOR_STAFF = PERSON.format(**FOR_STAFF, of_theirs="", visible="true")
PERSON_FOR_SOME = PERSON.format(
    **FOR_STAFF,
    of_theirs=OF_THEIRS,
    visible="(p.id = %(me)s OR EXISTS (SELECT FROM directory_membership m"
    f" WHERE m.person_id = p.id AND m.ended_at IS NULL {OF_THEIRS}))",
)
PERSON_IN_ROWS = PERSON.format(
    **FOR_STAFF,
    of_theirs="",
    visible="(p.id = %(me)s OR p.owner_id = ANY(%(owners)s) OR p.country = ANY(%(countries)s)"
    " OR EXISTS (SELECT FROM directory_membership m JOIN directory_account a ON a.id = m.account_id"
    " WHERE m.person_id = p.id AND m.ended_at IS NULL"
    " AND (a.owner_id = ANY(%(owners)s) OR a.country = ANY(%(countries)s))))",
)
PERSON_FOR_CUSTOMERS = PERSON.format(
    of_theirs="", tags="'{}'::text[]", former="'{}'::uuid[]", columns=COLUMNS, visible="p.id = %(me)s"
)


def person(actor: Actor, person_id: UUID) -> PersonRecord:
    """A person, also a removed one; one who was merged away is the person they turned out to be. One statement.

    Refuses with `PersonNotFound` who is not there or not to be seen.
    """
    rows = actor.rows or RowScope()
    found = bulk.ask(
        _statement(actor),
        {
            "id": person_id,
            "me": actor.person_id,
            "accounts": list(actor.account_ids or ()),
            "owners": list(rows.owners),
            "countries": list(rows.countries),
        },
    )
    if not found:
        raise PersonNotFound(person_id)
    one, is_staff, attributes, owner, owner_name, seen, known, created, deleted, in_account, tags, former, *fields = (
        found[0]
    )
    return PersonRecord(
        id=one,
        kind=kind_of(is_staff=is_staff, is_known=known is not None, in_account=in_account),
        fields=_fields_shown(actor, one, dict(zip(PERSON_FIELDS, fields, strict=True))),
        attributes=attributes_shown(actor, "person", json.loads(attributes)),
        owner_id=owner,
        owner_name=owner_name or "",
        is_staff=is_staff,
        tags=tuple(tags),
        seen_at=seen,
        known_at=known,
        created_at=created,
        deleted_at=deleted,
        former_ids=tuple(former),
    )


def _fields_shown(actor: Actor, person_id: UUID, fields: dict[str, str]) -> dict[str, str]:
    return shown(actor, "person", fields) | {"name": name_shown(actor, person_id, fields["name"])}


def _statement(actor: Actor) -> str:
    """Whom an actor may see, as `everybody_visible_to` has it."""
    if actor.is_customer:
        return PERSON_FOR_CUSTOMERS
    actor.require(Permission.SEE_PEOPLE)
    if actor.rows is not None:
        return PERSON_IN_ROWS
    return PERSON_FOR_STAFF if actor.account_ids is None else PERSON_FOR_SOME


def kind_of(*, is_staff: bool, is_known: bool, in_account: bool) -> str:
    """What a person is to us, in one word."""
    if is_staff:
        return "staff"
    if in_account:
        return "contact"
    return "consumer" if is_known else "visitor"


def former_ids(actor: Actor, person_id: UUID) -> tuple[UUID, ...]:
    """The ids of those who turned out to be this person: what the ledger and the tape know them by."""
    if actor.is_customer:
        return ()
    tombstones = Person.objects.filter(merged_into=person_id).order_by("id")
    return tuple(tombstones.values_list("id", flat=True))


def account(actor: Actor, account_id: UUID) -> AccountRecord:
    """An account, also a removed one; one that was merged away is the account it turned out to be. Four statements.

    Refuses with `AccountNotFound`.
    """
    found = all_accounts_visible_to(actor).defer("search").filter(id=account_id).first()
    if found is not None and found.merged_into_id is not None:
        found = all_accounts_visible_to(actor).defer("search").filter(id=found.merged_into_id).first()
    if found is None:
        raise AccountNotFound(account_id)
    return AccountRecord(
        id=found.id,
        kind=found.kind,
        fields=shown(actor, "account", {name: getattr(found, name) for name in ACCOUNT_FIELDS}),
        attributes=attributes_shown(actor, "account", found.attributes),
        parent_id=found.parent_id,
        parent_name=_name_of_account(actor, found.parent_id),
        owner_id=found.owner_id,
        owner_name=_name_of_person(actor, found.owner_id),
        tags=_tags(actor, account=found.id),
        identifiers=_identifiers_of(actor, found),
        people=memberships_visible_to(actor).filter(account=found.id, ended_at=None).count(),
        seen_at=found.seen_at,
        created_at=found.created_at,
        deleted_at=found.deleted_at,
    )


def _tags(actor: Actor, **subject: UUID) -> tuple[str, ...]:
    """Tags are staff's own words: customers see none."""
    if actor.is_customer:
        return ()
    return tuple(Tagging.objects.filter(**subject).order_by("tag__name").values_list("tag__name", flat=True))


def _identifiers_of(actor: Actor, found: Account) -> tuple[tuple[str, str], ...]:
    if actor.is_customer:
        return ()
    identifiers = AccountIdentifier.objects.filter(account=found.id).order_by("kind", "created_at")
    if "account.numbers" in actor.masked:
        identifiers = identifiers.exclude(kind__in=["vat", "company_number"])
    return tuple(identifiers.values_list("kind", "value"))


def _name_of_account(actor: Actor, account_id: UUID | None) -> str:
    if account_id is None:
        return ""
    return accounts_visible_to(actor).filter(id=account_id).values_list("name", flat=True).first() or ""


def _name_of_person(actor: Actor, person_id: UUID | None) -> str:
    if person_id is None:
        return ""
    return names_of_people(actor, [person_id]).get(person_id, "")
