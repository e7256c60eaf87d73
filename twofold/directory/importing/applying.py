"""Doing what was decided for a piece: rows go in as they stay, most by COPY, in a number of statements that does not grow."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from twofold.core import ids, unit
from twofold.core.actor import Actor
from twofold.core.copying import Copying, as_line, copying
from twofold.core.facts import Fact, record_many
from twofold.directory import bulk
from twofold.directory.facts import AccountAdded, PersonAdded
from twofold.directory.folding import Known as KnownBy
from twofold.directory.folding import Said, account_profile
from twofold.directory.identities import KindRules, PlannedMerge
from twofold.directory.importing import beside
from twofold.directory.importing.foreseeing import FORESEEN, tsvector
from twofold.directory.importing.known import Record
from twofold.directory.importing.saying import Decision, Fresh, Known, Work
from twofold.directory.importing.telling import facts_of, facts_of_changes
from twofold.directory.merging import merge_people
from twofold.directory.models import Link
from twofold.directory.profiles import moment_of, refold_accounts, refold_people, say
from twofold.directory.traits import ACCOUNT_COLUMNS
from twofold.directory.words import learn

PERSON = ["id", "owner_id", *FORESEEN]
OF_EVERYBODY = {"password": "!", "is_staff": False, "is_active": True}
ACCOUNT = [
    "id", "created_at", "kind", "parent_id", "owner_id", "attributes", "search", "sort_name", *ACCOUNT_COLUMNS,
]  # fmt: skip
IDENTIFIER = ["id", "kind", "value", "person_id", "origin_person_id"]
OF_IDENTIFIERS = {"is_shared": False, "has_moved": False}
LINK = ["id", "a_id", "b_id"]
OF_LINKS = {"how": Link.How.IMPORT_KEY.value, "event_id": "", "weight": 1, "policy_version": 1}
ROW = ["number", "outcome", "person_id", "account_id", "membership_id", "reasons", "changes", "cells", "made"]
Records = Mapping[UUID, Record]


class Applier:
    """Writes the work of one piece of an import."""

    def __init__(self, actor: Actor, operation_id: UUID, rules: dict[str, KindRules], *, overwrites: bool) -> None:
        self._actor = actor
        self._operation = operation_id
        self._rules = rules
        self.source = f"import:{operation_id}"
        self._said_as = f"console:{self.source}" if overwrites else self.source
        self._now: datetime = unit.now()
        self._at = self._now.isoformat()
        self._words: set[str] = set()
        self._better_known: set[Record] = set()
        self._better_known_accounts: set[UUID] = set()

    def apply(
        self, parts: Callable[[Copying], Iterable[Fresh]], work: Work, people: Records, accounts: Records
    ) -> None:
        """All of it. What is new is written part by part, while the rows of the next part are decided."""
        with copying() as tables:
            for fresh in parts(tables):
                self._copy(tables, fresh)
        merged = self._merge(work)
        beside.change(self._actor, work)
        self._say_of_others(people.values(), accounts.values(), merged)
        learn(self._words)
        if facts := list(facts_of_changes(work)):
            with copying() as tables:
                record_many(tables, facts, by=self._actor)

    def _copy(self, tables: Copying, fresh: Fresh) -> None:
        """What is new of a part; what the decisions became is noted with it.

        Rows of people take longest to make: others go before them, so that Postgres has something to write meanwhile.
        """
        people = [one for one in fresh.new_people if one.absorbed_by is None]
        self._copy_identifiers(tables, fresh)
        self._copy_said(tables, "directory_trait", "person_id", people, but="name")
        self._copy_said(tables, "directory_accounttrait", "account_id", fresh.new_accounts, but="kind")
        tables.rows("directory_account", ACCOUNT, map(self._account_row, fresh.new_accounts))
        at = {"created_at": self._at, "known_at": self._at}
        tables.lines("directory_person", PERSON, map(self._person_line, people), alike=OF_EVERYBODY | at)
        beside.copy(tables, self._actor, self.source, fresh)
        self.note(tables, fresh.decisions)
        record_many(tables, self._facts(fresh, people), by=self._actor)
        self._note_written(people, fresh)

    def _note_written(self, people: Iterable[Record], fresh: Fresh) -> None:
        """What later rows say of records written by now is said of records that are there."""
        self._better_known.update(one.record for one in fresh.identifiers if not one.record.living().is_new)
        self._better_known_accounts.update(one.record.id for one in fresh.account_identifiers if not one.record.is_new)
        for one in (*people, *fresh.new_accounts):
            one.is_new, one.said, one.ahead = False, {}, None
        for member, _ in fresh.members:
            member.is_new = False

    # --------------------------------------------------------------------------------------------- new records

    def _person_line(self, one: Record) -> str:
        foreseen = one.foreseen
        one.fields["name"] = foreseen.name
        self._words.update(foreseen.words)
        return f"{as_line((one.id, one.owner_id))}\t{foreseen.columns}"

    def _account_row(self, one: Record) -> tuple[Any, ...]:
        said = [Said(name, value, self.source, self._now) for name, value in one.fields.items() if name != "kind"]
        known = [KnownBy(kind, value, is_proven=False, created_at=self._now) for kind, value in one.identifiers]
        profile = account_profile(said, known)
        self._words.update(filter(str.isalpha, profile.tokens))
        return (
            one.id, one.created_at, one.fields["kind"], one.parent_id, one.owner_id, bulk.as_plain_json(profile.attributes),
            tsvector(profile), profile.columns["sort_name"], *[profile.columns[name] for name in ACCOUNT_COLUMNS],
        )  # fmt: skip

    def _copy_said(self, tables: Copying, table: str, subject: str, records: Sequence[Record], *, but: str) -> None:
        """The kind of an account is a column of its own; a person's name is put together from its parts."""
        moment = moment_of(self._now)
        rows = (
            (one.id, bulk.as_plain_json(said))
            for one in records
            for said in [{n: [v, moment] for n, v in one.fields.items() if n != but}]
            if said
        )
        tables.rows(table, [subject, "said"], rows, alike={"source": self.source, "received_at": self._at})

    # --------------------------------------------------------------------------------------------- identifiers

    def _copy_identifiers(self, tables: Copying, fresh: Fresh) -> None:
        rows = (
            (one.id, one.pair.kind, one.pair.value, person, person)
            for one in fresh.identifiers
            for person in [one.record.living().id]
        )
        added, seen = {"created_at": self._at}, {"source": self.source, "observed_at": self._at}
        tables.rows("directory_identifier", IDENTIFIER, rows, alike=OF_IDENTIFIERS | added)
        tables.rows("directory_link", LINK, self._links(fresh.identifiers), alike=OF_LINKS | seen)
        account_rows = ((one.id, one.pair.kind, one.pair.value, one.record.id) for one in fresh.account_identifiers)
        columns = ["id", "kind", "value", "account_id"]
        tables.rows("directory_accountidentifier", columns, account_rows, alike=added)

    def _links(self, added: Iterable[Known]) -> Iterator[tuple[Any, ...]]:
        """That identifiers stood in one row is evidence: each is tied to the most trusted one that came with it."""
        together: dict[UUID, list[tuple[int, str]]] = {}
        for one in added:
            rank = self._rules[one.pair.kind].priority
            together.setdefault(one.record.id, []).append((-rank, one.id))
        for found in together.values():
            if len(found) > 1:
                (_, first), *others = sorted(found)
                for _, other in others:
                    yield (ids.text(), *sorted((first, other)))

    # ------------------------------------------------------------------------------------ records that were there

    def _merge(self, work: Work) -> frozenset[UUID]:
        planned = [
            PlannedMerge(
                winner.id, loser.id, event_id=f"{self.source}:{number}", evidence=f"Row {number:,} of an import is about both"
            )
            for winner, loser, number in work.merges
            if not loser.is_new
        ]  # fmt: skip
        return merge_people(self._actor, planned) if planned else frozenset()

    def _say_of_others(self, people: Iterable[Record], accounts: Iterable[Record], merged: frozenset[UUID]) -> None:
        spoken = [one for one in people if one.said and not one.is_new and one.absorbed_by is None]
        say("directory_trait", "person_id", "identifier_id", self._words_of(spoken))
        refold_people({one.id for one in spoken} | {one.living().id for one in self._better_known} | merged)
        companies = [one for one in accounts if one.said and not one.is_new]
        say("directory_accounttrait", "account_id", "identifier_id", self._words_of(companies))
        refold_accounts({one.id for one in companies} | self._better_known_accounts)

    def _words_of(self, records: Iterable[Record]) -> Iterator[tuple[UUID, str, str, Any, datetime]]:
        for one in records:
            for name, value in one.said.items():
                yield one.id, self._said_as, name, value, self._now

    @staticmethod
    def _facts(fresh: Fresh, people: Iterable[Record]) -> Iterator[Fact]:
        for one in fresh.new_accounts:
            yield AccountAdded(account_id=one.id, name=one.name)
        for one in people:
            yield PersonAdded(person_id=one.id, name=one.fields["name"], email=one.fields.get("email") or "")
        yield from facts_of(fresh)

    # ----------------------------------------------------------------------------------------------- outcomes

    def note(self, tables: Copying, decisions: Iterable[Decision]) -> None:
        """Write down what became of each row."""
        tables.rows("directory_importrow", ROW, map(row_of, decisions), alike={"operation_id": self._operation})


def row_of(one: Decision) -> tuple[Any, ...]:
    """An `ImportRow`, as COPY takes it; the cells are kept where the row was refused."""
    if one.created and not one.created.is_new:
        msg = "a record that was created is new"
        raise AssertionError(msg)
    made = one.made
    if one.created or one.created_account:
        made = {**made, "created": [one.created.id] if one.created else []}
        if one.created_account:
            made["created_account"] = one.created_account.id
    return (
        one.number,
        one.outcome.value,
        one.person.living().id if one.person else None,
        one.account.id if one.account else None,
        one.member.id if one.member else None,
        _json(one.reasons),
        _json(one.changes),
        _json(one.cells) if one.outcome == "refused" else None,
        _json(made),
    )


def _json(value: Any) -> str | None:
    return bulk.as_plain_json(value) if value else None
