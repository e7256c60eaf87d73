"""Lets the one site be as it is at first, for tests that come after those which had another flow."""

import sys

from twofold.run.setup import ready


def seed() -> None:
    """Nobody may sign up, and nothing is asked for."""
    from twofold.access.models import Site
    from twofold.core.actor import Actor
    from twofold.core.unit import unit_of_work

    with unit_of_work(Actor.system("browser tests")):
        Site.objects.filter(is_default=True).update(flow={})


if __name__ == "__main__":
    with ready("browser tests"):
        seed()
    sys.stdout.write("{}")
