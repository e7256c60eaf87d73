"""One change to many records alike, carried in pieces, taken back exactly, and left alone where somebody has changed it since."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.makers import SYSTEM, a_colleague, a_person, an_account
from twofold.core import ids, operations, unit
from twofold.core.actor import Actor, PermissionMissing
from twofold.core.models import LedgerEntry, Operation
from twofold.core.refusals import Refusal
from twofold.directory import operations as pieces
from twofold.directory.changes import Change, Do
from twofold.directory.conditions import ConditionNotUnderstood, parse
from twofold.directory.jobs import forget_old_bulk_edits
from twofold.directory.models import Account, BulkRow, Person, Tagging, Trait
from twofold.directory.permissions import Permission
from twofold.directory.queries import Asked
from twofold.directory.verbs import accounts, bulk_edits, custom_fields, people, tags


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "PIECE", 2)


def setting(**fields: Any) -> Change:
    return Change(Do.SET, fields=fields)


def edited(change: Change, *records: Person | Account, by: Actor | None = None) -> Operation:
    """As staff, whose word counts more than an import's.

    One test is one moment: of two words of theirs the one later in the alphabet holds.
    """
    start = bulk_edits.edit_people if isinstance(records[0], Person) else bulk_edits.edit_accounts
    return operations.carry(start(by or a_colleague("Tom Berg"), change, whom=[record.id for record in records]).id)


def undone(operation: Operation, *, by: Actor = SYSTEM) -> Operation:
    return operations.carry(operations.undo(by, operation.id).id)


def column(name: str, *records: Person | Account) -> list[Any]:
    rows = type(records[0]).objects.in_bulk([record.id for record in records])
    return [getattr(rows[record.id], name) for record in records]


def people_in(*cities: str) -> list[Person]:
    return [a_person(city=city) for city in cities]


class TestSettingAField:
    def test_changes_all_of_them_and_says_how_many(self) -> None:
        records = people_in("Porto", "Lund", "Porto", "", "Kyiv")

        done = edited(setting(city="Lund"), *records)

        assert column("city", *records) == ["Lund"] * 5
        assert done.counts == {"changed": 4, "unchanged": 1}
        assert (done.title, done.done, done.total) == ("Set City to “Lund” for people", 5, 5)
        assert LedgerEntry.objects.filter(name="directory.person.edited").count() == 4

    def test_gives_each_back_what_they_had_and_whose_word_it_was(self) -> None:
        records = people_in("Porto", "", "Kyiv")
        spoken = a_person(city="Graz")
        jana = a_colleague()
        people.edit(jana, spoken.id, fields={"city": "Linz"})
        said = _words()

        undo = undone(edited(setting(city="Lund"), *records, spoken, by=jana))

        assert column("city", *records, spoken) == ["Porto", "", "Kyiv", "Linz"]
        assert _words() == said
        assert undo.counts == {"restored": 4}

    def test_lets_what_an_import_says_through_again_once_it_is_undone(self) -> None:
        ada = a_person(city="Porto")
        undone(edited(setting(city="Lund"), ada))

        people.edit(SYSTEM, ada.id, fields={"city": "Reims"})

        assert column("city", ada) == ["Reims"]

    def test_leaves_whom_somebody_has_changed_since(self) -> None:
        records = people_in("Porto", "Kyiv", "Graz")
        done = edited(setting(city="Lund"), *records)
        people.edit(a_colleague(), records[1].id, fields={"city": "Oslo"})
        people.remove(SYSTEM, records[2].id)

        undo = undone(done)

        assert column("city", *records[:2]) == ["Porto", "Oslo"]
        assert undo.counts == {"restored": 1, "changed_since": 1, "stuck": 1}
        assert BulkRow.objects.get(operation_id=done.id, outcome="stuck").reason.startswith("There is no such person")

    def test_takes_whole_names_custom_fields_owners_and_kinds(self) -> None:
        custom_fields.define(SYSTEM, subject="account", key="seats", label="Seats", kind="number")
        jana = a_colleague()
        helio, lumen = an_account(), an_account(kind="partner")
        change = setting(owner=str(jana.person_id), kind="customer", seats="12", industry="Pumps")

        done = edited(change, helio, lumen)
        assert column("owner_id", helio, lumen) == [jana.person_id] * 2
        assert column("kind", helio, lumen) == ["customer"] * 2
        assert column("attributes", helio, lumen) == [{"seats": 12}] * 2
        assert done.title == (
            "Set the owner to Jana Okoye, set Kind to “Customer”, set Seats to “12”, set Industry to “Pumps” for accounts"
        )

        undone(done)
        assert column("owner_id", helio, lumen) == [None, None]
        assert column("kind", helio, lumen) == ["prospect", "partner"]
        assert column("attributes", helio, lumen) == [{}, {}]
        assert column("industry", helio, lumen) == ["", ""]

    def test_of_a_name_takes_it_apart_and_puts_it_together_again(self) -> None:
        ada = a_person(given_name="Ada", family_name="Byron")

        done = edited(setting(name="Ada King Lovelace"), ada)
        assert column("family_name", ada) == ["Lovelace"]

        undone(done)
        assert (column("name", ada), column("given_name", ada)) == (["Ada Byron"], ["Ada"])

    def test_clears(self) -> None:
        (ada,) = people_in("Porto")

        done = edited(setting(city=None), ada)
        assert column("city", ada) == [""]
        assert done.title == "Clear City for people"

        undone(done)
        assert column("city", ada) == ["Porto"]

    def test_passes_over_who_is_not_there(self) -> None:
        ada, ben = people_in("Porto", "Kyiv")
        people.remove(SYSTEM, ben.id)

        done = edited(setting(city="Lund"), ada, ben)

        assert done.counts == {"changed": 1, "refused": 1}

    @pytest.mark.parametrize(
        "change",
        [
            setting(country="Atlantis"),
            setting(no_such_field=1),
            setting(owner=str(ids.new())),
            Change(Do.TAG, tag="  "),
        ],
    )
    def test_is_refused_at_once_where_it_fits_nobody(self, change: Change) -> None:
        with pytest.raises(Refusal):
            bulk_edits.edit_people(SYSTEM, change, whom=[a_person().id])
        assert not Operation.objects.exists()


class TestAWholeList:
    def test_is_changed_as_it_was_when_the_work_began(self) -> None:
        records = people_in("Porto", "Porto", "Kyiv")
        asked = Asked(where=parse("city = Porto"))

        operation = bulk_edits.edit_people(a_colleague(), setting(city="Lund"), whom=asked)
        operations.advance()
        late = a_person(city="Porto")
        done = operations.carry(operation.id)

        assert column("city", *records, late) == ["Lund", "Lund", "Kyiv", "Porto"]
        assert (done.total, done.counts) == (2, {"changed": 2})

    def test_may_be_those_who_were_removed(self) -> None:
        helio, _ = an_account(), an_account()
        accounts.remove(SYSTEM, helio.id)

        operation = bulk_edits.edit_accounts(SYSTEM, Change(Do.RESTORE), whom=Asked(removed=True))

        assert operations.carry(operation.id).counts == {"changed": 1}
        assert column("deleted_at", helio) == [None]

    def test_of_nobody_is_done_at_once(self) -> None:
        asked = Asked(where=parse("city = Porto AND city = Lund"))

        done = operations.carry(bulk_edits.edit_people(SYSTEM, Change(Do.REMOVE), whom=asked).id)

        assert (done.state, done.total, done.done) == ("done", 0, 0)

    def test_that_cannot_be_asked_for_is_refused_at_once(self) -> None:
        with pytest.raises(ConditionNotUnderstood):
            bulk_edits.edit_people(SYSTEM, Change(Do.REMOVE), whom=Asked(where=parse("no_such_field = 1")))


class TestOtherChanges:
    def test_tags_and_takes_off_only_what_was_not_worn_before(self) -> None:
        records = [a_person() for _ in range(3)]
        tags.tag_people(SYSTEM, [records[0].id], tag="VIP")

        done = edited(Change(Do.TAG, tag="vip"), *records)
        assert (done.counts, Tagging.objects.count()) == ({"changed": 2, "unchanged": 1}, 3)

        undone(done)
        assert list(Tagging.objects.values_list("person_id", flat=True)) == [records[0].id]

    def test_takes_a_tag_off_and_puts_it_back(self) -> None:
        helio, lumen = an_account(), an_account()
        tags.tag_accounts(SYSTEM, [helio.id], tag="VIP")

        done = edited(Change(Do.UNTAG, tag="VIP"), helio, lumen)
        assert (done.counts, Tagging.objects.count()) == ({"changed": 1, "unchanged": 1}, 0)

        undone(done)
        assert Tagging.objects.get().account_id == helio.id

    def test_removes_and_brings_back_those_it_removed(self) -> None:
        helio, lumen, volt = (an_account() for _ in range(3))
        accounts.remove(SYSTEM, lumen.id)
        done = edited(Change(Do.REMOVE), helio, lumen, volt)
        accounts.restore(SYSTEM, volt.id)
        Account.objects.filter(id=volt.id).update(deleted_at=unit.now() + timedelta(seconds=1))

        undo = undone(done)

        assert [at is None for at in column("deleted_at", helio, lumen, volt)] == [True, False, False]
        assert undo.counts == {"restored": 1, "changed_since": 1}

    def test_brings_back_and_removes_again_as_of_when_it_was(self) -> None:
        ada, ben = a_person(), a_person()
        people.remove(SYSTEM, ada.id)
        moment = unit.now() - timedelta(days=3)
        Person.objects.filter(id=ada.id).update(deleted_at=moment)

        done = edited(Change(Do.RESTORE), ada, ben)
        assert (done.counts, column("deleted_at", ada)) == ({"changed": 1, "unchanged": 1}, [None])

        undone(done)
        assert column("deleted_at", ada, ben) == [moment, None]

    def test_needs_the_permission_for_what_is_done(self) -> None:
        jana = a_colleague(without=Permission.REMOVE_PEOPLE)

        with pytest.raises(PermissionMissing):
            bulk_edits.edit_people(jana, Change(Do.REMOVE), whom=[a_person().id])


class TestStoppingHalfway:
    def test_and_undoing_gives_back_those_that_were_changed(self) -> None:
        records = people_in(*["Porto"] * 5)
        operation = bulk_edits.edit_people(a_colleague(), setting(city="Lund"), whom=[one.id for one in records])
        operations.advance()
        operations.cancel(SYSTEM, operation.id)
        assert sorted(column("city", *records)) == ["Lund"] * 2 + ["Porto"] * 3

        operation.refresh_from_db()
        undone(operation)

        assert column("city", *records) == ["Porto"] * 5

    def test_the_undoing_leaves_the_rest_for_the_next_one(self) -> None:
        records = people_in(*["Porto"] * 5)
        done = edited(setting(city="Lund"), *records)
        first = operations.undo(SYSTEM, done.id)
        for _ in range(2):
            operations.advance()
        operations.cancel(SYSTEM, first.id)

        again = undone(done)

        assert column("city", *records) == ["Porto"] * 5
        assert again.counts == {"restored": 3}


class TestWhatIsKeptForUndoing:
    def test_is_forgotten_a_month_after_the_end(self) -> None:
        old, fresh = edited(setting(city="Lund"), a_person()), edited(setting(city="Lund"), a_person())
        Operation.objects.filter(id=old.id).update(ended_at=unit.now() - timedelta(days=31))

        forget_old_bulk_edits(timestamp=0)

        assert [row.operation_id for row in BulkRow.objects.all()] == [fresh.id]


def _words() -> list[tuple[UUID | None, str, Mapping[str, Any]]]:
    return list(Trait.objects.order_by("person_id", "source").values_list("person_id", "source", "said"))
