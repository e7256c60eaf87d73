"""Adding many accounts and memberships at once, in a number of statements that does not grow with them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from twofold.core import ids, unit
from twofold.core.actor import Actor
from twofold.core.facts import record_all
from twofold.core.verbs import verb
from twofold.directory.domains import company_domain
from twofold.directory.editing import checked_fields, fields_of, source_of
from twofold.directory.errors import (
    AccountNotFound,
    BelongsToAnother,
    IdentifierNotUsable,
    KindUnknown,
    MemberAlready,
    NameMissing,
    NotStaff,
    PersonNotFound,
)
from twofold.directory.facts import AccountAdded, MembershipAdded, MembershipEnded
from twofold.directory.membership_fields import put
from twofold.directory.models import Account, AccountIdentifier, CustomField, Membership, Person
from twofold.directory.permissions import Permission
from twofold.directory.profiles import refold_accounts, say
from twofold.directory.queries.visible import accounts_visible_to, people_visible_to
from twofold.directory.traits import ACCOUNT_COLUMNS


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account to be added. `parent_id` may be the `id` of another row; `identifiers` are (kind, value) pairs.

    `created_at` is when it came, where that is known to have been before now.
    """

    fields: Mapping[str, Any]
    kind: str = Account.Kind.PROSPECT
    parent_id: UUID | None = None
    owner_id: UUID | None = None
    identifiers: Sequence[tuple[str, str]] = ()
    created_at: datetime | None = None
    id: UUID = field(default_factory=ids.new)


@dataclass(frozen=True, slots=True)
class MembershipRow:
    """A person to be put into an account; `fields` as `memberships.add` takes them."""

    person_id: UUID
    account_id: UUID
    fields: Mapping[str, Any]


@verb(Permission.EDIT_ACCOUNTS)
def add_accounts(actor: Actor, rows: Sequence[AccountRow], *, source: str = "") -> list[UUID]:
    """Add accounts, all of them or, if one is refused, none. Refuses what `accounts.add` and `add_identifier` refuse."""
    _check_places(actor, rows)
    custom = fields_of(CustomField.Subject.ACCOUNT)
    kept = {
        row.id: checked_fields(CustomField.Subject.ACCOUNT, ACCOUNT_COLUMNS, row.fields, adding=True, fields=custom)
        for row in rows
    }
    if not all(fields.get("name") for fields in kept.values()):
        raise NameMissing
    Account.objects.bulk_create(
        Account(
            id=row.id,
            kind=row.kind,
            parent_id=row.parent_id,
            owner_id=row.owner_id,
            created_at=row.created_at or unit.now(),
        )
        for row in rows
    )
    _point_at(rows)
    source, now = source or source_of(actor), unit.now()
    said = [(account, source, name, value, now) for account, fields in kept.items() for name, value in fields.items()]
    say("directory_accounttrait", "account_id", "identifier_id", said)
    refold_accounts(kept.keys())
    record_all((AccountAdded(account_id=account, name=fields["name"]) for account, fields in kept.items()), by=actor)
    return list(kept)


@verb(Permission.EDIT_PEOPLE)
def add_memberships(actor: Actor, rows: Sequence[MembershipRow], *, source: str = "") -> list[UUID]:
    """Put people into accounts, all of them or, if one is refused, none. A membership whose last day is over has ended.

    The first that lives of a person is their primary one. Refuses who is in the account now, and what `memberships.add`
    refuses.
    """
    _check_ends(actor, rows)
    alive = Membership.objects.filter(person__in=[row.person_id for row in rows], ended_at=None)
    there = {(person, account): one for one, person, account in alive.values_list("id", "person_id", "account_id")}
    with_primary = set(alive.filter(is_primary=True).values_list("person_id", flat=True))
    custom = fields_of(CustomField.Subject.MEMBERSHIP)
    added: list[Membership] = []
    for row in rows:
        membership = Membership(
            id=ids.new(), person_id=row.person_id, account_id=row.account_id, source=source or source_of(actor),
            created_at=unit.now(),
        )  # fmt: skip
        put(membership, row.fields, adding=True, custom=custom)
        if membership.ends_on and membership.ends_on < unit.now().date():
            membership.ended_at = unit.now()
        else:
            if already := there.get((row.person_id, row.account_id)):
                raise MemberAlready(already)
            there[row.person_id, row.account_id] = membership.id
            membership.is_primary = row.person_id not in with_primary
            with_primary.add(row.person_id)
        added.append(membership)
    Membership.objects.bulk_create(added, batch_size=2_000)
    record_all(_told(added), by=actor)
    return [membership.id for membership in added]


def _check_places(actor: Actor, rows: Sequence[AccountRow]) -> None:
    """Kinds, parents and owners that there are."""
    for row in rows:
        if row.kind not in Account.Kind.values:
            raise KindUnknown(row.kind)
    parents = {row.parent_id for row in rows if row.parent_id} - {row.id for row in rows}
    if missing := parents - set(accounts_visible_to(actor).filter(id__in=parents).values_list("id", flat=True)):
        raise AccountNotFound(missing.pop())
    owners = {row.owner_id for row in rows if row.owner_id}
    staff = Person.objects.filter(id__in=owners, is_staff=True, deleted_at=None)
    if missing := owners - set(staff.values_list("id", flat=True)):
        raise NotStaff(missing.pop())


def _point_at(rows: Sequence[AccountRow]) -> None:
    """Let the identifiers point at their accounts; one that points elsewhere already is refused."""
    pointing: dict[tuple[str, str], UUID] = {}
    for row in rows:
        for kind, value in row.identifiers:
            kept = company_domain(value) if kind == AccountIdentifier.Kind.DOMAIN else value.strip()[:500]
            if kind not in AccountIdentifier.Kind.values or not kept:
                raise IdentifierNotUsable(kind, value)
            if pointing.setdefault((kind, kept), row.id) != row.id:
                raise BelongsToAnother(kind, kept, pointing[kind, kept])
    known = AccountIdentifier.objects.filter(value__in=[value for _, value in pointing])
    for kind, value, account in known.values_list("kind", "value", "account_id"):
        if (kind, value) in pointing:
            raise BelongsToAnother(kind, value, account)
    AccountIdentifier.objects.bulk_create(
        AccountIdentifier(id=ids.new(), kind=kind, value=value, account_id=account, created_at=unit.now())
        for (kind, value), account in pointing.items()
    )


def _check_ends(actor: Actor, rows: Sequence[MembershipRow]) -> None:
    """People and accounts that there are. They are not locked: two at once end at the constraints of the table."""
    people = {row.person_id for row in rows}
    if missing := people - set(people_visible_to(actor).filter(id__in=people).values_list("id", flat=True)):
        raise PersonNotFound(missing.pop())
    accounts = {row.account_id for row in rows}
    if missing := accounts - set(accounts_visible_to(actor).filter(id__in=accounts).values_list("id", flat=True)):
        raise AccountNotFound(missing.pop())


def _told(added: Sequence[Membership]) -> Iterable[MembershipAdded | MembershipEnded]:
    for one in added:
        yield MembershipAdded(
            membership_id=one.id, person_id=one.person_id, account_id=one.account_id,
            standing=one.standing, title=one.title, source=one.source,
        )  # fmt: skip
        if one.ended_at and one.ends_on:
            yield MembershipEnded(
                membership_id=one.id, person_id=one.person_id, account_id=one.account_id, ends_on=one.ends_on
            )
