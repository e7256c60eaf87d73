"""Asking, for many rows at once, whom they may be about: a number of statements that does not grow with the rows."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any
from uuid import UUID

from twofold.directory import bulk
from twofold.directory.guards import ENDING, objections
from twofold.directory.identities import Pair
from twofold.directory.importing.known import Index, Member, Record, name_key
from twofold.directory.importing.plan import ImportPlan
from twofold.directory.importing.prepared import Prepared
from twofold.directory.traits import ACCOUNT_COLUMNS, PERSON_COLUMNS

# The values of one kind at once: Postgres sorts them and walks along the index, in half the time of a join.
HOLDERS = """
SELECT kind, value, person_id, is_shared FROM directory_identifier
WHERE kind = %s AND value = ANY(ARRAY(SELECT json_array_elements_text(%s::json)))
"""
ACCOUNT_HOLDERS = """
SELECT kind, value, account_id, false FROM directory_accountidentifier
WHERE kind = %s AND value = ANY(ARRAY(SELECT json_array_elements_text(%s::json)))
"""
CALLED = """
SELECT id FROM {table} WHERE sort_name = ANY(%(names)s) AND deleted_at IS NULL AND merged_into_id IS NULL {known}
"""
MARKED = """
SELECT r.id FROM unnest(%(marks)s::jsonb[]) AS asked (mark)
JOIN {table} r ON r.attributes @> asked.mark AND NOT r.attributes = '{{}}'
WHERE r.deleted_at IS NULL AND r.merged_into_id IS NULL
"""
PEOPLE = f"""
SELECT id, created_at, deleted_at IS NOT NULL, is_staff, owner_id, NULL, NULL, attributes, {", ".join(PERSON_COLUMNS)}
FROM directory_person WHERE id = ANY(%(ids)s) AND merged_into_id IS NULL ORDER BY created_at, id
"""  # noqa: S608 - our own names
ACCOUNTS = f"""
SELECT id, created_at, deleted_at IS NOT NULL, false, owner_id, parent_id, kind, attributes, {", ".join(ACCOUNT_COLUMNS)}
FROM directory_account WHERE id = ANY(%(ids)s) AND merged_into_id IS NULL ORDER BY created_at, id
"""  # noqa: S608
IDENTIFIERS = """
SELECT i.person_id, i.kind, i.value FROM directory_identifier i JOIN directory_identifierkind k ON k.key = i.kind
WHERE i.person_id = ANY(%(ids)s) AND k.makes_known
"""
ACCOUNT_IDENTIFIERS = """
SELECT account_id, kind, value FROM directory_accountidentifier WHERE account_id = ANY(%(ids)s)
"""
CLEARED = """
SELECT t.{record}_id, array_agg(w.key) FROM directory_{table} t, jsonb_each(t.said) AS w
WHERE t.{record}_id = ANY(%(ids)s) AND t.identifier_id IS NULL AND w.value->0 = 'null'
  AND split_part(t.source, ':', 1) IN ('console', 'portal', 'api')
GROUP BY t.{record}_id
"""
TAGS = """
SELECT t.{record}_id, array_agg(lower(w.name)) FROM directory_tagging t JOIN directory_tag w ON w.id = t.tag_id
WHERE t.{record}_id = ANY(%(ids)s) GROUP BY t.{record}_id
"""
NOTES = """
SELECT {record}_id, array_agg(body) FROM directory_note WHERE {record}_id = ANY(%(ids)s) AND deleted_at IS NULL GROUP BY {record}_id
"""
CONSENTS = """
SELECT DISTINCT ON (person_id, purpose, channel) person_id, purpose, channel, state = 'given'
FROM directory_consent WHERE person_id = ANY(%(ids)s) ORDER BY person_id, purpose, channel, decided_at DESC, id DESC
"""
MEMBERS = """
SELECT m.person_id, m.id, m.account_id, a.name, m.ended_at IS NULL, m.is_primary, m.title, m.department, m.buying_role, m.standing,
       m.starts_on::text, m.ends_on::text, m.attributes
