"""Writing many people or accounts at once, new ones and known ones, each as a whole or not at all, in few statements."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from twofold.core import ids, unit
from twofold.core.actor import Actor
from twofold.core.facts import record_all
from twofold.core.refusals import Refusal
from twofold.core.verbs import verb
from twofold.directory.claiming import claim_many_ways_to_reach
from twofold.directory.custom_values import pointed_at
from twofold.directory.domains import company_domain
from twofold.directory.editing import checked_fields, fields_of, names_apart, source_of
from twofold.directory.errors import (
    AccountNotFound,
    HeldOutOfSight,
    IdentifierNotUsable,
    KindUnknown,
    NameMissing,
    NothingToKnowThemBy,
    NotStaff,
    PersonNotFound,
    WrittenTwice,
)
from twofold.directory.facts import AccountAdded, PersonAdded
from twofold.directory.masks import require_identifier_shown, require_shown
from twofold.directory.merging import hold_graph
from twofold.directory.models import Account, AccountIdentifier, CustomField, Identifier, Person
from twofold.directory.permissions import Permission
from twofold.directory.profiles import refold_accounts, refold_people, say
from twofold.directory.queries.scopes import owner_for
from twofold.directory.queries.traces import rules_of_kinds
from twofold.directory.queries.visible import accounts_visible_to, people_visible_to
from twofold.directory.traits import ACCOUNT_COLUMNS, PERSON_COLUMNS, country_code
from twofold.directory.verbs import many

Known = tuple[str, str]
NOBODY: Known = ("", "")


@dataclass(frozen=True, slots=True)
class Row:
    """What to write: of the record with this id, of whoever is known by this (or somebody new who then is), or of somebody new."""

    fields: Mapping[str, Any]
    id: UUID | None = None
    known_by: Known | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a row: the record, and whether it is new, or why not."""

    id: UUID | None = None
    is_new: bool = False
    refusal: Refusal | None = None


@verb(Permission.EDIT_PEOPLE)
def write_people(actor: Actor, rows: Sequence[Row]) -> list[Written]:
    """Write people, in the order given, and tell what became of each. A row with anything that is refused changes nothing.

    The number of statements does not grow with the rows. Somebody whom two rows are about is written by the first of them.
    """
    if any(row.known_by for row in rows):
        hold_graph()
    writing = _Writing(actor, rows, _OfPeople())
    added = _add_people(actor, writing)
    _edit(writing, lambda changes: many.edit_people(actor, changes))
    record_all((PersonAdded(person_id=one.id, name=one.name, email=one.email) for one in added), by=actor)
    return writing.written


@verb(Permission.EDIT_ACCOUNTS)
def write_accounts(actor: Actor, rows: Sequence[Row]) -> list[Written]:
    """The same for accounts."""
    writing = _Writing(actor, rows, _OfAccounts())
    added = _add_accounts(actor, writing)
    _edit(writing, lambda changes: many.edit_accounts(actor, changes))
    record_all((AccountAdded(account_id=one.id, name=one.name) for one in added), by=actor)
    return writing.written


class _OfPeople:
    """How people are found again."""

    subject = CustomField.Subject.PERSON

    def __init__(self) -> None:
        self.rules = rules_of_kinds()

    def require_shown(self, actor: Actor, kind: str) -> None:
        """Nobody is found by what is hidden."""
        require_identifier_shown(actor, kind)

    def key(self, known_by: Known, fields: Mapping[str, Any]) -> Known:
        """The identifier as it is kept."""
        kind, value = known_by
        if kind not in self.rules:
            raise KindUnknown(kind)
        region = country_code(str(fields.get("country") or "")) or ""
        normal = self.rules[kind].normalise(value, region=region)
        if normal is None:
            raise IdentifierNotUsable(kind, value)
        return kind, normal

    def held(self, keys: list[Known]) -> dict[Known, UUID]:
        """Whose they are."""
        found = Identifier.objects.filter(value__in=[value for _, value in keys])
        return {(kind, value): one for kind, value, one in found.values_list("kind_id", "value", "person_id")}

    def there(self, actor: Actor, named: list[UUID]) -> set[UUID]:
        """Those of these who are."""
        return set(people_visible_to(actor).filter(id__in=named).values_list("id", flat=True))

    def missing(self, one: UUID) -> Refusal:
        """That somebody is not there."""
        return PersonNotFound(one)


