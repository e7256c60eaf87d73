"""Taking an import back, from its last row to its first: what it said and made goes, what others did since stays.

People and accounts that it created are removed for good when nothing else came to them, else they stay without what the
import said of them (docs/decisions/0011-imports.md).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from twofold.core.actor import Actor
from twofold.core.copying import copying
from twofold.core.facts import record_many
from twofold.core.operations import Doing
from twofold.directory import bulk
from twofold.directory.importing import erasing, placing
from twofold.directory.importing.facts import AccountErased, ImportTakenBack, PersonErased
from twofold.directory.merging import hold_graph, undo_merges
from twofold.directory.models import ImportRow, Merge
from twofold.directory.profiles import refold_accounts, refold_people

PIECE = 5_000
IN_NO_HURRY = "SET LOCAL synchronous_commit = off"
TOUCHED = ("created", "updated", "merged", "unchanged")
DELETED = {
    "tags": "DELETE FROM directory_tagging WHERE id = ANY(%(ids)s)",
    "notes": "DELETE FROM directory_note WHERE id = ANY(%(ids)s) AND edited_at IS NULL",
    "consents": "DELETE FROM directory_consent WHERE id = ANY(%(ids)s)",
}
PEOPLE_SILENCED = "DELETE FROM directory_trait WHERE person_id = ANY(%(ids)s) AND source = ANY(%(sources)s)"
# An account that it created keeps its name where nobody else says one, for whoever is in it since: no account is without.
ACCOUNTS_SILENCED = """
WITH named AS (
    UPDATE directory_accounttrait t SET said = jsonb_build_object('name', t.said->'name')
    FROM directory_account a
    WHERE t.account_id = ANY(%(ids)s) AND t.source = ANY(%(sources)s) AND t.said ? 'name'
      AND a.id = t.account_id
      AND a.created_at >= (SELECT created_at FROM core_operation WHERE id = %(operation)s)
      AND NOT EXISTS (SELECT FROM directory_accounttrait o
                      WHERE o.account_id = a.id AND o.source <> ALL(%(sources)s) AND o.said ? 'name')
      AND NOT EXISTS (SELECT FROM directory_accountidentifier i JOIN directory_accounttrait o ON o.identifier_id = i.id
                      WHERE i.account_id = a.id AND o.said ? 'name')
    RETURNING t.id)
