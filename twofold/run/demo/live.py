"""A trickle of visits while the demo runs, so that there is something to watch arriving. Invented, like all visits."""

import threading
from dataclasses import replace
from datetime import UTC, datetime
from random import SystemRandom
from uuid import NAMESPACE_URL, uuid5

import structlog

from twofold.run.demo.lore import chance
from twofold.run.demo.people import Human
from twofold.run.demo.playing import play
from twofold.run.demo.sending import Endpoint, Lane, SendingFailed, pack
from twofold.run.demo.visits import Visit, of_human
from twofold.run.demo.world import World

log = structlog.get_logger()

SECONDS_BETWEEN_STEPS = 3.0
SECONDS_BETWEEN_VISITS = 6.0
FIRST_NUMBER = 10_000_000


def begin(world: World, endpoint: Endpoint, write_key: str) -> None:
    """Let people come to the site, one after the other, until this process ends."""
    threading.Thread(target=_come_and_go, args=(world, endpoint, write_key), name="demo visits", daemon=True).start()


def _come_and_go(world: World, endpoint: Endpoint, write_key: str) -> None:
    dice, pause = SystemRandom(), threading.Event()
    lane = Lane(endpoint, write_key)
    while True:
        visit = _visit(world, dice.choice(world.staffing.humans))
        for call in play(world.seed, visit):
            now = datetime.now(UTC).isoformat(timespec="milliseconds")
            (batch,) = pack([call | {"timestamp": now}])
            try:
                lane.send(batch.body)
            except SendingFailed as failure:
                log.warning("demo.visit_lost", reason=str(failure))
            pause.wait(min(20.0, dice.expovariate(1 / SECONDS_BETWEEN_STEPS)))
        pause.wait(dice.expovariate(1 / SECONDS_BETWEEN_VISITS))


def _visit(world: World, human: Human) -> Visit:
    """Most are on a browser that is known to be theirs."""
    now = datetime.now(UTC)
    number = FIRST_NUMBER + int(now.timestamp() * 10)
    (visit,) = of_human(chance(world.seed, "live", number), human, [now], number)
    browser = str(uuid5(NAMESPACE_URL, human.user_id))
    if number % 3:
        return replace(visit, browser=browser, is_known=True, reveals=False)
    return replace(visit, browser=str(uuid5(NAMESPACE_URL, f"{human.user_id}/{number}")))