class _OfAccounts:
    """How accounts are found again."""

    subject = CustomField.Subject.ACCOUNT

    def require_shown(self, actor: Actor, kind: str) -> None:
        """None is found by what is hidden."""
        if kind in {"vat", "company_number"}:
            require_shown(actor, "account", ["vat_number"])

    def key(self, known_by: Known, fields: Mapping[str, Any]) -> Known:
        """The identifier as it is kept."""
        del fields
        kind, value = known_by
        if kind not in AccountIdentifier.Kind.values:
            raise KindUnknown(kind)
        kept = company_domain(value) if kind == AccountIdentifier.Kind.DOMAIN else value.strip()[:500]
        if not kept:
            raise IdentifierNotUsable(kind, value)
        return kind, kept

    def held(self, keys: list[Known]) -> dict[Known, UUID]:
        """Which they point at."""
        found = AccountIdentifier.objects.filter(value__in=[value for _, value in keys])
        return {(kind, value): one for kind, value, one in found.values_list("kind", "value", "account_id")}

    def there(self, actor: Actor, named: list[UUID]) -> set[UUID]:
        """Those of these that are."""
        return set(accounts_visible_to(actor).filter(id__in=named).values_list("id", flat=True))

    def missing(self, one: UUID) -> Refusal:
        """That it is not there."""
        return AccountNotFound(one)


class _Writing:
    """The rows, taken apart: whom each is about, and what became of it so far."""

    def __init__(self, actor: Actor, rows: Sequence[Row], of: _OfPeople | _OfAccounts) -> None:
        self._unsaid_owner = owner_for(actor)
        require_shown(actor, of.subject, {name for row in rows for name in row.fields})
        self.written: list[Written] = [Written()] * len(rows)
        self.new: dict[int, Row] = {}
        self.known: dict[int, tuple[UUID, Row]] = {}
        self.keys: dict[int, Known] = {}
        for place, row in enumerate(rows):
            if row.known_by and row.id is None:
                try:
                    of.require_shown(actor, row.known_by[0])
                    self.keys[place] = of.key(row.known_by, row.fields)
                except Refusal as refusal:
                    self.refuse(place, refusal)
        held = of.held(list(self.keys.values())) if self.keys else {}
        about = {
            place: one for place, row in enumerate(rows) if (one := row.id or held.get(self.keys.get(place, NOBODY)))
        }
        there = of.there(actor, list(about.values())) if about else set()
        met: set[UUID | Known] = set()
        for place, row in enumerate(rows):
            if self.written[place].refusal:
                continue
            named = about.get(place) or self.keys.get(place)
            if named in met:
                self.refuse(place, WrittenTwice())
            elif place in about and about[place] not in there:
                self.refuse(place, of.missing(row.id) if row.id else HeldOutOfSight(*self.keys[place]))
            elif place in about:
                self.known[place] = (about[place], row)
            else:
                self.new[place] = row
            if named:
                met.add(named)
        self.custom = fields_of(of.subject)
        self.pointed_at = pointed_at(self.custom, [row.fields for row in self.new.values()])
        owners = {str(row.fields["owner"]) for row in self.new.values() if row.fields.get("owner")}
        staff = Person.objects.filter(id__in=owners, is_staff=True, deleted_at=None)
        self.staff = set(staff.values_list("id", flat=True)) if owners else set()

    def owner_in(self, fields: dict[str, Any]) -> UUID | None:
        """The owner among the fields, taken out of them, or whose it is unless they say. Refuses who is no member of staff."""
        owner = fields.pop("owner", None)
        if owner is None:
            return self._unsaid_owner
        if UUID(str(owner)) not in self.staff:
            raise NotStaff(owner)
        return UUID(str(owner))

    def refuse(self, place: int, refusal: Refusal) -> None:
        self.written[place] = Written(refusal=refusal)


