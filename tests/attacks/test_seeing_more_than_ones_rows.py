"""A member of staff who sees some people and accounts only, asking for the others in every way there is."""

import itertools
import json
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from tests.makers import SYSTEM, a_colleague, a_membership, a_person, an_account
from twofold.access import queries as access
from twofold.access.verbs import staff_roles
from twofold.core import operations
from twofold.core.actor import Actor, PermissionMissing, RowScope
from twofold.core.refusals import NotFound
from twofold.directory import queries as directory
from twofold.directory.changes import Change, Do
from twofold.directory.conditions import parse
from twofold.directory.errors import FieldHidden, HeldOutOfSight
from twofold.directory.models import Account, Person
from twofold.directory.permissions import Permission as Of
from twofold.directory.queries import Asked
from twofold.directory.queries.lists import listed, paging
from twofold.directory.queries.lists.everyone import everyone
from twofold.directory.queries.lists.planning import Plan
from twofold.directory.verbs import (
    accounts,
    bulk_edits,
    consents,
    identifiers,
    many,
    memberships,
    notes,
    people,
    tags,
    writing,
)
from twofold.directory.verbs.writing import Row
from twofold.events import queries as events


class World:
    """Ben sees what he owns and what is in Portugal: Ada and Helio he owns, Rui and Lusa are there. The rest is Eva's."""

    def __init__(self) -> None:
        boss = a_colleague("Ben")
        self.ben = replace(boss, rows=RowScope(frozenset({boss.person_id or UUID(int=0)}), frozenset({"PT"})))
        self.eva = a_colleague("Eva")
        self.helio, self.lusa = an_account(name="Helio"), an_account(name="Lusa", country="PT")
        self.globex = an_account(name="Globex", parent=self.helio, website="globex.example")
        accounts.assign_owner(boss, [self.helio.id], owner_id=boss.person_id)
        accounts.assign_owner(boss, [self.globex.id], owner_id=self.eva.person_id)
        self.ada, self.rui = a_person(name="Ada Brandt"), a_person(name="Rui Costa", country="PT")
        self.ivo = a_person(name="Ivo of Helio", country="DE")
        self.zoe = a_person(name="Zoe Quist", email="zoe@globex.example", country="SE", city="Malmö")
        people.assign_owner(boss, [self.ada.id], owner_id=boss.person_id)
        people.assign_owner(boss, [self.zoe.id], owner_id=self.eva.person_id)
        a_membership(self.ivo, self.helio)
        self.hers = a_membership(self.zoe, self.globex, title="Director")
        self.elsewhere = a_membership(self.ada, self.globex, title="Adviser")


@pytest.fixture
def world() -> World:
    return World()


def names(found: Any) -> set[str]:
    return {one.name for one in found}


class TestLists:
    def test_have_those_of_ones_rows(self, world: World) -> None:
        shown = {row.values["name"] for row in directory.rows(world.ben, "person", columns=["name"]).rows}

        assert shown == {"Ben", "Ada Brandt", "Rui Costa", "Ivo of Helio"}
        assert names(directory.people_visible_to(world.ben)) == shown
        assert {row.values["name"] for row in directory.rows(world.ben, "account", columns=["name"]).rows} == {
            "Helio",
            "Lusa",
        }

    @pytest.mark.parametrize("where", ["", "country = SE", "name : zoe", "country = SE OR country = PT", "NOT tag = x"])
    def test_have_nobody_else_whatever_is_asked(self, world: World, where: str) -> None:
        asked = Asked(where=parse(where))

        ids = {row.id for row in directory.rows(world.ben, "person", asked, columns=["name"]).rows}
        assert world.zoe.id not in ids
        assert set(everyone(world.ben, "person", asked)) == ids
        assert directory.how_many(world.ben, "person", asked).number == len(ids)
        assert directory.summary(world.ben, "person", asked, columns=["city"]).rows == len(ids)
        grouped = directory.groups(world.ben, "person", asked, by="country")
        assert sum(group.count for group in grouped.groups) == len(ids)
        assert "SE" not in {group.value for group in grouped.groups}

    def test_are_searched_among_those(self, world: World) -> None:
        assert directory.rows(world.ben, "person", Asked(text="zoe"), columns=["name"]).rows == []
        assert len(directory.rows(world.ben, "person", Asked(text="ada"), columns=["name"]).rows) == 1

    def test_say_nothing_of_accounts_out_of_sight(self, world: World) -> None:
        (row,) = directory.rows(
            world.ben, "person", Asked(text="ada"), columns=["job.account", "job.title", "job.account.name"]
        ).rows

        assert row.values == {"job.account": None, "job.title": None, "job.account.name": None}
        assert not directory.rows(world.ben, "person", Asked(where=parse("job.title = Adviser")), columns=[]).rows
        some = Asked(where=parse("membership(title = Adviser)"))
        assert not directory.rows(world.ben, "person", some, columns=[]).rows

    def test_are_the_same_page_by_page_and_sorted_otherwise(self, world: World) -> None:
        for sort in ("name", "-created", "-seen"):
            first = directory.rows(world.ben, "person", columns=["name"], sort=sort, limit=2)
            rest = directory.rows(world.ben, "person", columns=["name"], sort=sort, after=first.after, limit=5)
            assert len({row.id for row in (*first.rows, *rest.rows)}) == 4


