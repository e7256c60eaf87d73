"""What merges of people and of accounts have in common: in which order they are done, and how one is taken out again.

A merge that others were built upon is taken out from below them: those are taken back first and done again afterwards, as of
the time at which they were done. So merges can be undone in any order, and what is left is as if they had never been.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from twofold.core import unit
from twofold.directory import bulk
from twofold.directory.models import Account, AccountMerge, Merge, Person

THE_GRAPH = 0x7F01D_1D  # any number that nobody else takes as an advisory lock

# Every statement goes over all pairs (loser, winner) at once; `at` bounds what was known when an old merge is done again.
PAIRS = """WITH m (loser, winner, at) AS (
    SELECT * FROM unnest(%(losers)s::uuid[], %(winners)s::uuid[], %(moments)s::timestamptz[]))"""
# The merges asked for, and all that were made later upon their winners.
STACK = """
WITH RECURSIVE stack (id, winner_id, merged_at) AS (
    SELECT id, winner_id, merged_at FROM directory_merge WHERE id = ANY(%(ids)s) AND undone_at IS NULL
    UNION
    SELECT x.id, x.winner_id, x.merged_at
    FROM stack JOIN directory_merge x ON x.winner_id = stack.winner_id OR x.loser_id = stack.winner_id
    WHERE x.merged_at >= stack.merged_at AND x.undone_at IS NULL)
SELECT id FROM stack
"""
HOME = """
UPDATE {table} r SET {column} = b.loser FROM unnest(%(rows)s::uuid[], %(losers)s::uuid[], %(winners)s::uuid[]) b (id, loser, winner)
WHERE r.id = b.id AND r.{column} = b.winner
"""
# Of each kind of row the ones that stayed with a loser because the winner had the same; `what` it is that they have.
STAYED = "SELECT id, {what} FROM {table} WHERE {column} = ANY(%(losers)s)"
FREED = "SELECT {what} FROM {table} WHERE id = ANY(%(rows)s)"

Moved = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Keep:
    """What a merge that is done again leaves alone: rows that stayed where they were, and what was changed by hand since."""

    rows: list[UUID] = field(default_factory=list)
    touched: list[UUID] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Sort:
    """People or accounts: which rows come home as they are (`homes`: table and column), and the statements that move them.

    `join` moves the rows of one round; `part` brings home what is not in `homes`, of merges no two of which depend on each
    other, and returns what somebody has changed since. `same` are the rows of which a record has one of a kind (table,
    column, and of what). `scalars` are the columns of the winner that take in the loser's, with their types. `stack` finds the
    merges that stand upon others; `one_at_a_time` they are made and undone strictly in order.
    """

    merges: type[Merge] | type[AccountMerge]
    records: type[Person] | type[Account]
    traits: str
    homes: Mapping[str, tuple[str, str]]
    same: Mapping[str, tuple[str, str, str]]
    scalars: Mapping[str, str]
    join: Callable[[Mapping[str, Any]], tuple[Mapping[UUID, Moved], Mapping[UUID, tuple[Moved, Moved]]]]
    part: Callable[[Sequence[Any]], list[UUID]]
    refold: Callable[[Collection[UUID]], None]
    stack: str = STACK
    one_at_a_time: bool = False

    @property
    def table(self) -> str:
        """The table of the records."""
        return self.records._meta.db_table


def hold_graph() -> None:
    """Let nobody else change who is who until this transaction ends."""
    bulk.run("SELECT pg_advisory_xact_lock(%s)", [THE_GRAPH])


def lock(sort: Sort, records: Iterable[UUID]) -> set[UUID]:
    """Lock these records, in one order; the ones that live."""
    rows: Any = sort.records.objects.select_for_update().filter(id__in=set(records)).order_by("id")
    return {record for record, merged_into in rows.values_list("id", "merged_into_id") if merged_into is None}


def rounds(sort: Sort, merges: Iterable[Merge | AccountMerge], *, one_by_one: bool = False) -> list[list[Any]]:
    """Merges in their order, as few rounds as can be: in one nobody is loser and winner, and later ones stand on earlier ones.

    `one_by_one` somebody who takes in several takes them in one after the other.
    """
    if sort.one_at_a_time:
        return [[one] for one in merges]
    turns: dict[UUID, int] = {}
    held: list[list[Any]] = []
    for one in merges:
        turn = max(turns.get(one.loser_id, 0), turns.get(one.winner_id, 0) - (0 if one_by_one else 1))
        held += [[] for _ in range(turn + 1 - len(held))]
        held[turn].append(one)
        turns[one.winner_id] = turn + 1
    return held


def do(sort: Sort, merges: Sequence[Any], keep: Keep = Keep(), *, again: bool = False) -> None:
    """Move the rows, and note in each merge what it moved. Done `again`, losers are first what they were by then."""
    for turn in rounds(sort, merges, one_by_one=again):
        if again:
            sort.refold({one.loser_id for one in turn})
        pairs = {
            "losers": [one.loser_id for one in turn],
            "winners": [one.winner_id for one in turn],
            "moments": [one.merged_at if again else None for one in turn],
            "kept": keep.rows,
            "touched": keep.touched,
            "now": unit.now(),
        }
        moved, became = sort.join(pairs)
        for one in turn:
            before, after = became[one.winner_id]
            chosen = one.moved.get("chosen", {})
            if chosen:
                sort.records.objects.filter(id=one.winner_id).update(**chosen)
            one.moved = {
                **moved.get(one.loser_id, {}),
                "before": before,
                "after": {**after, **chosen},
                "chosen": chosen,
            }


def collect(rows: Iterable[tuple[UUID, Any]], what: str, moved: dict[UUID, Moved]) -> None:
    """Note rows that moved, by their loser."""
    for loser, row in rows:
        moved.setdefault(loser, {}).setdefault(what, []).append(row if isinstance(row, dict) else str(row))


def undo(sort: Sort, merge_ids: Collection[UUID]) -> list[Any]:
    """Take these merges back, and leave those built upon them standing. Returns the ones that were not undone before."""
    hold_graph()
    stack = [one for (one,) in bulk.ask(sort.stack, {"ids": list(merge_ids)})]
    table: Any = sort.merges.objects
    merges = list(table.filter(id__in=stack).order_by("merged_at", "id"))
    asked = set(merge_ids)
    undone, standing = [one for one in merges if one.id in asked], [one for one in merges if one.id not in asked]
    if not undone:
        return []
    lock(sort, {record for one in merges for record in (one.winner_id, one.loser_id)})
    kept = _stayed(sort, standing, undone)
    touched = _restore_winners(sort, merges)
    for turn in reversed(rounds(sort, merges)):
        touched += part(sort, turn)
    do(sort, standing, Keep(kept, touched), again=True)
    for one in undone:
        one.undone_at = unit.now()
    table.bulk_update(merges, ["moved", "undone_at"], batch_size=1_000)
    _unsay(sort, undone)
    sort.refold(lock(sort, {record for one in merges for record in (one.winner_id, one.loser_id)}))
    return undone


def chosen_by(merge: Merge | AccountMerge) -> str:
    """The source of the words that were chosen when the two were merged: staff's own, and gone when the merge is."""
    return f"console:merge:{merge.id}"