def _edit(writing: _Writing, edit: Callable[[many.Rows], many.Edited]) -> None:
    """Those who are known. If some are refused, what was done of the others is done again without them."""
    while writing.known:
        refused: dict[UUID, Refusal] = {}
        with transaction.atomic():
            for (one, _), refusal in edit({one: row.fields for one, row in writing.known.values()}).refused.items():
                refused.setdefault(one, refusal)
            if refused:
                transaction.set_rollback(True)
        for place, (one, _) in list(writing.known.items()):
            if one in refused:
                writing.refuse(place, refused[one])
                del writing.known[place]
            else:
                writing.written[place] = Written(one)
        if not refused:
            return


def _add_people(actor: Actor, writing: _Writing) -> list[Person]:
    made: dict[int, Person] = {}
    fields: dict[UUID, dict[str, Any]] = {}
    now, source = unit.now(), source_of(actor)
    for place, row in writing.new.items():
        try:
            person, kept = _new_person(writing, dict(row.fields), is_known=place in writing.keys)
        except Refusal as refusal:
            writing.refuse(place, refusal)
            continue
        person.created_at = person.known_at = now
        made[place], fields[person.id] = person, kept
        writing.written[place] = Written(person.id, is_new=True)
    Person.objects.bulk_create(made.values())
    Identifier.objects.bulk_create(
        Identifier(
            id=ids.new(), kind_id=kind, value=value, person=made[place], origin_person=made[place], created_at=now
        )
        for place, (kind, value) in writing.keys.items()
        if place in made
    )
    claim_many_ways_to_reach(fields)
    said = [(one, source, name, value, now) for one, values in fields.items() for name, value in values.items()]
    say("directory_trait", "person_id", "identifier_id", said)
    refold_people(fields.keys())
    return list(Person.objects.in_bulk(fields.keys()).values())


def _new_person(writing: _Writing, fields: dict[str, Any], *, is_known: bool) -> tuple[Person, dict[str, Any]]:
    owner = writing.owner_in(fields)
    region = country_code(str(fields.get("country") or "")) or ""
    kept = checked_fields(
        CustomField.Subject.PERSON, PERSON_COLUMNS, names_apart(fields), region=region, adding=True,
        fields=writing.custom, there=writing.pointed_at,
    )  # fmt: skip
    if not is_known and not any(kept.get(name) for name in ("given_name", "family_name", "name", "email", "phone")):
        raise NothingToKnowThemBy
    return Person(id=ids.new(), owner_id=owner), kept


def _add_accounts(actor: Actor, writing: _Writing) -> list[Account]:
    made: dict[int, Account] = {}
    fields: dict[UUID, dict[str, Any]] = {}
    now, source = unit.now(), source_of(actor)
    for place, row in writing.new.items():
        try:
            account, kept = _new_account(writing, dict(row.fields))
        except Refusal as refusal:
            writing.refuse(place, refusal)
            continue
        account.created_at = now
        made[place], fields[account.id] = account, kept
        writing.written[place] = Written(account.id, is_new=True)
    Account.objects.bulk_create(made.values())
    AccountIdentifier.objects.bulk_create(
        AccountIdentifier(id=ids.new(), kind=kind, value=value, account=made[place], created_at=now)
        for place, (kind, value) in writing.keys.items()
        if place in made
    )
    said = [(one, source, name, value, now) for one, values in fields.items() for name, value in values.items()]
    say("directory_accounttrait", "account_id", "identifier_id", said)
    refold_accounts(fields.keys())
    return list(Account.objects.in_bulk(fields.keys()).values())


def _new_account(writing: _Writing, fields: dict[str, Any]) -> tuple[Account, dict[str, Any]]:
    owner, kind = writing.owner_in(fields), fields.pop("kind", None) or Account.Kind.PROSPECT
    if kind not in Account.Kind.values:
        raise KindUnknown(str(kind))
    kept = checked_fields(
        CustomField.Subject.ACCOUNT, ACCOUNT_COLUMNS, fields, adding=True, fields=writing.custom,
        there=writing.pointed_at,
    )  # fmt: skip
    if not kept.get("name"):
        raise NameMissing
    return Account(id=ids.new(), kind=kind, owner_id=owner), kept
