"""A program with the key of somebody for whom fields are masked, asking the API for what is in them in every way there is."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.api.rest import Program, a_program
from tests.makers import SYSTEM, a_membership, a_person, an_account
from twofold.access import queries
from twofold.access.verbs import staff_roles
from twofold.core import registers
from twofold.core.actor import Actor
from twofold.directory.masks import OF_ACCOUNTS, OF_PEOPLE
from twofold.directory.models import Person
from twofold.directory.verbs import custom_fields, identifiers, notes, people, tags

EMAIL, PHONE, BIRTHDAY, NUMBER = "kx81@globemail.example", "+351912345678", "1991-02-03", "556677-8899"
SECRETS = ("Zinaida", "Qvist", "kx81", "globemail", "912345678", "912 345 678", "Malmö", BIRTHDAY, NUMBER)
MASKS = sorted({*OF_PEOPLE, *OF_ACCOUNTS, "person.custom.birthday"})
FIELDS = {
    "given_name": "Zinaida",
    "family_name": "Qvist",
    "name": "Zinaida",
    "email": EMAIL,
    "phone": PHONE,
    "city": "Malmö",
    "country": "SE",
    "custom.birthday": BIRTHDAY,
}


@dataclass
class World:
    """The program, whom it is after, and what fills the places in paths."""

    program: Program
    zoe: Person
    ids: dict[str, Any]


@pytest.fixture
def world() -> World:
    custom_fields.define(SYSTEM, subject="person", key="birthday", label="Birthday", kind="date")
    zoe = a_person(given_name="Zinaida", family_name="Qvist", email=EMAIL, phone=PHONE, city="Malmö", country="SE")
    people.edit(SYSTEM, zoe.id, fields={"birthday": BIRTHDAY})
    identifiers.add(SYSTEM, zoe.id, kind="email", value=f"z.{EMAIL}")
    globex = an_account(name="Globex", city="Malmö", country="SE", company_number=NUMBER)
    membership = a_membership(zoe, globex, title="Plant manager")
    tags.tag_people(SYSTEM, [zoe.id], tag="VIP")
    ana = somebody_for_whom_all_is_masked()
    note = notes.write(ana, body=f"Call {PHONE} or write to {EMAIL}", person_id=zoe.id)
    ids = {"person_id": zoe.id, "account_id": globex.id, "membership_id": membership.id, "note_id": note.id}
    return World(a_program(ana, *ana.permissions), zoe, ids)


def somebody_for_whom_all_is_masked() -> Actor:
    allowed = registers.permissions_for_staff()
    role = staff_roles.define(SYSTEM, name="Blind", permissions=allowed, masked=MASKS)
    ana = people.make_staff(SYSTEM, a_person(name="Ana").id)
    staff_roles.give(SYSTEM, ana.id, role.id)
    return queries.actor_of(ana.id)


def reads(world: World) -> Iterator[str]:
    """Every address that can be read of which all places can be filled."""
    for path, methods in world.program.get("/openapi.json").json["paths"].items():
        filled = path
        for name, value in world.ids.items():
            filled = filled.replace(f"{{{name}}}", str(value))
        if "get" in methods and "{" not in filled:
            yield filled


class TestReading:
    def test_tells_nothing_of_it_at_any_address(self, world: World) -> None:
        asked = {}
        for path in reads(world):
            answer = world.program.get(path)
            asked[path] = answer.status
            told = answer.body.decode("utf-8", errors="replace")
            assert [secret for secret in SECRETS if secret in told] == [], path

        assert asked[f"/api/v1/people/{world.zoe.id}"] == 200
        assert asked["/api/v1/people"] == 200
        assert asked["/api/v1/people/export"] == 200
        assert sum(status == 200 for status in asked.values()) > 12

    def test_tells_it_to_a_key_of_somebody_else(self, world: World) -> None:
        told = a_program().get(f"/people/{world.zoe.id}").body.decode()

        assert all(secret in told for secret in ("Zinaida", EMAIL, PHONE, BIRTHDAY))

    def test_leaves_it_out_of_lists_that_name_it_and_of_files(self, world: World) -> None:
        for path in ("/people", "/people/export"):
            answer = world.program.get(path, fields=f"{','.join(FIELDS)},job.account.city,tag")
            told = answer.body.decode()
            assert [secret for secret in SECRETS if secret in told] == [], path
            assert "VIP" in told


@pytest.mark.parametrize("field", FIELDS)
class TestAFieldThatIsMasked:
    def test_is_no_condition_of_a_list_a_count_or_a_file(self, world: World, field: str) -> None:
        for where in (f'{field} = "{FIELDS[field]}"', f"{field} IS EMPTY", f"NOT {field}:*"):
            for path in ("/people", "/people/count", "/people/export"):
                assert world.program.get(path, where=where).code == "condition_not_understood", (path, where)

    def test_is_no_order(self, world: World, field: str) -> None:
        for path in ("/people", "/people/export"):
            for sort in (field, f"-{field}"):
                assert world.program.get(path, sort=sort).code == "sort_unknown", path

    def test_is_marked_in_the_list_of_fields(self, world: World, field: str) -> None:
        items = world.program.get("/list-fields").json["items"]
        (one,) = [item for item in items if item["key"] == field]

        assert (one["operators"], one["is_sortable"], one["is_editable"]) == ([], False, False)

    def test_is_taken_for_nobody(self, world: World, field: str) -> None:
        name = field.removeprefix("custom.")
        said = {"attributes": {name: FIELDS[field]}} if field.startswith("custom.") else {name: FIELDS[field]}

        assert world.program.patch(f"/people/{world.zoe.id}", said).code == "field_hidden"
        assert world.program.post("/people", said).code == "field_hidden"
        written = world.program.post("/people/batch", {"items": [said | {"id": str(world.zoe.id)}]})
        assert written.code == "field_hidden", written.body


class TestLookingSomebodyUp:
    @pytest.mark.parametrize("words", ["zinaida", "qvist", "kx81", "globemail.example", "912345678"])
    def test_by_words_leads_nowhere(self, world: World, words: str) -> None:
        assert world.program.get("/people", q=words).json["items"] == []
        assert world.program.get("/people/count", q=words).json["count"] == 0

    @pytest.mark.parametrize(("kind", "value"), [("email", EMAIL), ("phone", PHONE)])
    def test_by_an_identifier_is_refused_the_same_whether_it_is_there_or_not(
        self, world: World, kind: str, value: str
    ) -> None:
        nobodys = {"email": "nobody@nowhere.example", "phone": "+351910000000"}[kind]
        asked = [world.program.get("/people/by-identifier", kind=kind, value=one) for one in (value, nobodys)]

        assert [one.code for one in asked] == ["field_hidden", "field_hidden"]

    def test_of_an_account_tells_no_more_of_it(self, world: World) -> None:
        assert world.program.get("/accounts", where='city = "Malmö"').code == "condition_not_understood"
        assert world.program.get("/accounts", where=f'company_number = "{NUMBER}"').code == "condition_not_understood"
        assert (
            world.program.get("/people", where=f'job.account.company_number = "{NUMBER}"').code
            == "condition_not_understood"
        )
        assert (
            world.program.get("/people", where='membership(account.city = "Malmö")').code == "condition_not_understood"
        )
