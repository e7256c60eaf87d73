"""Whatever people have and in whatever order they were merged: what is left after undoing is as if it had never been."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject

from tests.directory.moments import minutes_later
from tests.makers import SYSTEM, a_colleague, an_account
from twofold.core.refusals import Refusal
from twofold.directory.models import AccountMerge, Membership, Merge
from twofold.directory.verbs import accounts, consents, identifiers, memberships, notes, people, tags

LEDGERS = {"merge", "accountmerge", "link", "apart", "mergerefusal"}
TABLES = [
    f"directory_{name}"
    for name in (
        "person", "account", "membership", "identifier", "accountidentifier", "span", "trait", "accounttrait", "note",
        "tag", "tagging", "consent",
    )
]  # fmt: skip
SETTINGS = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
_numbers = count(1)


def everything() -> dict[str, list[Any]]:
    """Every row of the directory that is no ledger; consents without their ids, for a merge makes some."""
    with connection.cursor() as cursor:
        found = {}
        for table in TABLES:
            cursor.execute(
                f"SELECT (to_jsonb(t) - %s)::text FROM {table} t", ["id" if table.endswith("consent") else ""]
            )
            found[table] = sorted(row for (row,) in cursor)
    return found


def differing(one: dict[str, list[Any]], other: dict[str, list[Any]]) -> list[str]:
    """The rows that are in one of the two only."""
    return [row for table in TABLES for row in sorted(set(one[table]) ^ set(other[table]))]


@contextmanager
def taken_back() -> Iterator[None]:
    """What happens within has not happened."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class World:
    """Some people and accounts, and what chance has given them."""

    def __init__(self, data: DataObject) -> None:
        self.draw = data.draw
        self.accounts = [an_account(name=f"A{n}").id for n in range(3)]
        self.owners = [a_colleague(f"Colleague {n}").person_id for n in range(2)]
        self.people = [self._person(n) for n in range(4)]
        for act in data.draw(st.lists(st.sampled_from(self._acts()), max_size=12)):
            try:
                with transaction.atomic():
                    act(data.draw(st.sampled_from(self.people)))
            except Refusal:
                pass

    def _person(self, number: int) -> UUID:
        fields = {"name": f"P{number}"}
        if self.draw(st.booleans()):
            fields["email"] = f"p{next(_numbers)}@x.example"
        with minutes_later(number - 30):
            return people.add(SYSTEM, fields=fields, source="import").id

    def _acts(self) -> Sequence[Any]:
        return (
            self._identifier,
            self._note,
            self._tag,
            self._untag,
            self._consent,
            self._owner,
            self._job,
            self._job,
            self._end,
        )

    def _identifier(self, person: UUID) -> None:
        kind = self.draw(st.sampled_from(["user_id", "loyalty_card", "anonymous_id", "phone"]))
        value = f"+3519123{next(_numbers):05}" if kind == "phone" else f"v{next(_numbers)}"
        identifiers.add(SYSTEM, person, kind=kind, value=value)

    def _note(self, person: UUID) -> None:
        notes.write(SYSTEM, person_id=person, body="A note.")

    def _tag(self, person: UUID) -> None:
        tags.tag_people(SYSTEM, [person], tag=self.draw(st.sampled_from(["VIP", "Cold"])))

    def _untag(self, person: UUID) -> None:
        tags.untag_people(SYSTEM, [person], tag="VIP")

    def _consent(self, person: UUID) -> None:
        decide = self.draw(st.sampled_from([consents.give, consents.withdraw]))
        with minutes_later(self.draw(st.integers(-20, -1))):
            decide(SYSTEM, person, purpose=self.draw(st.sampled_from(["news", "calls"])), channel="email")

    def _owner(self, person: UUID) -> None:
        people.assign_owner(SYSTEM, [person], owner_id=self.draw(st.sampled_from(self.owners)))

    def _job(self, person: UUID) -> None:
        fields = {
            "title": self.draw(st.sampled_from(["", "Buyer", "Head"])),
            "buying_role": self.draw(st.sampled_from(["", "champion"])),
        }
        memberships.add(SYSTEM, person, self.draw(st.sampled_from(self.accounts)), fields=fields)

    def _end(self, person: UUID) -> None:
        if one := Membership.objects.filter(person=person, ended_at=None).order_by("id").first():
            memberships.end(SYSTEM, one.id)


