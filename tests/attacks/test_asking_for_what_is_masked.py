"""A member of staff for whom fields are masked, looking for what is in them in every place where it is kept."""

import csv
from dataclasses import replace
from typing import Any

import pytest

from tests.makers import SYSTEM, a_colleague, a_membership, a_person, an_account
from twofold.access.errors.selves import PhotoNotFound
from twofold.access.models import Photo
from twofold.access.queries import selves
from twofold.core import unit
from twofold.core.actor import Actor
from twofold.directory import queries as directory
from twofold.directory.conditions import ConditionNotUnderstood, Is, Operator
from twofold.directory.errors import FieldHidden, GroupUnknown, SortUnknown
from twofold.directory.masks import OF_ACCOUNTS, OF_PEOPLE, struck_out
from twofold.directory.models import CustomField, Person
from twofold.directory.queries import Asked
from twofold.directory.queries.lists.kinds import OPERATORS
from twofold.directory.verbs import accounts, custom_fields, exports, identifiers, memberships, notes, people
from twofold.directory.verbs.writing import Row, write_people
from twofold.events import queries as events

SECRETS = {
    "given_name": "Zinaida",
    "family_name": "Qvist",
    "name": "Zinaida Qvist",
    "email": "kx81@globemail.example",
    "phone": "+351912345678",
    "country": "SE",
    "city": "Malmö",
    "locale": "sv",
    "time_zone": "Europe/Stockholm",
    "photo": "https://pictures.example/kq7.png",
}
CUSTOM = "person.custom.birthday"
MASKS = {**OF_PEOPLE, CUSTOM: ("birthday",)}
OF_MASK = [(mask, name) for mask, names in MASKS.items() for name in names]


@pytest.fixture
def zoe() -> Person:
    custom_fields.define(SYSTEM, subject="person", key="birthday", label="Birthday", kind="date")
    given = {name: value for name, value in SECRETS.items() if name != "name"}
    person = a_person(**given, birthday="1991-02-03")
    people.edit(SYSTEM, person.id, fields={"city": "Lund"})
    people.edit(SYSTEM, person.id, fields={"city": "Malmö", "email": SECRETS["email"]})
    a_membership(person, an_account(name="Globex"))
    notes.write(a_colleague("Eva"), body=f"Call {SECRETS['phone']} or {SECRETS['email']}", person_id=person.id)
    return person


def blinded(*masks: str) -> Actor:
    return replace(a_colleague("Ana"), masked=frozenset(masks))


def secret(name: str) -> str:
    return {"birthday": "1991-02-03", "country": "SE"}.get(name, SECRETS.get(name, ""))


def key_of(name: str) -> str:
    return f"custom.{name}" if name == "birthday" else name


def everything_said(actor: Actor, zoe: Person, name: str) -> dict[str, object]:
    """All that is told of somebody where the field may be, place by place, each value between quotes."""
    columns = [field.key for field in directory.list_fields(actor, "person") if field.is_column]
    file = b"".join(exports.export(actor, "person", [zoe.id], columns=columns, bom=False).content()).decode()
    return {
        "list": directory.rows_by_id(actor, "person", [zoe.id], columns=columns),
        "members": directory.people_of_account(actor, directory.memberships_of_person(actor, zoe.id)[0].account_id),
        "record": directory.person(actor, zoe.id),
        "names": directory.names_of_people(actor, [zoe.id]),
        "history": directory.history_of_person(actor, zoe.id),
        "changes": directory.changes_of_person(actor, zoe.id, field=name),
        "timeline": events.timeline(actor, person_id=zoe.id, kinds=["fact"]),
        "identity": directory.identity_of(actor, zoe.id),
        "notes": directory.notes_on_person(actor, zoe.id) if name in {"email", "phone"} else "",
        "found": [directory.find(actor, word) for word in ("zinaida", "qvist", "globex")],
        "export": list(csv.reader(file.splitlines())),
    }


@pytest.mark.parametrize(("mask", "name"), OF_MASK)
class TestAMaskedField:
    def test_is_told_nowhere(self, zoe: Person, mask: str, name: str) -> None:
        told = everything_said(blinded(mask), zoe, name)

        looked_for = f"'{secret(name)}'" if name in {"country", "locale"} else secret(name)
        assert {place for place, said in told.items() if looked_for in str(said)} == set()

    def test_is_neither_filter_nor_sort_nor_group_nor_sum(self, zoe: Person, mask: str, name: str) -> None:
        actor = blinded(mask)
        (field,) = [one for one in directory.list_fields(actor, "person") if one.key == key_of(name)]

        for operator in OPERATORS[field.kind]:
            asked = Asked(
                where=Is(field.key, operator, () if operator in {Operator.EMPTY, Operator.PRESENT} else (secret(name),))
            )
            with pytest.raises(ConditionNotUnderstood, match="hidden"):
                directory.rows(actor, "person", asked, columns=[])
            with pytest.raises(ConditionNotUnderstood, match="hidden"):
                directory.how_many(actor, "person", asked)
        with pytest.raises(SortUnknown):
            directory.rows(actor, "person", columns=[], sort=field.key)
        with pytest.raises(GroupUnknown):
            directory.groups(actor, "person", by=field.key)
        assert directory.summary(actor, "person", columns=[field.key]).columns[field.key].filled == 0
        assert (field.is_editable, field.is_sortable, field.operators) == (False, False, ())

    def test_is_taken_from_nobody_who_may_not_see_it(self, zoe: Person, mask: str, name: str) -> None:
        actor = blinded(mask)

        with pytest.raises(FieldHidden):
            people.edit(actor, zoe.id, fields={name: secret(name)})
        with pytest.raises(FieldHidden):
            people.add(actor, fields={name: secret(name)})
        with pytest.raises(FieldHidden):
            write_people(actor, [Row(id=zoe.id, fields={name: secret(name)})])

    def test_is_told_to_everybody_else(self, zoe: Person, mask: str, name: str) -> None:
        told = everything_said(blinded(*(MASKS.keys() - {mask})), zoe, name)

        assert secret(name) in str(told["record"])


