"""Somebody at a site with a provider, whose address is told in the environment; their password is gone when that says so."""

import json
import os
import sys

from twofold.run.setup import ready

EMAIL, PASSWORD = "lina@helio.example", "seven quiet tugboats at dusk"
ISSUER, WITHOUT_PASSWORD = "SEED_ISSUER", "SEED_WITHOUT_PASSWORD"


def seed() -> str:
    """Lina, and Atlas ID."""
    from twofold.access.models import Provider, Site
    from twofold.access.verbs import providers, staff
    from twofold.core.actor import Actor
    from twofold.core.unit import unit_of_work
    from twofold.directory.models import Person
    from twofold.directory.verbs import people

    actor = Actor.system("browser tests")
    with unit_of_work(actor):
        if WITHOUT_PASSWORD in os.environ:
            Site.objects.filter(is_default=True).update(flow={"methods": ["password", "passkey", "elsewhere"]})
            return str(Person.objects.filter(email=EMAIL).update(password="!"))
        Site.objects.filter(is_default=True).update(flow={})
        Provider.objects.all().delete()
        told = {"name": "Atlas ID", "client_id": "client", "secret": "very secret", "issuer": os.environ[ISSUER]}
        providers.add(actor, kind="openid", told=told)
        person = staff.admit(actor, EMAIL, name="Lina Sand", password=PASSWORD)
        people.dismiss_staff(actor, person)
    return str(person)


if __name__ == "__main__":
    with ready("browser tests"):
        made = seed()
    sys.stdout.write(json.dumps(made))
