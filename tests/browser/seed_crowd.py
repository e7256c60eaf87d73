"""A crowd for the browser tests of lists: more people than are changed at once."""

import sys

from twofold.run.setup import ready

CROWD = 260


def seed() -> None:
    """Everybody of Crowdville."""
    from twofold.core.actor import Actor
    from twofold.core.unit import unit_of_work
    from twofold.directory.verbs import people

    actor = Actor.system("browser tests")
    with unit_of_work(actor):
        for number in range(CROWD):
            people.add(
                actor, fields={"name": f"Crowd {number:03}", "email": f"c{number}@crowd.example", "city": "Crowdville"}
            )


if __name__ == "__main__":
    with ready("browser tests"):
        seed()
    sys.stdout.write("{}")