def _unsay(sort: Sort, merges: Sequence[Any]) -> None:
    column = sort.same["taggings"][1]
    asked = {"winners": [one.winner_id for one in merges], "sources": [chosen_by(one) for one in merges]}
    bulk.change(
        f"DELETE FROM {sort.traits} WHERE {column} = ANY(%(winners)s) AND source = ANY(%(sources)s)",  # noqa: S608 - our own names
        asked,
    )


def part(sort: Sort, merges: Sequence[Any]) -> list[UUID]:
    """Bring the rows of these merges home, and the losers back to life. Returns what somebody has changed since."""
    for what, (table, column) in sort.homes.items():
        rows = [(UUID(row), one.loser_id, one.winner_id) for one in merges for row in one.moved.get(what, ())]
        if rows:
            names = ("rows", "losers", "winners")
            columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
            bulk.change(HOME.format(table=table, column=column), columns)
    sort.records.objects.filter(id__in=[one.loser_id for one in merges]).update(merged_into=None)
    return sort.part(merges)


def _stayed(sort: Sort, standing: Sequence[Any], undone: Sequence[Any]) -> list[UUID]:
    """Rows that stayed with the losers of merges that stand, and shall: the winner's like them does not go away now."""
    kept: list[UUID] = []
    for kind, (table, column, what) in sort.same.items():
        moved = [UUID(row) for one in undone for row in one.moved.get(kind, ())]
        freed = {one for (one,) in bulk.ask(FREED.format(table=table, what=what), {"rows": moved})}
        stayed = bulk.ask(
            STAYED.format(table=table, what=what, column=column), {"losers": [one.loser_id for one in standing]}
        )
        kept += [row for row, same in stayed if same not in freed]
    return kept


def _restore_winners(sort: Sort, merges: Sequence[Any]) -> list[UUID]:
    """Give the winners the columns that they had before the first of these merges, where nothing else has changed them since.

    Returns the winners whom somebody has given to another owner since.
    """
    spans: dict[UUID, list[Any]] = defaultdict(list)
    for one in merges:
        spans[one.winner_id].append(one.moved)
    ends = [(winner, some[0].get("before"), some[-1].get("after")) for winner, some in spans.items()]
    known = [(winner, bulk.as_json(before), bulk.as_json(after)) for winner, before, after in ends if before and after]
    if not known:
        return []
    now_or_then = ", ".join(
        f"{name} = CASE WHEN r.{name} IS NOT DISTINCT FROM (v.after ->> '{name}')::{kind}"
        f" THEN (v.before ->> '{name}')::{kind} ELSE r.{name} END"
        for name, kind in sort.scalars.items()
    )
    source, parameters = bulk.rows({"id": "uuid", "before": "jsonb", "after": "jsonb"}, known)
    given = bulk.run(
        f"""UPDATE {sort.table} r SET {now_or_then} FROM {source} JOIN {sort.table} o ON o.id = v.id WHERE r.id = v.id
            RETURNING r.id, o.owner_id IS DISTINCT FROM (v.after ->> 'owner_id')::uuid""",  # noqa: S608 - our own names
        parameters,
    )
    return [winner for winner, is_changed in given if is_changed]


def as_moved(rows: Iterable[tuple[UUID, str, str]]) -> dict[UUID, tuple[Moved, Moved]]:
    """What a statement says of winners: their columns before and after."""
    return {winner: (json.loads(before), json.loads(after)) for winner, before, after in rows}
