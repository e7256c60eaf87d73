"""A few customers for the browser tests to meet, added as a colleague would. Prints the ids the tests need."""

import json
import sys

from twofold.run.setup import ready


def seed() -> dict[str, str]:
    """A group with a subsidiary that has a department; people in it; a custom field; a job that failed."""
    from django.db import connection

    from twofold.access.verbs import keys
    from twofold.core.actor import Actor
    from twofold.core.post import Letter, send
    from twofold.core.unit import unit_of_work
    from twofold.directory.verbs import accounts, custom_fields, memberships, people

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
    return {"person": str(priya.id), "account": str(dental.id), "field": str(chair.id)}


if __name__ == "__main__":
    with ready("browser tests"):
        json.dump(seed(), sys.stdout)