FROM directory_membership m JOIN directory_account a ON a.id = m.account_id
WHERE m.person_id = ANY(%(ids)s) ORDER BY m.created_at, m.id
"""
STRANGERS = """
SELECT person_a_id, person_b_id FROM directory_apart WHERE person_a_id = ANY(%(ids)s) OR person_b_id = ANY(%(ids)s)
"""
OWNERS = """
SELECT lower(email), id FROM directory_person WHERE is_staff AND deleted_at IS NULL AND merged_into_id IS NULL AND email <> ''
"""
MAY_END = frozenset(f"membership.{field}" for field in ENDING)
Question = tuple[str, Sequence[Any]]
Held = tuple[Any, ...]  # a kind, a value, whose it is, whether it is shared
Pause = Callable[[], AbstractContextManager[None]]
MEMBER_FIELDS = ("title", "department", "buying_role", "standing", "starts_on", "ends_on")


def index_of(part: str, plan: ImportPlan, *, by_name: bool = False) -> Index:
    """An empty index of people or accounts that answers what the plan's keys ask, and names if it must."""
    ways = plan.person_keys if part == "person" else plan.account_keys
    asked = {key.partition(".")[2] for way in ways for key in way if key.startswith(f"{part}.")}
    custom = {one.partition(".")[2] for one in asked if one.startswith("custom.")}
    named = {"name"} if by_name or asked & {"name", "given_name"} else set()
    return Index(frozenset(custom | named))


def learn_people(
    index: Index, plan: ImportPlan, rows: Sequence[Prepared], held: Iterable[Held], *, paused: Pause = nullcontext
) -> None:
    """Let the index know whomever the rows may be about: by what they are `held` to be known by, names and fields."""
    holders = _by_pair(held)
    keys = [key for row in rows for key in index.keys_of(_name_in(row.person), row.person)]
    found = {one for one, _ in holders.values()} - index.records.keys()
    if found or keys:
        with paused():
            found |= _found_by(keys, "directory_person", "AND known_at IS NOT NULL") - index.records.keys()
            _learn_found(index, plan, found)
    _hold(index, holders)


def _learn_found(index: Index, plan: ImportPlan, found: set[UUID]) -> None:
    """People whom the index does not know yet, with what stands beside them."""
    for row in _by_ids(PEOPLE, found):
        index.add(_record(row, PERSON_COLUMNS))
    fresh = {"ids": list(found & index.records.keys())}
    if not fresh["ids"]:
        return
    for person, kind, value in bulk.ask(IDENTIFIERS, fresh):
        index.records[person].identifiers.add(Pair(kind, value))
    _learn_beside(index, "person", "trait", plan, fresh)
    _learn_memberships(index, plan, fresh)
    if plan.merges:
        for one, other in bulk.ask(STRANGERS, fresh):
            for a, b in ((one, other), (other, one)):
                if a in index.records:
                    index.records[a].strangers |= {b}


def learn_accounts(
    index: Index,
    plan: ImportPlan,
    rows: Sequence[Prepared],
    held: Iterable[Held],
    *,
    parents: Collection[str],
    paused: Pause = nullcontext,
) -> None:
    """The same for accounts, and those that are named as what others are part of."""
    holders = _by_pair(held)
    keys = [key for row in rows for key in index.keys_of(row.account.get("name") or "", row.account)]
    keys += [f"name={name_key(text)}" for text in parents]
    found = {one for one, _ in holders.values()} - index.records.keys()
    if found or keys:
        with paused():
            found |= _found_by(keys, "directory_account", "") - index.records.keys()
            for row in _by_ids(ACCOUNTS, found):
                index.add(_record(row, ACCOUNT_COLUMNS))
            fresh = {"ids": list(found & index.records.keys())}
            if fresh["ids"]:
                for account, kind, value in bulk.ask(ACCOUNT_IDENTIFIERS, fresh):
                    index.records[account].identifiers.add(Pair(kind, value))
                _learn_beside(index, "account", "accounttrait", plan, fresh)
    _hold(index, holders)


def holders_of_people(pairs: Collection[Pair]) -> Question | None:
    """Who is known by these; nothing to ask where there are none."""
    return _holders(HOLDERS, pairs)


def holders_of_accounts(pairs: Collection[Pair], parents: Collection[str]) -> Question | None:
    """The same for accounts, and for those that are named as what others are part of."""
    named = {Pair(kind, text) for text in parents for kind in ("domain", "external_id", "group_id", "company_number")}
    return _holders(ACCOUNT_HOLDERS, named.union(pairs))


