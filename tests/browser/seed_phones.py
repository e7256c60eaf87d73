"""A customer with a password at a site, in Portugal, where one signs in with a phone, too."""

import json
import sys

from twofold.run.setup import ready

EMAIL, PASSWORD = "ines@helio.example", "seven quiet tugboats at dusk"
FLOW = {"methods": ["password", "code", "passkey", "phone"], "region": "PT"}


def seed() -> str:
    """Inês of Helio."""
    from twofold.access.models import Limit, Site
    from twofold.access.verbs import staff
    from twofold.core.actor import Actor
    from twofold.core.unit import unit_of_work
    from twofold.directory.verbs import people

    actor = Actor.system("browser tests")
    with unit_of_work(actor):
        Limit.objects.all().delete()
        Site.objects.filter(is_default=True).update(flow=FLOW)
        person = staff.admit(actor, EMAIL, name="Inês Duarte", password=PASSWORD)
        people.dismiss_staff(actor, person)
        people.edit(actor, person, fields={"phone": "+351 966 666 666"})
    return str(person)


if __name__ == "__main__":
    with ready("browser tests"):
        made = seed()
    sys.stdout.write(json.dumps(made))
