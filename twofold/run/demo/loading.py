"""Loading the demo, part by part."""

import hmac
import time
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from django.db import connection
from rich.console import Console

from twofold.core.unit import unit_of_work
from twofold.directory import queries as directory
from twofold.events import queries as events
from twofold.events.verbs import sources
from twofold.run.commands import Failed
from twofold.run.config import EVERYWHERE, Config
from twofold.run.demo import (
    cdnow,
    desk,
    door,
    invoices,
    live,
    memory,
    mishaps,
    office,
    organisations,
    people,
    playing,
    telling,
    visits,
    world,
)
from twofold.run.demo.calls import Call
from twofold.run.demo.cdnow import DemoDataMissing
from twofold.run.demo.memory import ACTOR, Memory
from twofold.run.demo.organisations import Organisation
from twofold.run.demo.sending import LANES, Endpoint, Lane, SendingFailed, answers, send_all
from twofold.run.demo.telling import Advance, Part, Telling
from twofold.run.demo.threads import side_by_side
from twofold.run.demo.world import WHOLE, Scale, World

SHOP, OFFICE, SITE = "CDNOW shop", "Back office", "Web site"
SYLLABLES = ("ba", "de", "fi", "go", "ku", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "wo", "xu", "zi")
START_SECONDS = 60.0

Track = list[Part]
Phase = list[Track]


class DemoNotPossible(Failed):
    """The demo cannot be loaded here."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """How to sign in to the demo: as staff, and with the same password as the owner of a customer's account."""

    email: str
    password: str
    owner: str
    account: str


def load(config: Config, out: Console) -> SignIn:
    """Load what is not there yet, let visits trickle in, and say how to sign in.

    The server must be starting. Refuses a Twofold that has customers of its own.
    """
    loading = fill(config, out)
    live.begin(loading.world, loading.endpoint, loading.write_key(SITE))
    shown = loading.organisations[0]
    return SignIn(desk.EMAIL, loading.password, owner=shown.owner.human.email, account=shown.company.name)


def fill(config: Config, out: Console, *, scale: Scale = WHOLE) -> "Loading":
    """Load what is not there yet."""
    started = time.monotonic()
    try:
        loading = Loading(config, scale)
        loading.wait_for_server()
        if _do(loading.phases(), loading.memory, out):
            out.print(f"{loading.summary()} Loaded in {time.monotonic() - started:.0f} seconds.")
    except (DemoDataMissing, SendingFailed) as failure:
        raise DemoNotPossible(str(failure)) from failure
    return loading


def _do(phases: list[Phase], known: Memory, out: Console) -> bool:
    """Do what is not there yet, and say how far it is; tells whether there was anything to do."""
    todo = [[[part for part in track if part.name not in known.parts] for track in phase] for phase in phases]
    with telling.of([part for phase in todo for track in phase for part in track], out) as told:
        for phase in todo:
            side_by_side([partial(_do_track, track, told) for track in phase])
    return any(part for phase in todo for track in phase for part in track)


def _do_track(track: Sequence[Part], told: Telling) -> None:
    for part in track:
        told.begin(part)
        part.do(partial(told.advance, part))
        told.end(part)
        with unit_of_work(ACTOR):
            memory.finish(part.name)
    connection.close()