def owners() -> dict[str, UUID]:
    """Members of staff, by their addresses."""
    return dict(bulk.run(OWNERS))


def _name_in(person: Mapping[str, Any]) -> str:
    return " ".join(filter(None, (person.get("given_name"), person.get("family_name"))))


def _holders(statement: str, pairs: Iterable[Pair]) -> Question | None:
    asked: dict[str, list[str]] = {}
    for kind, value in pairs:
        asked.setdefault(kind, []).append(value)
    if not asked:
        return None
    # As JSON, for an array would be quoted element by element.
    parameters = [one for kind, values in asked.items() for one in (kind, bulk.as_plain_json(values))]
    return " UNION ALL ".join([statement] * len(asked)), parameters


def _by_pair(held: Iterable[Held]) -> dict[Pair, tuple[UUID, bool]]:
    return {Pair(kind, value): (record, is_shared) for kind, value, record, is_shared in held}


def _found_by(keys: Iterable[str], table: str, known: str) -> set[UUID]:
    """Those of these names, and those with these fields."""
    names, marks = set(), set()
    for key in keys:
        name, _, value = key.partition("=")
        if name == "name":
            names.add(value)
        else:
            marks.add(f'{{"{name}":{value}}}')
    found: set[UUID] = set()
    if names:
        found |= {row for (row,) in bulk.ask(CALLED.format(table=table, known=known), {"names": list(names)})}
    if marks:
        found |= {row for (row,) in bulk.ask(MARKED.format(table=table), {"marks": list(marks)})}
    return found


def _by_ids(statement: str, ids: Collection[UUID]) -> list[tuple[Any, ...]]:
    return bulk.ask(statement, {"ids": list(ids)}) if ids else []


def _record(row: tuple[Any, ...], columns: Iterable[str]) -> Record:
    one, created_at, is_removed, is_staff, owner, parent, kind, attributes, *values = row
    fields = {name: value for name, value in zip(columns, values, strict=True) if value not in (None, "")}
    if kind:
        fields["kind"] = kind
    fields |= json.loads(attributes)
    return Record(
        one, created_at, fields=fields, is_staff=is_staff, is_removed=is_removed, owner_id=owner, parent_id=parent
    )


def _hold(index: Index, holders: Mapping[Pair, tuple[UUID, bool]]) -> None:
    """Let identifiers lead to their records, but for those that rows have given to somebody since."""
    for pair, (holder, is_shared) in holders.items():
        if is_shared:
            index.shared.add(pair)
        elif holder in index.records:
            index.holders.setdefault(pair, index.records[holder])


def _learn_beside(index: Index, record: str, traits: str, plan: ImportPlan, asked: Mapping[str, Any]) -> None:
    """What staff cleared, and tags and notes where the file has some."""
    for one, names in bulk.ask(CLEARED.format(record=record, table=traits), asked):
        index.records[one].cleared = frozenset(names)
    if plan.tags or f"{record}.tags" in plan.targets:
        for one, tags in bulk.ask(TAGS.format(record=record), asked):
            index.records[one].tags |= set(tags)
    if f"{record}.note" in plan.targets:
        for one, notes in bulk.ask(NOTES.format(record=record), asked):
            index.records[one].notes |= set(notes)


def _learn_memberships(index: Index, plan: ImportPlan, asked: Mapping[str, Any]) -> None:
    """Consents where the file has some, memberships where it has accounts."""
    if any(".consent." in target for target in plan.targets):
        for person, purpose, channel, is_given in bulk.ask(CONSENTS, asked):
            index.records[person].consents[purpose, channel] = is_given
    living: dict[UUID, Member] = {}
    may_end = bool(plan.targets & MAY_END)
    if plan.has_accounts:
        for person, one, account, name, is_live, is_primary, *values, attributes in bulk.ask(MEMBERS, asked):
            fields = dict(zip(MEMBER_FIELDS, values, strict=True)) | json.loads(attributes)
            member = Member(one, account, name, fields, is_live, is_primary=is_primary)
            index.records[person].members.append(member)
            if is_live and may_end:
                living[one] = member
    for one, refusal in objections(living.keys(), any_of_them=True).items():
        living[one].objection = refusal.message
