"""Setting fields of many records alike so that it can be taken back: not only the old value returns, but also whose word it was."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import QuerySet

from twofold.core.actor import Actor
from twofold.core.facts import record_all
from twofold.core.refusals import Refusal
from twofold.directory.editing import changes_between, names_apart, source_of
from twofold.directory.errors import AccountNotFound, PersonNotFound
from twofold.directory.facts import AccountEdited, FieldChange, PersonEdited
from twofold.directory.profiles import refold_accounts, refold_people
from twofold.directory.putting_back import is_still
from twofold.directory.queries.scopes import wherever
from twofold.directory.queries.visible import accounts_visible_to, people_visible_to
from twofold.directory.unsaying import said_by, say_as_before
from twofold.directory.verbs import many


@dataclass(frozen=True, slots=True)
class Kept:
    """Where the words of a subject are kept, which of its fields are no words, and what else it takes."""

    table: str
    column: str
    plain: frozenset[str]
    visible: Callable[[Actor], QuerySet[Any]]
    edit: Callable[[Actor, many.Rows], many.Edited]
    refold: Callable[[Collection[UUID]], None]
    facts: Callable[[UUID, list[FieldChange]], Sequence[PersonEdited | AccountEdited]]
    gone: Callable[[UUID], Refusal]

    def words(self, fields: Mapping[str, Any]) -> list[str]:
        """Under which names these fields are said."""
        given = names_apart(fields) if self.column == "person_id" else fields
        return sorted(given.keys() - self.plain)

    def plainly(self, changes: Collection[FieldChange]) -> dict[str, Any]:
        """The old values of what is no word."""
        return {change.field: change.old for change in changes if change.field in self.plain}

    def held(self, actor: Actor, ids: Collection[UUID]) -> QuerySet[Any]:
        """Those of them who are there; once read, nobody else changes them."""
        return self.visible(actor).filter(id__in=ids).select_for_update(of=("self",), no_key=True).order_by("id")


PEOPLE = Kept(
    "directory_trait", "person_id", frozenset({"owner"}), people_visible_to, many.edit_people, refold_people,
    lambda one, changes: [PersonEdited(person_id=one, changes=changes)], PersonNotFound,
)  # fmt: skip
ACCOUNTS = Kept(
    "directory_accounttrait", "account_id", frozenset({"owner", "kind"}), accounts_visible_to, many.edit_accounts,
    refold_accounts, AccountEdited.of, AccountNotFound,
)  # fmt: skip


def put(
    actor: Actor, kept: Kept, fields: Mapping[str, Any], ids: Collection[UUID]
) -> tuple[dict[UUID, Any], dict[UUID, str]]:
    """Set the fields of all of these. Returns what taking it back must know of each that changed, and who refused and why."""
    list(kept.held(actor, ids).values_list("id", flat=True))
    names, source = kept.words(fields), source_of(actor)
    said = said_by(source, kept.table, kept.column, ids) if names else {}
    edited = kept.edit(actor, dict.fromkeys(ids, fields))
    before = {
        one: {
            "changes": msgspec.to_builtins(changes),
            "source": source,
            "words": {name: word for name, word in said.get(one, {}).items() if name in names},
        }
        for one, changes in edited.changed.items()
    }
    return before, _reasons(edited.refused)


def take_back(
    actor: Actor, kept: Kept, fields: Mapping[str, Any], before: Mapping[UUID, Any]
) -> tuple[frozenset[UUID], dict[UUID, str]]:
    """Put those back who are as `put` left them. Returns these, and why of those who are not there or refuse."""
    actor = wherever(actor)
    now = {row.id: row for row in kept.held(actor, before.keys())}
    changes = {one: [FieldChange(**change) for change in before[one]["changes"]] for one in now}
    still = {one: theirs for one, theirs in changes.items() if all(is_still(now[one], change) for change in theirs)}
    edited = kept.edit(actor, {one: plain for one, theirs in still.items() if (plain := kept.plainly(theirs))})
    if names := kept.words(fields):
        for source in {before[one]["source"] for one in still}:
            theirs = {one: before[one]["words"] for one in still if before[one]["source"] == source}
            say_as_before(source, kept.table, kept.column, names, theirs)
        kept.refold(still.keys())
        _tell(actor, kept, now, still)
    refused = _reasons(edited.refused) | {one: kept.gone(one).message for one in before.keys() - now.keys()}
    return frozenset(still.keys() - refused.keys()), refused


def _tell(actor: Actor, kept: Kept, before: Mapping[UUID, Any], changes: Mapping[UUID, list[FieldChange]]) -> None:
    """Facts of what became of their words."""
    after = kept.visible(actor).in_bulk(list(changes))
    told = {
        one: changes_between(before[one], after[one], {change.field for change in theirs} - kept.plain)
        for one, theirs in changes.items()
    }
    record_all(chain(*(kept.facts(one, theirs) for one, theirs in told.items() if theirs)), by=actor)


def _reasons(refused: Mapping[tuple[UUID, str], Refusal]) -> dict[UUID, str]:
    """Why, in a sentence or two for each record."""
    reasons: dict[UUID, str] = {}
    for (one, _), refusal in refused.items():
        reasons[one] = f"{reasons[one]} {refusal.message}" if one in reasons else refusal.message
    return reasons
