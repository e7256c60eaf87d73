"""What each row does: created, updated, merged, unchanged or refused, and why. An import and its dry run decide alike."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from twofold.core import ids
from twofold.directory.errors import WouldBeItsOwnParent
from twofold.directory.guards import ENDING
from twofold.directory.identities import KindRules, Pair
from twofold.directory.importing.known import Ahead, Index, Record
from twofold.directory.importing.matching import Matcher, said_name
from twofold.directory.importing.plan import Bad, ImportPlan, OnMatch
from twofold.directory.importing.prepared import Prepared
from twofold.directory.importing.saying import Decision, Work
from twofold.directory.importing.writing import Writer
from twofold.directory.models import CustomField, ImportRow

Outcome = ImportRow.Outcome
REMOVED = "{name} was removed and is known by this. Restore them first, or erase them."
NOT_THERE = "Nobody is known by this, and what is not there is not to be added."
NOTHING = "There is nothing to know somebody by: no name, no address, no number."
NO_OWNERS: Mapping[str, UUID | None] = {"person": None, "account": None}
NO_NAME = "The account has no name."


class Refused(Exception):
    """This row cannot be done."""


@dataclass(slots=True)
class Decider:
    """Decides row by row, each on what the rows before it left."""

    plan: ImportPlan
    people: Index
    accounts: Index
    rules: Mapping[str, KindRules]
    required: Mapping[str, tuple[CustomField, ...]]
    pointing: Mapping[str, CustomField]
    owners: Mapping[str, UUID]
    now: datetime
    work: Work = field(default_factory=Work)
    counts: Counter[str] = field(default_factory=Counter)
    _of_people: Matcher = field(init=False)
    _of_accounts: Matcher = field(init=False)
    _writer: Writer = field(init=False)
    _uniques: tuple[KindRules, ...] = field(init=False)
    _has_people: bool = field(init=False)

    def __post_init__(self) -> None:
        self._has_people = self.plan.has_people
        self._uniques = tuple(kind for kind in self.rules.values() if kind.is_unique)
        self._of_people = Matcher(self.plan.person_keys, self.people)
        self._of_accounts = Matcher(self.plan.account_keys, self.accounts)
        indexes = {"person": self.people, "account": self.accounts}
        self._writer = Writer(self.plan, indexes, self.rules, self.work, self.now)

    def decide(self, row: Prepared) -> Decision:
        """What the row does. A row that is refused does nothing at all."""
        made = Decision(row.number, row.cells)
        self.work.fresh.decisions.append(made)
        try:
            self._decide(row, made)
        except Refused as reason:
            made.outcome = Outcome.REFUSED
            made.reasons = [str(reason)]
        else:
            made.reasons += row.left_out
        self.counts[made.outcome.value] += 1
        return made

    def _decide(self, row: Prepared, made: Decision) -> None:
        if row.problems:
            raise Refused(" ".join(row.problems))
        if self.pointing:
            self._point(row, made)
        wants_account = bool(row.account or row.account_identifiers)
        wants_person = self._has_people and bool(row.person or row.identifiers or not wants_account)
        found_accounts = self._matching_accounts(row) if wants_account else []
        found_people = self._matching_people(row) if wants_person else []
        parent = self._parent(row, found_accounts) if row.beside else None
        owners = {part: self._owner(row, part, made) for part in ("person", "account")} if row.beside else NO_OWNERS
        if wants_person and wants_account and self.required["membership"]:
            self._require_member(row, found_people, found_accounts)
        if found_people and found_accounts:
            self._require_may_end(row, found_people, found_accounts[0])
        # From here on nothing is refused.
        account = self._account(row, made, found_accounts, owners["account"], parent) if wants_account else None
        person = self._person(row, made, found_people, owners["person"]) if wants_person else None
        if person and account:
            self._writer.join(person, account, row.membership, made)
        made.outcome = self._outcome(made, person or account)

    def _outcome(self, made: Decision, about: Record | None) -> Outcome:
        if made.created is about:
            return Outcome.CREATED
        if made.merged:
            return Outcome.MERGED
        return Outcome.UPDATED if made.has_changed else Outcome.UNCHANGED

    # ---------------------------------------------------------------------------------------------- who is meant

    def _matching_people(self, row: Prepared) -> list[Record]:
        account = row.account.get("name") or ""
        found = self._of_people.find(row.person, row.identifiers, account)
        for one in found:
            self._require_there(one)
        if not found:
            self._require_new_person(row)
        elif len(found) > 1:
            self._require_mergeable(found)
        self._require_single(found, row)
        return found

    def _matching_accounts(self, row: Prepared) -> list[Record]:
        found = self._of_accounts.find(row.account, row.account_identifiers)
        for one in found:
            self._require_there(one)
        if len(found) > 1:
            raise Refused(f"Several accounts match: {_named(found)}.")
        if not found:
            if not self.plan.creates:
                raise Refused(NOT_THERE)
            if not (said_name(row.account) or row.account_identifiers):
                raise Refused(NO_NAME)
            self._require_fields("account", row.account)
        return found

    @staticmethod
    def _require_there(one: Record) -> None:
        if one.is_removed:
            raise Refused(REMOVED.format(name=one.shown))

    def _require_new_person(self, row: Prepared) -> None:
        if not (said_name(row.person) or row.identifiers):
            raise Refused(NOTHING)
        if not self.plan.creates:
            raise Refused(NOT_THERE)
        self._require_fields("person", row.person)

    def _require_fields(self, part: str, said: Mapping[str, Any]) -> None:
        if not self.required[part]:
            return
        missing = [one.label for one in self.required[part] if said.get(one.key) is None]
        if missing:
            raise Refused(f"{', '.join(missing)} must not be empty.")

    def _require_member(self, row: Prepared, people: list[Record], accounts: list[Record]) -> None:
        """Who is not in the account yet is put there with all that a membership must say."""
        there = {member.account_id for one in people for member in one.members if member.is_live}
        is_left = self.plan.on_match == OnMatch.LEAVE and people
        if not (is_left or any(account.id in there for account in accounts)):
            self._require_fields("membership", row.membership)

    def _require_may_end(self, row: Prepared, people: list[Record], account: Record) -> None:
        """What a room above objects to losing is not ended by a file either."""
        kept = [one for person in people for one in person.members if one.account_id == account.id and one.objection]
        for member in kept:
            if ENDING & self._writer.would_change(member, row.membership):
                raise Refused(member.objection)

    def _require_mergeable(self, found: list[Record]) -> None:
        if not self.plan.merges:
            raise Refused(f"Several people match: {_named(found)}.")
        if sum(one.is_staff for one in found) > 1:
            raise Refused(f"Several people match, and members of staff stay apart: {_named(found)}.")
        if any(other.id in one.strangers for one in found for other in found):
            raise Refused(f"Several people match, and somebody has said that they are different: {_named(found)}.")

    def _require_single(self, found: list[Record], row: Prepared) -> None:
        """Of what a person has one, the records and the row together have one."""
        for kind in self._uniques:
            values = {value for one in found for value in one.of_kind(kind.key)}
            values |= {pair.value for pair in row.identifiers if pair.kind == kind.key}
            if len(values) > 1:
                raise Refused(f"They would have two of “{kind.label}”: {', '.join(sorted(values))}.")

    # ------------------------------------------------------------------------------------------------ what is done

    def _person(self, row: Prepared, made: Decision, found: list[Record], owner: UUID | None) -> Record:
        if found:
            person = self._one_of(found, made)
        else:
            person = Record(ids.new(), self.now, is_new=True)
            if row.foreseen:
                person.ahead = Ahead(row.person, row.identifiers, row.foreseen)
            self.people.records[person.id] = person
            self.work.fresh.new_people.append(person)
            made.created = person
        made.person = person
        self._writer.say("person", person, row, made, owner)
        return person

    def _one_of(self, found: list[Record], made: Decision) -> Record:
        """The records that match, as one: staff or else the oldest takes in the others."""
        if len(found) == 1 or self.plan.on_match == OnMatch.LEAVE:
            return found[0]
        winner = next((one for one in found if one.is_staff), found[0])
        losers = [one for one in found if one is not winner]
        self.people.absorb(winner, losers)
        made.merged = [loser.id for loser in losers]
        self.work.merges += [(winner, loser, made.number) for loser in losers]
        made.changes["people"] = [[loser.shown for loser in losers], winner.shown]
        return winner

    def _account(
        self, row: Prepared, made: Decision, found: list[Record], owner: UUID | None, parent: Record | None
    ) -> Record:
        if found:
            account = found[0]
        else:
            account = Record(ids.new(), self.now, is_new=True)
            account.fields["kind"] = "prospect"
            self.accounts.records[account.id] = account
            self.work.fresh.new_accounts.append(account)
            made.created_account = account
            if not self._has_people:
                made.created = account
        made.account = account
        self._writer.say("account", account, row, made, owner)
        if parent:
            self._writer.place(account, parent, made)
        return account

    def _point(self, row: Prepared, made: Decision) -> None:
        """Whom fields of one's own point at: somebody by their mail address, an account as for what others are part of."""
        for key, field_ in self.pointing.items():
            text = row.beside.get(key)
            if not text:
                continue
            if field_.kind == CustomField.Kind.PERSON:
                holder = self.people.holder(Pair("email", text.strip().lower()))
                found = [holder] if holder else []
            else:
                found = self.accounts.parents(text)
            if len(found) == 1 and not found[0].is_removed:
                getattr(row, key.partition(".")[0])[field_.key] = str(found[0].id)
                row.foreseen = None
            else:
                self._complain(
                    made, f"{field_.label}: “{text}” is {'several' if len(found) > 1 else 'nobody'} that is there."
                )

    def _complain(self, made: Decision, sentence: str) -> None:
        """A cell cannot be what its column is: the row is refused, or the cell is left out."""
        if self.plan.on_bad == Bad.REFUSE:
            raise Refused(sentence)
        made.reasons.append(sentence)

    def _parent(self, row: Prepared, accounts: list[Record]) -> Record | None:
        """What the row's account is to be part of; nothing below it, or the tree would be a ring."""
        text = row.beside.get("account.parent")
        if not text:
            return None
        found = list(self.accounts.parents(text))
        if len(found) != 1:
            raise Refused(f"“{text}” is {'no account that is there' if not found else 'the name of several accounts'}.")
        parent = found[0]
        for account in accounts:
            if self._writer.would_place(account, parent) and self.accounts.is_above(account, parent):
                raise Refused(WouldBeItsOwnParent(account.id, parent.id).message)
        return parent

    def _owner(self, row: Prepared, part: str, made: Decision) -> UUID | None:
        text = row.beside.get(f"{part}.owner")
        if not text:
            return None
        owner = self.owners.get(text.strip().lower())
        if owner is None:
            self._complain(made, f"“{text}” is not the mail address of a member of staff.")
        return owner


def _named(found: list[Record]) -> str:
    return ", ".join(one.shown for one in found[:5])
