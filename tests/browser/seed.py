"""A few customers for the browser tests to meet, added as a colleague would. Prints the ids the tests need."""

import json
import sys
from typing import TYPE_CHECKING

from twofold.run.setup import ready

if TYPE_CHECKING:
    from uuid import UUID

    from twofold.core.actor import Actor


def seed() -> dict[str, str]:
    """A group with a subsidiary that has a department; people in it; a custom field; a job that failed."""
    from django.db import connection

    from twofold.access.verbs import keys
    from twofold.core import operations
    from twofold.core.actor import Actor
    from twofold.core.post import Letter, send
    from twofold.core.unit import unit_of_work
    from twofold.directory.changes import Change, Do
    from twofold.directory.verbs import accounts, bulk_edits, custom_fields, erasures, memberships, people

    actor = Actor.system("browser tests")
    with unit_of_work(actor):
        group = accounts.add(actor, fields={"name": "Atlas Group"}, kind="customer")
        dental = accounts.add(
            actor,
            fields={"name": "Atlas Dental", "industry": "Health", "employees": 41, "country": "PT"},
            kind="customer",
            parent_id=group.id,
        )
        accounts.add(actor, fields={"name": "Atlas Dental Laboratory"}, kind="customer", parent_id=dental.id)
        priya = people.add(actor, fields={"given_name": "Priya", "family_name": "Raman", "email": "priya@example.com"})
        people.add(actor, fields={"given_name": "Mikael", "family_name": "Sørensen", "email": "mikael@example.dk"})
        memberships.add(actor, priya.id, dental.id, fields={"title": "Practice manager", "buying_role": "champion"})
        twins = _twins(actor, group.id)
        imported = _an_import(actor)
        chair = custom_fields.define(
            actor, subject="person", key="chair_model", label="Chair model", kind="choice", choices=["A-dec 500", "K2"]
        )
        custom_fields.define(actor, subject="person", key="since", label="Customer since", kind="date")
        keys.create(actor, name="Nightly sync", scopes=["directory:person:see"], is_service=True)
        send(Letter("nobody@example.com", "Hello", "A letter that could not be delivered."))
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET status = 'failed', attempts = 5")
            cursor.execute(
                "INSERT INTO core_joberror SELECT id, 'ConnectionRefusedError: no mail server', now() FROM procrastinate_jobs"
            )
        gone = people.add(actor, fields={"name": "Otto Gone"})
        people.remove(actor, gone.id)
        erased = people.add(actor, fields={"name": "Bea Once", "email": "bea@once.example"})
        erasures.begin(actor, erased.id, reason="Request 4711 of 3 March")
        edit = bulk_edits.edit_people(actor, Change(Do.SET, {"city": "Lisboa"}), whom=[priya.id, gone.id])
    operations.carry(edit.id)
    ids = {
        "operation": edit.id,
        "person": priya.id,
        "erased": erased.id,
        "account": dental.id,
        "group": group.id,
        "field": chair.id,
        **twins,
        **imported,
    }
    return {name: str(one) for name, one in ids.items()}


def _twins(actor: "Actor", account_id: "UUID") -> dict[str, "UUID"]:
    """Two records of one human being, who is in the same account twice, and of two minds about the newsletter."""
    from twofold.directory.verbs import consents, identifiers, memberships, notes, people, tags

    ines = people.add(
        actor,
        fields={"given_name": "Inês", "family_name": "Duarte", "email": "ines.duarte@atlas.example", "city": "Lisboa"},
    )
    twin = people.add(
        actor,
        fields={
            "given_name": "Ines",
            "family_name": "Duarte",
            "email": "ines.duarte@mail.example",
            "city": "Porto",
            "country": "PT",
        },
    )
    memberships.add(actor, ines.id, account_id, fields={"title": "Head of Purchasing"})
    memberships.add(actor, twin.id, account_id, fields={"buying_role": "champion"})
    identifiers.add(actor, twin.id, kind="loyalty_card", value="LC 4021 7781")
    consents.give(actor, ines.id, purpose="newsletter", channel="email")
    consents.withdraw(actor, twin.id, purpose="newsletter", channel="email")
    tags.tag_people(actor, [twin.id], tag="VIP")
    notes.write(actor, body="Prefers to be called in the morning.", person_id=twin.id)
    return {"twin": ines.id, "double": twin.id}


def _an_import(actor: "Actor") -> dict[str, "UUID"]:
    """A file and its import, which the worker does: two of its three rows are refused."""
    from twofold.core import files
    from twofold.directory.importing.plan import Column, ImportPlan
    from twofold.directory.importing.shapes import Shape
    from twofold.directory.verbs import importing

    text = "Name,E-mail,Company\nRui Pais,rui@farol.example,Farol Lda\nAna Reis,ana(at)farol.example,Farol Lda\nLuís"
    file = files.keep(actor, [text.encode()], name="partners.csv")
    names = ("Name", "E-mail", "Company")
    columns = zip(names, ("person.name", "person.email", "account.name"), strict=True)
    plan = ImportPlan(
        tuple(Column(*one) for one in columns), (("person.email",),), (("account.name",),), tags=("Fair",)
    )
    importing.save_mapping(actor, "Partners", plan=plan)
    return {
        "file": file.id,
        "import": importing.start(actor, file.id, shape=Shape("text", names, 1, 3), plan=plan).id,
    }


if __name__ == "__main__":
    with ready("browser tests"):
        json.dump(seed(), sys.stdout)
