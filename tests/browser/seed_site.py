"""Opens the one site for sign-ups, with a question, terms and one thing to ask later."""

import sys

from twofold.run.setup import ready

FLOW = {
    "is_open": True,
    "questions": [
        {"field": "given_name", "wanted": "required"},
        {"field": "family_name"},
        {"field": "country", "wanted": "later"},
    ],
    "purposes": ["news"],
    "terms": ["terms"],
}


def seed() -> None:
    """Helio Pumps."""
    from twofold.access.models import Site, Terms
    from twofold.core import clock
    from twofold.core.actor import Actor
    from twofold.core.unit import unit_of_work

    with unit_of_work(Actor.system("browser tests")):
        Site.objects.filter(is_default=True).update(name="Helio Pumps", color="#0f6e5b", flow=FLOW)
        Terms.objects.get_or_create(
            key="terms",
            version="2026-11",
            defaults={
                "title": "Terms of use",
                "text": "Be kind.",
                "in_force_at": clock.now(),
                "created_at": clock.now(),
            },
        )


if __name__ == "__main__":
    with ready("browser tests"):
        seed()
    sys.stdout.write("{}")
