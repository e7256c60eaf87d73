"""What a row says of a record, noted on the record and in the work of the piece: fields, identifiers, what stands beside."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from twofold.core import ids
from twofold.directory.facts import (
    AccountEdited,
    AccountMoved,
    FieldChange,
    IdentifierAdded,
    MembershipEdited,
    PersonEdited,
)
from twofold.directory.identities import KindRules, Pair
from twofold.directory.importing.known import Index, Member, Record
from twofold.directory.importing.plan import ImportPlan, OnMatch
from twofold.directory.importing.prepared import Prepared
from twofold.directory.importing.saying import Added, Decision, Known, Work

MEMBERSHIP_DEFAULTS = {
    "title": "",
    "department": "",
    "buying_role": "",
    "standing": "member",
    "starts_on": None,
    "ends_on": None,
}
ELSEWHERE = "{value} stays with somebody else who is known by it."
FULL = "{value} was left out: they have as many of this kind as one may have."


class Writer:
    """Does to records in memory what will be done to rows."""

    def __init__(
        self, plan: ImportPlan, indexes: Mapping[str, Index], rules: Mapping[str, KindRules], work: Work, now: datetime
    ) -> None:
        self._plan = plan
        self._has_people = plan.has_people
        self._index = indexes
        self._rules = rules
        self._work = work
        self._now = now
        self._tags = [tag for tag in plan.tags if tag.strip()]

    def say(self, part: str, record: Record, row: Prepared, made: Decision, owner: UUID | None) -> None:
        """All that the row says of this person or account."""
        if self._plan.on_match == OnMatch.LEAVE and not made.creates(record):
            return
        changes = self._fields(part, record, row.person if part == "person" else row.account, made)
        if owner and owner != record.owner_id and (not record.owner_id or self._plan.on_match == OnMatch.OVERWRITE):
            self._own(part, record, owner, made, changes)
        self._identifiers(part, record, row.identifiers if part == "person" else row.account_identifiers, made)
        self._beside(part, record, row, made)
        self._index[part].note_keys(record)
        if changes:
            record.is_touched = True
            told = [FieldChange(field=name, old=old, new=new) for name, (old, new) in sorted(changes.items())]
            is_person = part == "person"
            self._work.facts += (
                [PersonEdited(person_id=record.id, changes=told)] if is_person else AccountEdited.of(record.id, told)
            )
            whose = "" if part == "person" or not self._has_people else "account."
            made.changes |= {f"{whose}{name}": change for name, change in changes.items()}

    def would_place(self, account: Record, parent: Record) -> bool:
        """Whether an account that is there goes under another one: it is under none, or what is there may be replaced."""
        if account.parent_id == parent.id or account is parent:
            return False
        return self._plan.on_match == OnMatch.OVERWRITE or (
            self._plan.on_match == OnMatch.FILL and account.parent_id is None
        )

    def place(self, account: Record, parent: Record, made: Decision) -> None:
        """Put an account under another one, where it may be; one that this row adds stands nowhere yet."""
        if not made.creates(account) and not self.would_place(account, parent):
            return
        if not made.creates(account):
            self._work.facts.append(
                AccountMoved(account_id=account.id, old_parent_id=account.parent_id, new_parent_id=parent.id)
            )
            made.made["parent"] = [account.id, account.parent_id, parent.id]
            made.changes["account.parent"] = [account.parent_id, parent.id]
            self._work.placed[account.id] = account
        account.parent_id, account.is_touched = parent.id, True

    # ---------------------------------------------------------------------------------------------------- fields

    def _fields(self, part: str, record: Record, said: Mapping[str, Any], made: Decision) -> dict[str, list[Any]]:
        """Say what may be said, and return what that changes."""
        if made.creates(record):
            record.fields |= said
            return {}
        changes: dict[str, list[Any]] = {}
        if self._plan.on_match != OnMatch.ADD:
            for name, value in said.items():
                now = record.fields.get(name)
                if now != value and self._may_say(record, name, now, part):
                    changes[name] = [now, value]
                    record.fields[name] = value
                    if part == "account" and name == "kind":
                        made.made["kind"] = [record.id, now, value]
                        self._work.kinds[record.id] = record
                    else:
                        record.said[name] = value
        return changes

    def _may_say(self, record: Record, name: str, now: Any, part: str) -> bool:
        if self._plan.on_match == OnMatch.OVERWRITE:
            return True
        if now not in (None, "") or name in record.cleared:
            return False
        if part == "person" and name in {"given_name", "family_name"} and not record.is_new:
            # A name that was said as a whole is a name; one that only stands in for an address is none.
            return record.fields.get("name") in (
                None,
                "",
                record.fields.get("email"),
                record.fields.get("phone"),
            ) or bool(record.fields.get("given_name") or record.fields.get("family_name"))
        return True

    def _own(self, part: str, record: Record, owner: UUID, made: Decision, changes: dict[str, list[Any]]) -> None:
        if not made.creates(record):
            changes["owner"] = [record.owner_id, owner]
            made.note("owners", [part, record.id, record.owner_id, owner])
            self._work.owned[part][record.id] = record
        record.owner_id = owner

    # ------------------------------------------------------------------------------------------------ identifiers

    def _identifiers(self, part: str, record: Record, pairs: Sequence[Pair], made: Decision) -> None:
        index = self._index[part]
        for pair in pairs:
            if pair in record.identifiers:
                continue
            holder = index.holder(pair)
            if holder is record:
                continue
            if holder is not None or pair in index.shared:
                made.reasons.append(ELSEWHERE.format(value=pair.value))
            elif (
                part == "person"
                and len(record.identifiers) >= (most := self._rules[pair.kind].max_per_person)
                and (len(record.of_kind(pair.kind)) >= most)
            ):
                made.reasons.append(FULL.format(value=pair.value))
            else:
                self._add_identifier(part, record, pair, made)

    def _add_identifier(self, part: str, record: Record, pair: Pair, made: Decision) -> None:
        record.identifiers.add(pair)
        self._index[part].holders[pair] = record
        new = Known(ids.text(), pair, record)
        fresh = self._work.fresh
        (fresh.identifiers if part == "person" else fresh.account_identifiers).append(new)
        if made.creates(record):
            return
        record.is_touched = True
        made.note("identifiers" if part == "person" else "account_identifiers", new.id)
        made.changes.setdefault(f"{part}.identifiers", [None, []])[1].append(pair.value)
        if part == "person":
            self._work.facts.append(
                IdentifierAdded(person_id=record.id, identifier_id=UUID(new.id), kind=pair.kind, value=pair.value)
            )

    # ---------------------------------------------------------------------------------------------------- beside

    def _beside(self, part: str, record: Record, row: Prepared, made: Decision) -> None:
        tags = [
            *row.beside.get(f"{part}.tags", ()),
            *(self._tags if part == "person" or not self._has_people else ()),
        ]
        for tag in tags:
            if tag.lower() not in record.tags:
                record.tags.add(tag.lower())
                self._add("tags", part, record, tag, made)
        note = row.beside.get(f"{part}.note")
        if note and note not in record.notes:
            record.notes.add(note)
            self._add("notes", part, record, note, made)
        if part == "person":
            self._consents(record, row, made)

    def _consents(self, record: Record, row: Prepared, made: Decision) -> None:
        """A consent that was withdrawn is given again only by an import that may overwrite."""
        for key, is_given in row.beside.items():
            if not key.startswith("person.consent."):
                continue
            purpose, channel = key.split(".")[2:]
            held = record.consents.get((purpose, channel))
            if held == is_given or (held is False and self._plan.on_match != OnMatch.OVERWRITE):
                continue
            record.consents[purpose, channel] = is_given
            new = Added(ids.new(), record, (purpose, channel, is_given))
            self._work.fresh.consents.append(new)
            self._tell(made, "consents", "person", new, "given" if is_given else "withdrawn")

    def _add(self, what: str, part: str, record: Record, value: str, made: Decision) -> None:
        new = Added(ids.new(), record, value)
        (self._work.tags if what == "tags" else self._work.fresh.notes)[part].append(new)
        self._tell(made, what, part, new, value)

    def _tell(self, made: Decision, what: str, part: str, new: Added, shown: str) -> None:
        if made.creates(new.record):
            return
        new.record.is_touched = True
        made.note(what, new.id)
        made.changes.setdefault(f"{part}.{what}", [None, []])[1].append(shown[:200])

    # ------------------------------------------------------------------------------------------------ memberships

    def join(self, person: Record, account: Record, said: Mapping[str, Any], made: Decision) -> None:
        """Put the person into the account, or say more of how they are in it. One whose last day is over has ended."""
        ended = bool(said.get("ends_on") and said["ends_on"] < self._now.date().isoformat())
        there = [one for one in person.members if one.account_id == account.id]
        member = next((one for one in there if one.is_live), None)
        if ended:
            member = next((one for one in there if _same_days(one, said)), member)
        made.member = member
        if member is None:
            self._add_member(person, account, said, made, ended=ended)
        elif self._plan.on_match not in {OnMatch.LEAVE, OnMatch.ADD} and (member.is_live or member.is_new):
            self._change_member(person, member, said, made)

    def would_change(self, member: Member, said: Mapping[str, Any]) -> set[str]:
        """The fields of a membership that a row would change."""
        if self._plan.on_match in {OnMatch.LEAVE, OnMatch.ADD}:
            return set()
        return {name for name, _ in self._differences(member, said)}

    def _add_member(
        self, person: Record, account: Record, said: Mapping[str, Any], made: Decision, *, ended: bool
    ) -> None:
        if self._plan.on_match == OnMatch.LEAVE and not made.creates(person):
            return
        member = Member(
            ids.new(), account.id, account.name, {**MEMBERSHIP_DEFAULTS, **said}, is_live=not ended, is_new=True
        )
        person.members.append(member)
        made.member = member
        self._work.fresh.members.append((member, person))
        if not made.creates(person):
            person.is_touched = True
            made.note("members", member.id)
            made.changes["membership"] = [None, account.name]

    def _change_member(self, person: Record, member: Member, said: Mapping[str, Any], made: Decision) -> None:
        changes = dict(self._differences(member, said))
        if not changes:
            return
        for name, (old, new) in changes.items():
            member.fields[name] = new
            member.before.setdefault(name, old)
        person.is_touched = True
        made.changes |= {f"membership.{name}": [old, new] for name, (old, new) in changes.items()}
        if member.is_new:
            return
        self._work.changed_members[member.id] = (member, person)
        made.note("changed_members", [member.id, changes])
        told = [FieldChange(field=name, old=old, new=new) for name, (old, new) in sorted(changes.items())]
        self._work.facts.append(
            MembershipEdited(membership_id=member.id, person_id=person.id, account_id=member.account_id, changes=told)
        )

    def _differences(self, member: Member, said: Mapping[str, Any]) -> Iterator[tuple[str, tuple[Any, Any]]]:
        for name, value in said.items():
            now = member.fields.get(name)
            if now != value and (self._plan.on_match == OnMatch.OVERWRITE or now in (None, "")):
                yield name, (now, value)


def _same_days(member: Member, said: Mapping[str, Any]) -> bool:
    return all(member.fields.get(name) == said.get(name) for name in ("starts_on", "ends_on"))