class Loading:
    """What the parts need: the world, the endpoint, and the keys to it."""

    def __init__(self, config: Config, scale: Scale) -> None:
        self._config = config
        self._scale = scale
        host = "127.0.0.1" if config.host in EVERYWHERE else config.host
        self.endpoint = Endpoint(host, config.port)
        self._file = cdnow.find()

    @cached_property
    def memory(self) -> Memory:
        """What is there; of a Twofold without a demo, that there is nobody else in it."""
        with unit_of_work(ACTOR):
            if memory.recall() is None and directory.people_visible_to(ACTOR).filter(is_staff=False).exists():
                raise DemoNotPossible(
                    "There are customers in here already; the demo needs a data directory of its own (--data)."
                )
        return memory.begin()

    @cached_property
    def history(self) -> list[cdnow.Purchase]:
        return [one for one in cdnow.purchases(self._file) if int(one.customer) <= self._scale.customers]

    @cached_property
    def world(self) -> World:
        customers = (purchase.customer for purchase in self.history)
        return world.build(self.memory.seed, self.memory.began_at, customers, scale=self._scale)

    @cached_property
    def organisations(self) -> list[Organisation]:
        return organisations.plan(self.world)

    def phases(self) -> list[Phase]:
        """Every part: tracks of a phase go side by side, phases and the parts of a track one after the other."""
        staffing = self.world.staffing
        calls_of_history = len(self.history) + len({one.customer for one in self.history})
        planned, orders = visits.plan(self.world), invoices.plan(self.world)
        return [
            [
                [Part("purchases", "Purchases at CDNOW, real", calls_of_history, self._purchases)],
                [
                    Part("colleagues", "Colleagues and custom fields", 1, self._colleagues),
                    Part("people", "People at work, invented", len(staffing.humans), self._people),
                    Part("accounts", "Accounts in their trees", len(self.world.companies), self._accounts),
                    Part("seats", "Who sits where", len(staffing.seats), self._seats),
                    Part("door", "A site, and who waits to be let in", door.SIZE, self._door),
                    Part("organisations", "Accounts that run themselves", len(self.organisations), self._organisations),
                ],
            ],
            [
                [
                    Part("visits", "Ninety days of visits", len(planned), partial(self._visits, planned)),
                    Part("orders", "Orders and invoices", len(orders), partial(self._orders, orders)),
                    Part("mishaps", "What goes wrong", 4, self._mishaps),
                    Part("desk", "Notes, tags, consents", desk.size(self.world), self._desk),
                ],
            ],
        ]

    def _colleagues(self, advance: Advance) -> None:
        with unit_of_work(ACTOR):
            desk.hire(self.password)
            office.define_fields()
            memory.finish("colleagues")
        advance(1)

    def _purchases(self, advance: Advance) -> None:
        calls = cdnow.calls(self.memory.seed, self.history, self.world.moved)
        send_all(self.endpoint, self.write_key(SHOP), _lanes(calls), sent=advance)

    def _people(self, advance: Advance) -> None:
        calls = people.introductions(self.memory.seed, self.world.staffing, self.memory.began_at)
        send_all(self.endpoint, self.write_key(OFFICE), _lanes(calls), sent=advance)

    def _accounts(self, advance: Advance) -> None:
        with unit_of_work(ACTOR):
            owners = desk.colleague_ids()
        office.in_units(
            self.memory, "accounts", self.world.companies, partial(office.open_accounts, owners=owners), advance
        )

    def _seats(self, advance: Advance) -> None:
        office.in_units(self.memory, "seats", self.world.staffing.seats, office.seat, advance)

    def _door(self, advance: Advance) -> None:
        door.open_up(self.memory, advance)

    def _organisations(self, advance: Advance) -> None:
        organisations.found(self.memory, self.world, self.organisations, self.password, advance)

    def _visits(self, planned: list[visits.Visit], advance: Advance) -> None:
        """A lane for some of the people, so that what one of them does stays in order."""

        def play_lane(lane: int) -> Iterator[Call]:
            for visit in planned:
                if _lane_of(visit.browser if visit.who is None else visit.who.email) == lane:
                    yield from playing.play(self.memory.seed, visit)
                    advance(1)

        lanes = [play_lane(lane) for lane in range(LANES)]
        send_all(self.endpoint, self.write_key(SITE), lanes, sent=_unnoticed)

    def _orders(self, planned: list[invoices.Planned], advance: Advance) -> None:
        calls = (call for one in planned for call in invoices.play(self.memory.seed, one))
        send_all(self.endpoint, self.write_key(OFFICE), [calls], sent=lambda sent: advance(sent // 2))

    def _mishaps(self, advance: Advance) -> None:
        key = self.write_key(SITE)
        for calls in (mishaps.shared_devices, mishaps.wrong_identities, mishaps.repeats, mishaps.not_understood):
            send_all(self.endpoint, key, [calls(self.world)], sent=_unnoticed)
            advance(1)
        lane = Lane(self.endpoint, key)
        for body in mishaps.NOT_JSON:
            lane.send(body)
        lane.close()

    def _desk(self, advance: Advance) -> None:
        desk.fill(self.memory, self.world, advance)

    @property
    def password(self) -> str:
        """The same one for the same installation, and another one for every other."""
        digest = hmac.digest(self._config.key().encode(), b"demo", "sha256")
        letters = "".join(SYLLABLES[byte % len(SYLLABLES)] for byte in digest[:6])
        return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"

    def wait_for_server(self) -> None:
        """Until it answers."""
        give_up_at = time.monotonic() + START_SECONDS
        while not answers(self.endpoint):
            if time.monotonic() > give_up_at:
                raise DemoNotPossible(
                    f"The server did not answer within {START_SECONDS:.0f} seconds; its log says why."
                )
            time.sleep(0.1)

    def write_key(self, name: str) -> str:
        """That of the source of this name, which is made if there is none."""
        with unit_of_work(ACTOR):
            found = (source for source in events.sources(ACTOR) if source.name == name and not source.revoked_at)
            source = next(found, None) or sources.create(ACTOR, name)
            return str(source.write_key)

    def summary(self) -> str:
        staffing = self.world.staffing
        return (
            f"{len(self.history):,} real purchases by {len({one.customer for one in self.history}):,} people of CDNOW, "
            f"and an invented business with {len(self.world.companies):,} accounts, {len(staffing.humans):,} people "
            f"and {len(staffing.seats):,} memberships."
        )


def _lanes(calls: Iterable[Call]) -> list[list[Call]]:
    """The calls over several connections, each user's on one, in their order."""
    lanes: list[list[Call]] = [[] for _ in range(LANES)]
    for call in calls:
        lanes[_lane_of(call["userId"])].append(call)
    return lanes


def _lane_of(name: str) -> int:
    return zlib.crc32(name.encode()) % LANES


def _unnoticed(_: int) -> None:
    pass