class TestOneMembership:
    def test_is_seen_without_working_out_which_accounts_are_ones_own(self, world: World) -> None:
        for _ in range(50):
            an_account(country="PT")
        job = a_membership(world.rui, world.lusa)
        one = directory.memberships_visible_to(world.ben).filter(id=job.id)

        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
        plan = json.loads(one.explain(format="json", analyze=True))

        assert one.get() == job
        assert rows_read(plan[0]["Plan"], "directory_account") == 1


def rows_read(plan: dict[str, Any], table: str) -> int:
    """How many of a table's rows were looked at."""
    mine = plan.get("Actual Rows", 0) * plan.get("Actual Loops", 1) if plan.get("Relation Name") == table else 0
    return int(mine) + sum(rows_read(below, table) for below in plan.get("Plans", ()))


class TestAmongMany:
    """Postgres is asked in one of four ways, whichever is quickest: each shows the same people, and nobody else."""

    @pytest.fixture
    def theirs(self, world: World) -> set[UUID]:
        """Who is in sight of sixty people, drawn so that each reason there is meets each other."""
        draw = random.Random(3)
        mine = {world.helio.id, world.lusa.id}
        seen = {world.ben.person_id or UUID(int=0), world.ada.id, world.rui.id, world.ivo.id}
        for number in range(60):
            person = a_person(name=f"Lind {number:02}", country=draw.choice(("PT", "SE", "DE", "")))
            if draw.random() < 0.2:
                people.assign_owner(SYSTEM, [person.id], owner_id=draw.choice((world.ben, world.eva)).person_id)
            places = draw.sample((world.helio, world.lusa, world.globex), draw.choice((0, 0, 1, 2)))
            jobs = [a_membership(person, place, buying_role="champion") for place in places]
            if jobs and draw.random() < 0.3:
                memberships.end(SYSTEM, jobs.pop().id)
            person.refresh_from_db()
            owned = person.owner_id == world.ben.person_id or person.country == "PT"
            if owned or any(job.account_id in mine for job in jobs):
                seen.add(person.id)
        return seen

    @pytest.mark.parametrize("way", ["looked at", "looked up", "at hand", "gone through"])
    def test_are_the_same_in_each_way(
        self, world: World, theirs: set[UUID], way: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        costs = itertools.cycle([1, 2] if way == "looked up" else [2, 1])
        monkeypatch.setattr(listed, "plan_of", lambda _: Plan(1_000_000, next(costs)))
        monkeypatch.setattr(listed, "FEW", 1_000 if way == "looked at" else -1)
        monkeypatch.setattr(listed, "WIDE", 0 if way == "gone through" else 10_000_000)
        monkeypatch.setattr(paging, "STRETCH", 1)
        monkeypatch.setattr(paging, "DENSE_WITHIN", {paging.LookUp.ALL_OF_ONES_OWN: 2, paging.LookUp.TOO_MANY: 0})
        for where, text in (("", ""), ("country = SE", ""), ("NOT country = PT", "lind"), ("", "lind")):
            asked = Asked(where=parse(where), text=text)
            found = set(everyone(SYSTEM, "person", asked)) & theirs

            assert set(everyone(world.ben, "person", asked)) == found
            assert set(page_by_page(world.ben, asked)) == found
            assert directory.how_many(world.ben, "person", asked).number == len(found)
        champions = Asked(where=parse("membership(role = champion)"))
        assert set(everyone(world.ben, "person", champions)) <= theirs


def page_by_page(actor: Actor, asked: Asked) -> list[UUID]:
    page = directory.rows(actor, "person", asked, columns=["name"], limit=7)
    ids = [row.id for row in page.rows]
    while page.after:
        page = directory.rows(actor, "person", asked, columns=["name"], after=page.after, limit=7)
        ids += [row.id for row in page.rows]
    return ids


class TestFinding:
    @pytest.mark.parametrize("text", ["zoe", "zoe@globex.example", "globex", "globex.example", "quisst"])
    def test_leads_to_nobody_else(self, world: World, text: str) -> None:
        assert directory.find(world.ben, text) == []
        assert directory.corrections(world.ben, "person", text) == []

    def test_names_no_account_out_of_sight(self, world: World) -> None:
        (ada,) = directory.find(world.ben, "ada brandt")

        assert ada.account_name == ""

    def test_duplicates_are_of_ones_rows(self, world: World) -> None:
        told = {"name": "Zoe Quist", "email": "zoe@globex.example"}

        assert directory.duplicates_of(world.ben, "person", told) == []
        assert directory.duplicates_of(world.ben, "account", {"name": "Globex", "website": "globex.example"}) == []

    def test_countries_to_choose_from_are_those_of_ones_rows(self, world: World) -> None:
        assert directory.countries(world.ben, subject="person") == ["DE", "PT"]

    def test_colleagues_are_known_to_everybody(self, world: World) -> None:
        assert {one.name for one in directory.staff(world.ben)} == {"Ben", "Eva"}


ASKED: dict[str, Callable[[World], object]] = {
    "person": lambda w: directory.person(w.ben, w.zoe.id),
    "account": lambda w: directory.account(w.ben, w.globex.id),
    "membership": lambda w: directory.membership(w.ben, w.hers.id),
    "membership_of_ones_own": lambda w: directory.membership(w.ben, w.elsewhere.id),
    "history": lambda w: directory.history_of_person(w.ben, w.zoe.id),
    "history_of_account": lambda w: directory.history_of_account(w.ben, w.globex.id),
    "changes": lambda w: directory.changes_of_person(w.ben, w.zoe.id),
    "identity": lambda w: directory.identity_of(w.ben, w.zoe.id),
    "identifiers": lambda w: directory.identifiers_of(w.ben, w.zoe.id),
    "holder": lambda w: directory.holder_of(w.ben, "email", "zoe@globex.example"),
    "duplicates": lambda w: directory.possible_duplicates(w.ben, "person", w.zoe.id),
    "timeline": lambda w: events.timeline(w.ben, person_id=w.zoe.id),
    "timeline_of_account": lambda w: events.timeline(w.ben, account_id=w.globex.id),
    "figures": lambda w: events.figures_of_person(w.ben, w.zoe.id),
    "figures_of_account": lambda w: events.figures_of_account(w.ben, w.globex.id),
    "live": lambda w: events.latest(w.ben, person_id=w.zoe.id),
    "edit": lambda w: people.edit(w.ben, w.zoe.id, fields={"city": "X"}),
    "remove": lambda w: people.remove(w.ben, w.zoe.id),
    "merge": lambda w: people.merge(w.ben, w.ada.id, w.zoe.id),
    "edit_account": lambda w: accounts.edit(w.ben, w.globex.id, fields={"city": "X"}),
    "move_below": lambda w: accounts.move(w.ben, w.lusa.id, parent_id=w.globex.id),
    "note": lambda w: notes.write(w.ben, body="x", person_id=w.zoe.id),
    "note_on_account": lambda w: notes.write(w.ben, body="x", account_id=w.globex.id),
    "consent": lambda w: consents.give(w.ben, w.zoe.id, purpose="marketing", channel="email", source="phone"),
    "identifier": lambda w: identifiers.add(w.ben, w.zoe.id, kind="email", value="z@x.example"),
    "membership_of_theirs": lambda w: memberships.add(w.ben, w.zoe.id, w.helio.id, fields={}),
    "membership_in_theirs": lambda w: memberships.add(w.ben, w.rui.id, w.globex.id, fields={}),
    "end": lambda w: memberships.end(w.ben, w.hers.id),
}


class TestWhoIsOutOfSight:
    @pytest.mark.parametrize("way", ASKED)
    def test_is_not_there(self, world: World, way: str) -> None:
        with pytest.raises(NotFound):
            ASKED[way](world)

    def test_has_nothing_beside_them(self, world: World) -> None:
        assert directory.memberships_of_person(world.ben, world.zoe.id) == []
        assert directory.people_of_account(world.ben, world.globex.id) == []
        assert directory.notes_on_person(world.ben, world.zoe.id) == []
        assert directory.current_consents(world.ben, world.zoe.id) == []
        assert directory.merges_of_account(world.ben, world.globex.id) == ()
        assert directory.names_of_people(world.ben, [world.zoe.id]) == {}
        assert directory.names_of_accounts(world.ben, [world.globex.id]) == {}
        assert [one.name for one in directory.account_tree(world.ben, world.helio.id)] == ["Helio"]
        assert directory.rows_by_id(world.ben, "person", [world.zoe.id], columns=["name"]) == []

    def test_is_left_out_of_changes_to_many(self, world: World) -> None:
        assert tags.tag_people(world.ben, [world.zoe.id, world.ada.id], tag="mine") == [world.ada.id]
        assert list(many.edit_people(world.ben, {world.zoe.id: {"city": "X"}}).changed) == []

    def test_is_not_told_by_a_taken_address(self, world: World) -> None:
        with pytest.raises(HeldOutOfSight):
            identifiers.add(world.ben, world.ada.id, kind="email", value="zoe@globex.example")
        (written,) = writing.write_people(
            world.ben, [Row(fields={"city": "X"}, known_by=("email", "zoe@globex.example"))]
        )
        assert isinstance(written.refusal, HeldOutOfSight)


class TestTheWorker:
    """What is begun here and carried by another process is done with no more rights than its starter has."""

    @pytest.fixture
    def ben(self) -> Actor:
        """Who sees what is theirs, and no phones, as their role in the database has it."""
        role = staff_roles.define(
            SYSTEM, name="Own", permissions=[Of.SEE_PEOPLE, Of.EDIT_PEOPLE, Of.TAG], rows="own", masked=["person.phone"]
        )
        person = people.make_staff(SYSTEM, a_person(name="Ben").id)
        staff_roles.give(SYSTEM, person.id, role.id)
        return access.actor_of(person.id)

    def test_changes_nobody_out_of_sight(self, ben: Actor) -> None:
        ada, zoe = a_person(name="Ada"), a_person(name="Zoe")
        people.assign_owner(SYSTEM, [ada.id], owner_id=ben.person_id)

        for whom in (Asked(), [ada.id, zoe.id], Asked(where=parse("country = SE OR name : a"))):
            for change in (Change(Do.SET, {"city": "Faro"}), Change(Do.TAG, tag="mine")):
                operations.carry(bulk_edits.edit_people(ben, change, whom=whom).id)

        ada.refresh_from_db()
        zoe.refresh_from_db()
        assert (ada.city, zoe.city) == ("Faro", "")
        assert not zoe.taggings.exists()

    def test_changes_nothing_that_is_masked(self, ben: Actor) -> None:
        with pytest.raises(FieldHidden):
            bulk_edits.edit_people(ben, Change(Do.SET, {"phone": "+351 21 555 0101"}), whom=Asked())

    def test_puts_back_what_one_gave_away(self, ben: Actor) -> None:
        eva, ada = a_colleague("Eva"), a_person(name="Ada")
        people.assign_owner(SYSTEM, [ada.id], owner_id=ben.person_id)
        given = bulk_edits.edit_people(ben, Change(Do.SET, {"owner": str(eva.person_id)}), whom=[ada.id])
        operations.carry(given.id)
        assert not directory.people_visible_to(ben).filter(id=ada.id).exists()

        operations.carry(operations.undo(ben, given.id).id)

        assert directory.people_visible_to(ben).filter(id=ada.id).exists()


class TestWhatOneAdds:
    def test_is_ones_own(self, world: World) -> None:
        new = people.add(world.ben, fields={"name": "New One"})
        account = accounts.add(world.ben, fields={"name": "New Account"})

        assert Person.objects.get(id=new.id).owner_id == world.ben.person_id
        assert Account.objects.get(id=account.id).owner_id == world.ben.person_id


class TestWhatShowsEverything:
    @pytest.mark.parametrize(
        "permission", ["core:ledger:see", "directory:import:run", "events:dead_letter:see", "core:operation:see"]
    )
    def test_is_not_for_whoever_sees_some(self, permission: str) -> None:
        from tests.access.test_rights_of_staff import a_holder, a_role
        from twofold.access import queries

        role = a_role(permissions=[permission], rows="territory")
        actor: Actor = queries.actor_of(a_holder(role).id)

        with pytest.raises(PermissionMissing):
            actor.require(permission)
