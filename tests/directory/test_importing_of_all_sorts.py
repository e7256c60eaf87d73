"""Whatever is in a file, and however it is cut into pieces: the same comes of it, a second time nothing, and undone all is as before."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.directory.importing import bring_in, outcomes, plan_of, the_directory, undo
from tests.directory.moments import pieces_after_one_another
from tests.makers import a_membership, a_person, an_account
from twofold.core.models import Operation
from twofold.directory.importing import feeding
from twofold.directory.importing.plan import ImportPlan, OnMatch
from twofold.directory.models import Person

HEADER = "First,Last,Mail,Second mail,Phone,City,Tags,Number,Company,Domain,Title"
TARGETS = (
    "person.given_name", "person.family_name", "person.email", "person.email", "person.phone", "person.city",
    "person.tags", "person.identifier.user_id", "account.name", "account.identifier.domain", "membership.title",
)  # fmt: skip
MAILS = ("", "ada@helio.example", "bob@helio.example", "eve@luna.example", "no mail")
PHONES = ("", "+351912345678", "+351911111111")
some_row = st.tuples(
    st.sampled_from(("", "Ada", "Bob")), st.sampled_from(("", "Lovelace", "Ross")), st.sampled_from(MAILS),
    st.sampled_from(MAILS), st.sampled_from(PHONES), st.sampled_from(("", "Lund", "Lisbon")),
    st.sampled_from(("", "VIP", "vip; new")), st.sampled_from(("", "", "u1", "u2")), st.sampled_from(("", "Helio", "Luna")),
    st.sampled_from(("", "helio.example", "gmail.com")), st.sampled_from(("", "Engineer", "CEO")),
)  # fmt: skip
some_rows = st.lists(some_row, min_size=1, max_size=12)
some_keys = st.sampled_from(
    (
        (("person.email",),),
        (("person.email",), ("person.phone",)),
        (("person.identifier.user_id",), ("person.given_name", "person.family_name", "person.city")),
        (("person.email", "person.family_name"),),
        (("person.given_name", "person.family_name", "account.name"),),
        (),
    )
)
some_plan = st.builds(
    lambda keys, on_match, merges: plan_of(
        HEADER,
        *TARGETS,
        person_keys=keys,
        account_keys=(("account.identifier.domain",), ("account.name",)),
        on_match=on_match,
        merges=merges,
    ),
    some_keys,
    st.sampled_from(list(OnMatch)),
    st.booleans(),
)
thoroughly = settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))


def a_file(rows: list[tuple[str, ...]]) -> str:
    return "\n".join([HEADER, *(",".join(row) for row in rows), ""])


@contextmanager
def a_world() -> Iterator[None]:
    """Some who are there already; forgotten again."""
    with transaction.atomic():
        ada = a_person(name="Ada Lovelace", email="ada@helio.example", city="Lund")
        a_membership(ada, an_account(name="Helio"), title="Countess")
        a_person(name="Bob Ross", phone="+351911111111")
        yield
        transaction.set_rollback(True)


def in_pieces_of(size: int, rows: list[tuple[str, ...]], plan: ImportPlan, *, dry_run: bool = False) -> Operation:
    with patch.object(feeding, "PIECE", size), pieces_after_one_another():
        return bring_in(a_file(rows), plan, dry_run=dry_run)


def who_is_there() -> Any:
    """The living, whatever their ids."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT p.name, p.email, p.phone, p.city,
                      (SELECT array_agg(kind || value ORDER BY kind, value) FROM directory_identifier WHERE person_id = p.id),
                      (SELECT array_agg(a.name || m.title ORDER BY a.name) FROM directory_membership m
                       JOIN directory_account a ON a.id = m.account_id WHERE m.person_id = p.id AND m.ended_at IS NULL),
                      (SELECT array_agg(lower(t.name) ORDER BY lower(t.name)) FROM directory_tagging g
                       JOIN directory_tag t ON t.id = g.tag_id WHERE g.person_id = p.id)
               FROM directory_person p WHERE p.merged_into_id IS NULL"""
        )
        return sorted(cursor.fetchall(), key=repr)


class TestAnImport:
    @thoroughly
    @given(rows=some_rows, plan=some_plan, size=st.integers(1, 5))
    def test_is_as_if_it_had_never_been_once_it_is_undone(
        self, rows: list[tuple[str, ...]], plan: ImportPlan, size: int
    ) -> None:
        with a_world():
            before = the_directory()
            done = in_pieces_of(size, rows, plan)
            assert done.state == "done", done.error
            if done.done:  # a row without a single cell is none
                with patch("twofold.directory.importing.undoing.PIECE", size):
                    undone = undo(done)
                assert undone.state == "done", undone.error
            assert the_directory() == before

    # Where a later piece merges somebody whom an earlier one created, the later of two words holds: as merging people goes.
    @thoroughly
    @given(rows=some_rows, plan=some_plan.filter(lambda plan: not plan.merges), size=st.integers(1, 5))
    def test_comes_to_the_same_in_pieces_of_any_size_and_as_was_said_beforehand(
        self, rows: list[tuple[str, ...]], plan: ImportPlan, size: int
    ) -> None:
        results = []
        for piece, dry_run in ((1_000, False), (size, False), (size, True)):
            with a_world():
                done = in_pieces_of(piece, rows, plan, dry_run=dry_run)
                assert done.state == "done", done.error
                results.append((outcomes(done), None if dry_run else who_is_there()))
        whole, cut, rehearsed = results
        assert cut == whole
        assert rehearsed[0] == whole[0]

    @pytest.mark.parametrize("size", [1, 1_000])
    def test_that_leaves_who_is_there_leaves_whom_an_earlier_row_created_too(self, size: int) -> None:
        plan = plan_of("First,Mail,City", "person.given_name", "person.email", "person.city", on_match=OnMatch.LEAVE)
        with patch.object(feeding, "PIECE", size):
            done = bring_in("First,Mail,City\nEve,eve@luna.example,\nEve,eve@luna.example,Lund\n", plan)

        assert outcomes(done) == ["created", "unchanged"]
        assert Person.objects.get(email="eve@luna.example").city == ""

    @thoroughly
    @given(
        rows=st.lists(some_row.filter(lambda row: "@" in row[2]), min_size=1, max_size=8, unique_by=lambda row: row[2]),
        on_match=st.sampled_from(list(OnMatch)),
    )
    def test_of_people_who_can_be_known_again_changes_nothing_the_second_time(
        self, rows: list[tuple[str, ...]], on_match: OnMatch
    ) -> None:
        rows = [(*row[:3], "", *row[4:8], "", "", "") for row in rows]
        plan = plan_of(HEADER, *TARGETS[:8], "", "", "", on_match=on_match)
        with a_world():
            in_pieces_of(3, rows, plan)
            before = the_directory()

            again = in_pieces_of(3, rows, plan)

            assert again.counts.keys() <= {"unchanged", "refused"}
            assert the_directory() == before