DELETE FROM directory_accounttrait
WHERE account_id = ANY(%(ids)s) AND source = ANY(%(sources)s) AND id NOT IN (SELECT id FROM named)
"""
GIVEN_BACK = """
UPDATE {table} r SET {column} = v.old FROM unnest(%(ids)s::uuid[], %(olds)s::{kind}[], %(news)s::{kind}[]) AS v (id, old, new)
WHERE r.id = v.id AND r.{column} IS NOT DISTINCT FROM v.new
"""
MEMBER_COLUMNS = {
    "title": "text", "department": "text", "buying_role": "text", "standing": "text", "starts_on": "date", "ends_on": "date",
}  # fmt: skip
MEMBER_FIELD_BACK = """
UPDATE directory_membership r
SET attributes = CASE WHEN v.old = 'null' THEN r.attributes - v.name ELSE jsonb_set(r.attributes, ARRAY[v.name], v.old) END
FROM unnest(%(ids)s::uuid[], %(names)s::text[], %(olds)s::jsonb[], %(news)s::jsonb[]) AS v (id, name, old, new)
WHERE r.id = v.id AND r.attributes->v.name = v.new
"""


@dataclass(slots=True)
class Page:
    """What some rows made, put together."""

    numbers: list[int] = field(default_factory=list)
    people: set[UUID] = field(default_factory=set)
    accounts: set[UUID] = field(default_factory=set)
    created: list[UUID] = field(default_factory=list)
    created_accounts: list[UUID] = field(default_factory=list)
    merged: list[int] = field(default_factory=list)
    made: list[Mapping[str, Any]] = field(default_factory=list)

    def all_of(self, what: str) -> list[Any]:
        """Every row of a sort that was made, or every change."""
        return [row for made in self.made for row in made.get(what, ())]

    def pairs_of(self, what: str) -> list[Any]:
        """Changes of which a row makes but one."""
        return [made[what] for made in self.made if what in made]


def take_back(actor: Actor, doing: Doing) -> Doing:
    """Take back the rows before those taken back last."""
    bulk.run(IN_NO_HURRY, fetch=False)
    hold_graph()
    operation = doing.undoes
    if operation is None:
        msg = "an undoing undoes something"
        raise LookupError(msg)
    rows = ImportRow.objects.filter(operation=operation, outcome__in=TOUCHED).order_by("-number")
    if doing.position:
        rows = rows.filter(number__lt=doing.position["before"])
    page = _page(rows[:PIECE])
    if not page.numbers:
        return doing.on(is_over=True, total=doing.done)
    removed = _undo(actor, operation, page)
    return doing.on(
        len(page.numbers),
        position={"before": page.numbers[-1]},
        counts={"removed": removed, "restored": len(page.numbers) - removed},
    )


def _page(rows: Iterable[ImportRow]) -> Page:
    page = Page()
    for row in rows:
        made = row.made or {}
        page.numbers.append(row.number)
        page.made.append(made)
        if row.person_id:
            page.people.add(row.person_id)
        if row.account_id:
            page.accounts.add(row.account_id)
        if row.outcome == ImportRow.Outcome.MERGED:
            page.merged.append(row.number)
        page.created += [UUID(one) for one in made.get("created", ()) if UUID(one) == row.person_id]
        if "created_account" in made:
            page.created_accounts.append(UUID(made["created_account"]))
    return page


def _undo(actor: Actor, operation_id: UUID, page: Page) -> int:
    """All of the page, in a number of statements that does not grow with it; how many records were removed for good."""
    source = f"import:{operation_id}"
    separated = _unmerge(actor, source, page)
    for what, statement in DELETED.items():
        if ids := page.all_of(what):
            bulk.change(statement, {"ids": bulk.ids(map(UUID, ids))})
    erasing.forget_memberships(list(map(UUID, page.all_of("members"))))
    _give_back(page)
    people, accounts = page.people | separated, page.accounts
    asked = {"sources": [source, f"console:{source}"], "operation": operation_id}
    bulk.change(PEOPLE_SILENCED, asked | {"ids": bulk.ids(people)})
    bulk.change(ACCOUNTS_SILENCED, asked | {"ids": bulk.ids(accounts)})
    erasing.forget_identifiers(list(map(UUID, page.all_of("identifiers"))), source)
    erasing.forget_account_identifiers(list(map(UUID, page.all_of("account_identifiers"))))
    gone = erasing.erase_people(page.created, source)
    erasing.strip_people(set(page.created) - gone.keys(), source)
    gone_accounts = erasing.erase_accounts(page.created_accounts, source)
    refold_people(people - gone.keys())
    refold_accounts(accounts - gone_accounts.keys())
    with copying() as tables:
        record_many(tables, _facts(operation_id, page, gone, gone_accounts), by=actor)
    return len(gone) or len(gone_accounts)


def _facts(
    operation_id: UUID, page: Page, gone: Mapping[UUID, str], gone_accounts: Mapping[UUID, str]
) -> Iterator[Any]:
    for person, name in gone.items():
        yield PersonErased(person_id=person, name=name)
    for account, name in gone_accounts.items():
        yield AccountErased(account_id=account, name=name)
    for person in page.people - gone.keys():
        yield ImportTakenBack(person_id=person, account_id=None, operation_id=operation_id)
    for account in page.accounts - gone_accounts.keys():
        yield ImportTakenBack(person_id=None, account_id=account, operation_id=operation_id)


def _unmerge(actor: Actor, source: str, page: Page) -> set[UUID]:
    """Merges go first: everything is then back with whom it was."""
    if not page.merged:
        return set()
    merges = Merge.objects.filter(event_id__in=[f"{source}:{number}" for number in page.merged], undone_at=None)
    ids = list(merges.values_list("id", flat=True))
    return {one.loser_id for one in undo_merges(actor, ids, apart=False)}


def _give_back(page: Page) -> None:
    """What was replaced comes back where it is still as the import left it."""
    for part in ("person", "account"):
        changes = [change[1:] for change in page.all_of("owners") if change[0] == part]
        _put_back(f"directory_{part}", "owner_id", "uuid", changes)
    _put_back("directory_account", "parent_id", "uuid", page.pairs_of("parent"))
    placing.open_rings([account for account, *_ in page.pairs_of("parent")])  # they may have been moved since
    _put_back("directory_account", "kind", "text", page.pairs_of("kind"))
    members = [(member, name, old, new) for member, changes in page.all_of("changed_members")
               for name, (old, new) in changes.items()]  # fmt: skip
    for column, kind in MEMBER_COLUMNS.items():
        _put_back(
            "directory_membership", column, kind, [(one, old, new) for one, name, old, new in members if name == column]
        )
    own = [change for change in members if change[1] not in MEMBER_COLUMNS]
    if own:
        bulk.change(
            MEMBER_FIELD_BACK,
            {
                "ids": [one for one, *_ in own],
                "names": [name for _, name, *_ in own],
                "olds": [bulk.as_json(old) for *_, old, _ in own],
                "news": [bulk.as_json(new) for *_, new in own],
            },
        )


def _put_back(table: str, column: str, kind: str, changes: Sequence[Sequence[Any]]) -> None:
    """In several rounds where rows of the page changed the same record, the last change first."""
    waiting = list(changes)
    while waiting:
        turn: dict[Any, Sequence[Any]] = {}
        for change in waiting:
            turn.setdefault(change[0], change)
        waiting = [change for change in waiting if turn[change[0]] is not change]
        ids, olds, news = zip(*turn.values(), strict=True)
        bulk.change(
            GIVEN_BACK.format(table=table, column=column, kind=kind),
            {"ids": list(ids), "olds": list(olds), "news": list(news)},
        )
