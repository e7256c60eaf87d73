"""A customer who can sign in, for the browser test of acting as one."""

import json
import sys

from twofold.run.setup import ready

EMAIL, PASSWORD = "ada@helio.example", "seven quiet tugboats at dusk"


def seed() -> str:
    """Ada of Helio."""
    from twofold.access.models import Site
    from twofold.access.verbs import staff
    from twofold.core.actor import Actor
    from twofold.core.unit import unit_of_work
    from twofold.directory.verbs import accounts, memberships, people

    actor = Actor.system("browser tests")
    with unit_of_work(actor):
        Site.objects.filter(is_default=True).update(flow={})  # another test may have asked for terms
        person = staff.admit(actor, EMAIL, name="Ada Brandt", password=PASSWORD)
        people.dismiss_staff(actor, person)
        memberships.add(actor, person, accounts.add(actor, fields={"name": "Helio Pumps"}).id, fields={})
    return str(person)


if __name__ == "__main__":
    with ready("browser tests"):
        made = seed()
    sys.stdout.write(json.dumps(made))
