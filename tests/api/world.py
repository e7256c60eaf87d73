"""A small world that generated requests can meet: an id of each kind that is there, and a key that may do everything."""

from dataclasses import dataclass
from typing import Any

from tests.api.rest import a_program
from tests.makers import SYSTEM, a_colleague, a_membership, a_person, an_account
from twofold.core import files
from twofold.core.unit import unit_of_work
from twofold.directory import queries
from twofold.directory.importing.previewing import preview
from twofold.directory.queries.importing import proposed_plan
from twofold.directory.verbs import custom_fields, importing, notes, people, saved_views, tags


@dataclass(frozen=True)
class World:
    """The key, and by what each path parameter can be filled."""

    token: str
    ids: dict[str, Any]


def a_world() -> World:
    """People, an account, a membership, a note, a custom field, a tag; Jana, who may do everything, has a key."""
    with unit_of_work(SYSTEM):
        jana = a_colleague("Jana Okoye")
        program = a_program(jana)
        ada, helio = a_person(name="Ada Brandt", email="ada@helio.example"), an_account(name="Helio Pumps")
        a_person(name="Ben Carter", email="ben@helio.example")
        membership = a_membership(ada, helio, title="Plant manager", buying_role="champion")
        note = notes.write(jana, body="Prefers mornings.", person_id=ada.id)
        field = custom_fields.define(jana, subject="person", key="plan", label="Plan", kind="text")
        tags.tag_people(jana, [ada.id], tag="VIP")
        people.merge(jana, ada.id, a_person(name="A. Brandt").id)
        file = files.keep(jana, [b"E-mail,Name\nada@helio.example,Ada\n"], name="contacts.csv")
        shape = preview(jana, file.id).shape
        plan = proposed_plan(jana, shape.columns, [])
        operation = importing.start(jana, file.id, shape=shape, plan=plan, dry_run=True)
        found = queries.identity_of(SYSTEM, ada.id).merges
        view = saved_views.save(jana, subject="person", name="All", definition={"query": "sort=name"})
    ids = {
        "person_id": ada.id,
        "account_id": helio.id,
        "membership_id": membership.id,
        "note_id": note.id,
        "field_id": field.id,
        "view_id": view.id,
        "file_id": file.id,
        "operation_id": operation.id,
        "merge_id": found[0].id,
    }
    return World(program.token, {name: str(one) for name, one in ids.items()} | {"tag": "VIP"})
