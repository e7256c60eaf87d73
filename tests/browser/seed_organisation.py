"""An organisation with somebody who runs it, and a site where strangers wait. Prints the address of whoever runs it."""

import json
import sys

from twofold.run.setup import ready


def seed() -> dict[str, str]:
    """Fjord Clinics, run by Olga; it gives a group, too."""
    from twofold.access import proofs
    from twofold.access.joining import seating
    from twofold.access.joining.places import Place
    from twofold.access.models import Role, Site
    from twofold.access.verbs import groups
    from twofold.core.actor import Actor
    from twofold.core.unit import unit_of_work
    from twofold.directory.verbs import accounts, people

    actor = Actor.system("browser tests")
    with unit_of_work(actor):
        clinics = accounts.add(actor, fields={"name": "Fjord Clinics"}, kind="customer")
        olga = people.add(actor, fields={"name": "Olga Berg", "email": "olga@fjord.example"})
        proofs.proven(olga.id, "olga@fjord.example", in_this_browser=False)
        place = Place(roles=frozenset({Role.objects.get(key="owner").id}))
        seating.seat(olga.id, clinics.id, place, address="olga@fjord.example", by=actor)
        groups.make(actor, clinics.id, name="Laboratory")
        site = Site.objects.get(is_default=True)
        site.flow = {"is_open": True, "waiting": "strangers", "questions": []}
        site.save()
        return {"olga": "olga@fjord.example", "clinics": str(clinics.id)}


if __name__ == "__main__":
    with ready("browser tests"):
        json.dump(seed(), sys.stdout)
