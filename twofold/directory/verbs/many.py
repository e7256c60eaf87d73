"""Changing many records at once, each in its own way, in a number of statements that does not grow with them."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any
from uuid import UUID

from twofold.core import unit
from twofold.core.actor import Actor
from twofold.core.facts import read, record_all
from twofold.core.queries import own_facts
from twofold.core.refusals import Refusal
from twofold.core.verbs import verb
from twofold.directory.claiming import claim_many_ways_to_reach
from twofold.directory.custom_values import pointed_at
from twofold.directory.editing import changes_between, checked_fields, fields_of, names_apart, source_of
from twofold.directory.errors import (
    AccountNotFound,
    KindUnknown,
    NameMissing,
    NotStaff,
    PersonNotFound,
)
from twofold.directory.facts import AccountEdited, FieldChange, PersonEdited
from twofold.directory.masks import require_shown
from twofold.directory.models import Account, CustomField, Person
from twofold.directory.permissions import Permission
from twofold.directory.profiles import refold_accounts, refold_people, say
from twofold.directory.putting_back import fields_before, is_still
from twofold.directory.queries.scopes import wherever
from twofold.directory.queries.visible import accounts_visible_to, people_visible_to
from twofold.directory.traits import ACCOUNT_COLUMNS, PERSON_COLUMNS, country_code

Rows = Mapping[UUID, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Edited:
    """What became of many edits: what changed of whom, and which field of whom was refused, and why.

    `facts` are the first and the last entry of the ledger that tell of it, for `take_back`.
    """

    changed: dict[UUID, list[FieldChange]] = field(default_factory=dict)
    refused: dict[tuple[UUID, str], Refusal] = field(default_factory=dict)
    facts: tuple[UUID, UUID] | None = None


@verb(Permission.EDIT_PEOPLE)
def edit_people(actor: Actor, rows: Rows) -> Edited:
    """Change fields of people as `people.edit` does, and `owner`. What cannot be is refused by itself; the rest is done."""
    require_shown(actor, "person", {name for fields in rows.values() for name in fields})
    before = {
        one.id: one
        for one in people_visible_to(actor)
        .filter(id__in=rows.keys())
        .select_for_update(of=("self",), no_key=True)
        .order_by("id")
    }
    checks = _Checks(CustomField.Subject.PERSON, PERSON_COLUMNS, rows, before, PersonNotFound)
    kept = checks.kept(lambda person, fields: country_code(str(fields.get("country") or "")) or person.country)
    claim_many_ways_to_reach(kept)
    _give(Person, kept)
    Person.objects.filter(id__in=kept.keys(), known_at=None).update(known_at=unit.now())
    _say("directory_trait", "person_id", actor, kept)
    refold_people(kept.keys())
    after = Person.objects.in_bulk(kept.keys())
    changed = _changes(before, after, kept, also={"name"} & checks.names)
    return _told(actor, changed, checks.refused, _of_person)


@verb(Permission.EDIT_ACCOUNTS)
def edit_accounts(actor: Actor, rows: Rows) -> Edited:
    """The same for accounts, as `accounts.edit` does, and `owner`."""
    require_shown(actor, "account", {name for fields in rows.values() for name in fields})
    before = {
        one.id: one
        for one in accounts_visible_to(actor)
        .filter(id__in=rows.keys())
        .select_for_update(of=("self",), no_key=True)
        .order_by("id")
    }
    checks = _Checks(CustomField.Subject.ACCOUNT, ACCOUNT_COLUMNS, rows, before, AccountNotFound)
    kept = checks.kept(lambda *_: "")
    _give(Account, kept)
    for kind in {fields["kind"] for fields in kept.values() if "kind" in fields}:
        of_kind = [account for account, fields in kept.items() if fields.get("kind") == kind]
        Account.objects.filter(id__in=of_kind).update(kind=kind)
    _say("directory_accounttrait", "account_id", actor, kept)
    refold_accounts(kept.keys())
    after = Account.objects.in_bulk(kept.keys())
    changed = _changes(before, after, kept)
    return _told(actor, changed, checks.refused, AccountEdited.of)


@verb(Permission.EDIT_PEOPLE)
def take_back_people(actor: Actor, facts: Sequence[UUID]) -> int:
    """Put back what the actor changed of people between two entries of the ledger, where nobody has changed it since.

    Returns of how many people something was put back.
    """
    edits = [read(PersonEdited, body) for body in own_facts(actor, "directory.person.edited", facts)]
    now = Person.objects.in_bulk([edit.person_id for edit in edits])
    return len(edit_people(wherever(actor), _before({edit.person_id: edit.changes for edit in edits}, now)).changed)


@verb(Permission.EDIT_ACCOUNTS)
def take_back_accounts(actor: Actor, facts: Sequence[UUID]) -> int:
    """The same for accounts."""
    changes: dict[UUID, list[FieldChange]] = defaultdict(list)
    for body in own_facts(actor, "directory.account.edited", facts):
        told = read(AccountEdited, body)
        changes[told.account_id] += told.changes
    return len(edit_accounts(wherever(actor), _before(changes, Account.objects.in_bulk(list(changes)))).changed)


class _Checks:
    """Checks every field of every row by itself, and keeps the refusals."""

    def __init__(
        self,
        subject: str,
        columns: Mapping[str, int],
        rows: Rows,
        there: Mapping[UUID, Any],
        not_found: Callable[[UUID], Refusal],
    ) -> None:
        self.subject, self.columns, self.there = subject, columns, there
        self.rows = {one: fields for one, fields in rows.items() if one in there}
        self.names = {name for fields in rows.values() for name in fields}
        self.refused: dict[tuple[UUID, str], Refusal] = {
            (one, name): not_found(one) for one in rows.keys() - there.keys() for name in rows[one]
        }
        self.custom = fields_of(subject)
        self.pointed_at = pointed_at(self.custom, rows.values())
        self.staff = self._staff()

    def _staff(self) -> frozenset[str]:
        asked = {str(fields["owner"]) for fields in self.rows.values() if fields.get("owner")}
        found = Person.objects.filter(id__in=asked, is_staff=True, deleted_at=None)
        return frozenset(map(str, found.values_list("id", flat=True))) if asked else frozenset()

    def kept(self, region: Callable[[Any, Mapping[str, Any]], str]) -> dict[UUID, dict[str, Any]]:
        """Of each row what can be, as it is kept."""
        return {one: kept for one, fields in self.rows.items() if (kept := self._row(one, fields, region))}

    def _row(
        self, one: UUID, fields: Mapping[str, Any], region: Callable[[Any, Mapping[str, Any]], str]
    ) -> dict[str, Any]:
        kept: dict[str, Any] = {}
        where = region(self.there[one], fields)
        for name, value in fields.items():
            try:
                kept |= self._field(name, value, where)
            except Refusal as refusal:
                self.refused[one, name] = refusal
        return kept

    def _field(self, name: str, value: Any, region: str) -> dict[str, Any]:
        if name == "owner":
            if value and str(value) not in self.staff:
                raise NotStaff(value)
            return {name: str(value) if value else None}
        if name == "kind" and self.subject == CustomField.Subject.ACCOUNT:
            if value not in Account.Kind.values:
                raise KindUnknown(str(value))
            return {name: value}
        given = names_apart({name: value}) if self.subject == CustomField.Subject.PERSON else {name: value}
        kept = checked_fields(
            self.subject, self.columns, given, region=region, fields=self.custom, there=self.pointed_at
        )
        if name == "name" and not any(kept.values()):
            raise NameMissing
        return kept


def _give(model: type[Person] | type[Account], kept: Rows) -> None:
    """To each owner theirs: as many statements as there are owners."""
    owners: dict[str | None, list[UUID]] = {}
    for one, fields in kept.items():
        if "owner" in fields:
            owners.setdefault(fields["owner"], []).append(one)
    for owner, theirs in owners.items():
        model.objects.filter(id__in=theirs).update(owner_id=owner)


def _say(table: str, subject: str, actor: Actor, kept: Rows) -> None:
    source, now = source_of(actor), unit.now()
    say(
        table, subject, "identifier_id",
        [
            (one, source, name, value, now)
            for one, fields in kept.items()
            for name, value in fields.items()
            if name not in {"owner", "kind"} or (name == "kind" and subject == "person_id")
        ],
    )  # fmt: skip


def _changes(
    before: Mapping[UUID, Any], after: Mapping[UUID, Any], kept: Rows, *, also: Collection[str] = ()
) -> dict[UUID, list[FieldChange]]:
    found: dict[UUID, list[FieldChange]] = {}
    for one, fields in kept.items():
        changes = changes_between(before[one], after[one], fields.keys() - {"owner"} | set(also))
        if "owner" in fields and before[one].owner_id != after[one].owner_id:
            changes.append(FieldChange(field="owner", old=before[one].owner_id, new=after[one].owner_id))
        if changes:
            found[one] = changes
    return found


def _of_person(person_id: UUID, changes: list[FieldChange]) -> list[PersonEdited]:
    return [PersonEdited(person_id=person_id, changes=changes)]


def _told(
    actor: Actor,
    changed: dict[UUID, list[FieldChange]],
    refused: dict[tuple[UUID, str], Refusal],
    facts: Callable[[UUID, list[FieldChange]], Sequence[PersonEdited | AccountEdited]],
) -> Edited:
    entries = record_all(chain(*(facts(one, changes) for one, changes in changed.items())), by=actor)
    return Edited(changed, refused, (entries[0].id, entries[-1].id) if entries else None)


def _before(changes: Mapping[UUID, Iterable[FieldChange]], now: Mapping[UUID, Person | Account]) -> Rows:
    """The old values of what is still as it was changed to."""
    still = {
        one: [change for change in fields if one in now and is_still(now[one], change)]
        for one, fields in changes.items()
    }
    return {one: fields_before(kept) for one, kept in still.items() if kept}
