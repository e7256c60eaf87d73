"""What goes wrong in every real installation: devices that many use, addresses of others, repeats, calls nobody understands."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from twofold.run.demo import calls
from twofold.run.demo.calls import By, Call
from twofold.run.demo.lore import chance
from twofold.run.demo.playing import play
from twofold.run.demo.visits import plan
from twofold.run.demo.world import World

KIOSKS = 6
WRONG_ADDRESSES = 30
WRONG_ALIASES = 12
REPEATED_VISITS = 120
NOT_JSON = (
    b'{"batch": [{"type": "track", "userId": "user-00001", "event": "Signed In"',
    b"<html>502 Bad Gateway</html>",
    b'{"batch": [\xff\xfe]}',
)


def shared_devices(world: World) -> Iterator[Call]:
    """Listening stations in record shops: one browser, a customer after the other."""
    dice = chance(world.seed, "kiosks")
    regulars = [human for human in world.staffing.humans if human.home.kind == "reseller"]
    for kiosk in range(1, KIOSKS + 1):
        visitor = f"listening-station-{kiosk}"
        at = world.began_at - timedelta(days=40, hours=kiosk)
        for turn, human in enumerate(dice.sample(regulars, 5)):
            at += timedelta(days=dice.uniform(1, 6))
            stem = f"station-{kiosk}-{turn}"
            yield _heard(f"{stem}-1", at, visitor, "")
            traits = {"email": human.email, "firstName": human.given, "lastName": human.family}
            yield calls.identify(By(f"{stem}-2", at + timedelta(seconds=40), human.user_id, visitor), traits)
            for listened in range(3, 6):
                yield _heard(f"{stem}-{listened}", at + timedelta(minutes=listened), visitor, human.user_id)


def wrong_identities(world: World) -> Iterator[Call]:
    """Somebody types a colleague's address; an application says that two people are one. Neither makes them one."""
    dice = chance(world.seed, "wrong")
    colleagues = defaultdict(list)
    for human in world.staffing.humans:
        colleagues[human.home.key].append(human)
    pairs = [dice.sample(humans, 2) for humans in colleagues.values() if len(humans) > 3]
    for number, (one, other) in enumerate(dice.sample(pairs, min(len(pairs), WRONG_ADDRESSES + WRONG_ALIASES))):
        at = world.began_at - timedelta(days=dice.uniform(0.1, 30))
        yield calls.identify(By(f"wrong-{number}-1", at, one.user_id), {"email": one.email})
        yield calls.identify(By(f"wrong-{number}-2", at, other.user_id), {"email": other.email})
        later = at + timedelta(minutes=1)
        if number < WRONG_ADDRESSES:
            yield calls.identify(By(f"wrong-{number}-3", later, one.user_id), {"email": other.email})
        else:
            yield calls.alias(By(f"wrong-{number}-3", later, one.user_id), other.user_id)


def repeats(world: World) -> Iterator[Call]:
    """Calls that a client on a bad line sends a second time."""
    dice = chance(world.seed, "repeats")
    visits = plan(world)
    for visit in dice.sample(visits, min(len(visits), REPEATED_VISITS)):
        yield from play(world.seed, visit)


def not_understood(world: World) -> Iterator[Call]:
    """Calls with a mistake that somebody made when they wired up their site."""
    at = world.began_at - timedelta(hours=5)
    good = calls.track(By("broken-0", at, "user-00001"), "Player Connected", {"zone": "Zone 1"})
    nobody = {key: value for key, value in good.items() if key != "userId"}
    broken: list[Call] = [
        good | {"type": "trakc"},
        good | {"event": ""},
        good | {"event": None},
        nobody,
        nobody | {"anonymousId": None},
        good | {"timestamp": "yesterday"},
        good | {"timestamp": "22/11/2026 10:30"},
        good | {"timestamp": "1899-12-31T23:59:59Z"},
        good | {"timestamp": "2199-01-01T00:00:00Z"},
        good | {"properties": "zone=1"},
        good | {"context": [1, 2, 3]},
        good | {"type": "group"},
        good | {"type": "alias"},
        good | {"userId": {"id": 7}},
        good | {"event": "x" * 400},
        good | {"properties": {"log": "no carrier " * 4_000}},
    ]
    for number, call in enumerate(broken * 3, start=1):
        yield call | {"messageId": f"broken-{number}"}


def _heard(message: str, at: datetime, visitor: str, user: str) -> Call:
    return calls.track(By(message, at, user, visitor), "Album Heard", {"station": visitor})