def merged(pairs: Sequence[tuple[UUID, UUID]], *, without: Sequence[int] = ()) -> dict[int, UUID]:
    """Merge these, each a minute after the other, and return the merges by their place; the impossible are passed over."""
    made = {}
    for place, (winner, loser) in enumerate(pairs):
        if place in without or Merge.objects.filter(winner=winner, loser=loser, undone_at=None).exists():
            continue
        try:
            with minutes_later(place + 1), transaction.atomic():
                people.merge(SYSTEM, winner, loser)
        except Refusal:
            continue
        if merge := Merge.objects.filter(winner=winner, loser=loser, undone_at=None).first():
            made[place] = merge.id  # there is none where the loser was the winner already, by way of somebody else
    return made


def some_merges(data: DataObject, world: Sequence[UUID]) -> list[tuple[UUID, UUID]]:
    one = st.sampled_from(world)
    return data.draw(st.lists(st.tuples(one, one).filter(lambda pair: pair[0] != pair[1]), min_size=1, max_size=4))


class TestMergingAndUndoing:
    @given(st.data())
    @SETTINGS
    def test_leaves_everything_as_it_was_in_whatever_order_it_is_undone(self, data: DataObject) -> None:
        with taken_back():
            world = World(data)
            before = everything()
            made = merged(some_merges(data, world.people))

            for merge_id in data.draw(st.permutations(list(made.values()))):
                with minutes_later(60):
                    people.unmerge(SYSTEM, merge_id)

            assert differing(everything(), before) == []

    @given(st.data())
    @SETTINGS
    def test_in_reverse_order_goes_back_step_by_step(self, data: DataObject) -> None:
        with taken_back():
            world = World(data)
            steps = []
            for pair in some_merges(data, world.people):
                before = everything()
                steps += [(merge_id, before) for merge_id in merged([pair]).values()]

            for merge_id, before in reversed(steps):
                people.unmerge(SYSTEM, merge_id)
                assert differing(everything(), before) == []

    @given(st.data())
    @SETTINGS
    def test_of_one_below_others_is_as_if_only_the_others_had_been_made(self, data: DataObject) -> None:
        with taken_back():
            world = World(data)
            pairs = some_merges(data, world.people)
            with taken_back():
                made = merged(pairs)
                gone = data.draw(st.sampled_from(sorted(made))) if made else None
                if gone is not None:
                    with minutes_later(60):
                        people.unmerge(SYSTEM, made[gone])
                left = everything()
            if gone is not None:
                without = [place for place in range(len(pairs)) if place not in made or place == gone]
                with minutes_later(0):
                    merged(pairs, without=without)
                assert differing(everything(), left) == []


class TestMergingAccountsAndUndoing:
    @given(st.data())
    @SETTINGS
    def test_leaves_everything_as_it_was_in_whatever_order_it_is_undone(self, data: DataObject) -> None:
        with taken_back():
            forest = self._forest(data)
            before = everything()
            made = []
            for minute, (winner, loser) in enumerate(some_merges(data, forest)):
                try:
                    with minutes_later(minute + 1), transaction.atomic():
                        accounts.merge(SYSTEM, winner, loser)
                except Refusal:
                    continue
                made.append(AccountMerge.objects.get(winner=winner, loser=loser, undone_at=None).id)
            self._hang_together(forest)

            for merge_id in data.draw(st.permutations(made)):
                with minutes_later(60):
                    accounts.unmerge(SYSTEM, merge_id)
                self._hang_together(forest)

            assert differing(everything(), before) == []

    def _forest(self, data: DataObject) -> list[UUID]:
        """Accounts below each other, with people and names."""
        world = World(data)
        forest = [*world.accounts, *(an_account(name=f"B{n}").id for n in range(2))]
        for child in forest:
            try:
                with transaction.atomic():
                    accounts.move(SYSTEM, child, parent_id=data.draw(st.sampled_from([None, *forest])))
            except Refusal:
                continue
        for account in forest[:3]:
            accounts.add_identifier(SYSTEM, account, kind="external_id", value=f"e{next(_numbers)}")
            tags.tag_accounts(SYSTEM, [account], tag=data.draw(st.sampled_from(["VIP", "Cold"])))
        return forest

    def _hang_together(self, forest: Sequence[UUID]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                """WITH RECURSIVE up (id, at) AS (
                       SELECT id, parent_id FROM directory_account WHERE id = ANY(%s)
                       UNION ALL SELECT up.id, a.parent_id FROM up JOIN directory_account a ON a.id = up.at)
                   CYCLE at SET is_ring USING path
                   SELECT count(*) FILTER (WHERE is_ring),
                          (SELECT count(*) FROM directory_account c JOIN directory_account p ON p.id = c.parent_id
                           WHERE c.merged_into_id IS NULL AND p.merged_into_id IS NOT NULL) FROM up""",
                [list(forest)],
            )
            assert cursor.fetchone() == (0, 0)