def test_a_photo_is_not_shown_by_its_address(zoe: Person) -> None:
    """Somebody has kept it from before the field was masked."""
    photo = Photo.objects.create(person=zoe, content=b"her", created_at=unit.now())

    with pytest.raises(PhotoNotFound):
        selves.photo(blinded("person.photo"), photo.id)
    assert selves.photo(blinded("person.email"), photo.id) == b"her"


class TestSearching:
    @pytest.mark.parametrize("text", ["kx81@globemail.example", "globemail.example", "kx81", "912345678"])
    def test_leads_to_nobody_by_what_is_hidden(self, zoe: Person, text: str) -> None:
        actor = blinded("person.email", "person.phone")

        assert directory.find(actor, text) == []
        assert directory.rows(actor, "person", Asked(text=text), columns=[]).rows == []
        assert directory.corrections(actor, "person", text) == []
        assert [one.name for one in directory.find(actor, "zinaida")] == ["Zinaida Qvist"]

    def test_leads_to_nobody_where_names_are_hidden(self, zoe: Person) -> None:
        assert directory.find(blinded("person.name"), "zinaida") == []


class TestWhoHasAnIdentifier:
    def test_is_not_told_by_one_that_is_hidden(self, zoe: Person) -> None:
        actor = blinded("person.email")
        with pytest.raises(FieldHidden):
            directory.holder_of(actor, "email", SECRETS["email"])
        with pytest.raises(FieldHidden):
            identifiers.add(actor, a_person().id, kind="email", value=SECRETS["email"])
        (written,) = write_people(actor, [Row(fields={"city": "X"}, known_by=("email", SECRETS["email"]))])
        assert isinstance(written.refusal, FieldHidden)
        assert directory.duplicates_of(actor, "person", {"email": SECRETS["email"]}) == []
        assert directory.possible_duplicates(actor, "person", zoe.id) == []


class TestAccounts:
    @pytest.mark.parametrize(("mask", "name"), [(mask, name) for mask, names in OF_ACCOUNTS.items() for name in names])
    def test_have_masked_fields_too(self, mask: str, name: str) -> None:
        value = {"country": "SE", "city": "Malmö", "company_number": "556677-8899", "vat_number": "SE556677889901"}[
            name
        ]
        given: dict[str, Any] = {name: value}
        account = an_account(name="Globex", **given)
        person = a_person(name="Ada")
        memberships.add(SYSTEM, person.id, account.id)
        actor = blinded(mask)

        assert value not in str(directory.account(actor, account.id))
        assert value not in str(directory.history_of_account(actor, account.id))
        assert value not in str(directory.rows(actor, "account", columns=[name]).rows)
        assert value not in str(directory.rows(actor, "person", columns=[f"job.account.{name}"]).rows)
        with pytest.raises(ConditionNotUnderstood):
            directory.rows(
                actor, "person", Asked(where=Is(f"job.account.{name}", Operator.EQUAL, (value,))), columns=[]
            )
        with pytest.raises(FieldHidden):
            accounts.edit(actor, account.id, fields={name: value})


class TestBodiesOfAnyShape:
    def test_are_struck_out_by_name_and_by_look(self) -> None:
        actor = blinded("person.email", "person.phone", "person.name")
        told = {
            "properties": {"firstName": "Zinaida", "plan": "Pro", "note": "mail zinaida@qvist.example"},
            "traits": [{"e-mail": "z@q.example"}, {"kind": "email", "value": "z"}],
            "changes": [{"field": "phone", "old": "1", "new": "2"}, {"field": "city", "old": "A", "new": "B"}],
        }

        assert struck_out(actor, told) == {
            "properties": {"firstName": "Hidden", "plan": "Pro", "note": "mail Hidden"},
            "traits": [{"e-mail": "Hidden"}, {"kind": "email", "value": "Hidden"}],
            "changes": [
                {"field": "phone", "old": "Hidden", "new": "Hidden"},
                {"field": "city", "old": "A", "new": "B"},
            ],
        }


class TestEveryCustomField:
    def test_can_be_masked(self) -> None:
        custom_fields.define(SYSTEM, subject="account", key="margin", label="Margin", kind="number")

        assert "account.custom.margin" in {one.key for one in directory.maskable(SYSTEM)}
        assert CustomField.objects.filter(key="margin").exists()
