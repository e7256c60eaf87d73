"""Accounts that run themselves: who of their people signs in, as what, with which groups and applications; guests; who is invited.

Staff make the first owner. All else is done by that owner, as on the pages of the portal.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.contrib.auth.hashers import make_password

from twofold.access import queries as access
from twofold.access import terms
from twofold.access.joining import tokens
from twofold.access.joining.inviting import Wording
from twofold.access.joining.places import Place
from twofold.access.permissions import Permission
from twofold.access.sites import site_with
from twofold.access.verbs import applications, assignments, grants, groups, guests, invitations, logins, roles
from twofold.access.verbs.assignments import EVERYBODY, Whom
from twofold.access.verbs.logins import ForeignLogin
from twofold.core import unit
from twofold.core.actor import Actor
from twofold.core.registers import BuiltIn
from twofold.core.unit import unit_of_work
from twofold.directory import queries as directory
from twofold.run.demo import agreeing
from twofold.run.demo.companies import Company
from twofold.run.demo.lore import chance
from twofold.run.demo.memory import ACTOR, Memory
from twofold.run.demo.office import account_ids, once, person_ids
from twofold.run.demo.people import Human, Seat
from twofold.run.demo.world import World

FOUNDED, AGREED, INVITED = timedelta(days=60), timedelta(days=59), timedelta(days=1)
STAYING = (66, 71, 180, 240)  # days after they came in: for the first two somebody is asked by now
LARGE = range(15, 81)
SMALL = range(6, 61)
OTHERS, SIGN_IN_LARGE, SIGN_IN_SMALL = 5, 14, 5
READABLE = {"gb", "us"}
FROM = {"partner", "supplier", "reseller"}
ROLES = (BuiltIn.ADMIN, BuiltIn.BUYER, BuiltIn.BUYER, BuiltIn.APPROVER, BuiltIn.AUDITOR)
OWN_ROLE = (
    "Host",
    "Brings partners in and looks after them",
    (Permission.SEE_MEMBERS, Permission.INVITE_GUESTS, Permission.REVIEW_GUESTS),
)
GROUPS = (
    ("Music team", "What is played where, and when"),
    ("Purchasing", "Orders players, speakers and licences"),
    ("Technicians", "Players, cables and everything that hums"),
)
PENDING = (
    ("jordan.reyes", BuiltIn.BUYER, "Welcome to the team! You will order for the new branches."),
    ("priya.raman", None, ""),
    ("tomas.lindqvist", BuiltIn.APPROVER, "Please approve orders while I am away in December."),
)
AGENCY = "studio@interior-sound.example"


@dataclass(frozen=True, slots=True)
class Organisation:
    """An account and the seats of those who sign in, its owner first; `guests` come from outside."""

    company: Company
    seats: tuple[Seat, ...]
    guests: tuple[Human, ...] = ()

    @property
    def owner(self) -> Seat:
        return self.seats[0]


def plan(world: World) -> list[Organisation]:
    """The first one is large, has accounts below it, guests, and an owner who is in two others as well."""
    inside = _insiders(world)
    children = Counter(company.parent for company in world.companies)
    roots = [one for one in world.companies if one.buys and not one.parent]
    large = [one for one in roots if len(inside[one.key]) in LARGE]
    shown = max(large, key=lambda one: (one.culture.key in READABLE, children[one.key], one.key))
    small = [one for one in roots if len(inside[one.key]) in SMALL and one != shown]
    others = sorted(small, key=lambda one: (-children[one.key], one.key))[:OTHERS]
    there = {seat.human.user_id for seat in world.staffing.seats if seat.company == shown}
    outsiders = [one for one in world.staffing.humans if one.home.kind in FROM and one.user_id not in there]
    first = Organisation(
        shown,
        tuple(inside[shown.key][:SIGN_IN_LARGE]),
        tuple(chance(world.seed, "guests").sample(outsiders, len(STAYING))),
    )
    return [first, *(Organisation(one, tuple(inside[one.key][:SIGN_IN_SMALL])) for one in others)]


def _insiders(world: World) -> defaultdict[str, list[Seat]]:
    """Who has belonged to an account for long enough, and is nothing but that."""
    since = (world.began_at - FOUNDED).date()
    inside: defaultdict[str, list[Seat]] = defaultdict(list)
    for seat in world.staffing.seats:
        if seat.is_primary and not seat.ends_on and seat.starts_on < since and not seat.human.is_consumer:
            inside[seat.company.key].append(seat)
    return inside


def found(
    known: Memory, world: World, planned: Sequence[Organisation], password: str, advance: Callable[[int], object]
) -> None:
    """Let all of them run themselves since two months ago, and the first one have guests and somebody invited."""
    for number, one in enumerate(planned):
        once(known, f"organisation {number}", partial(_begin, one, password), at=world.began_at - FOUNDED)
        advance(1)
    first = planned[0]
    humans = [seat.human for one in planned for seat in one.seats]
    once(known, "agreeing", partial(agreeing.decide, world.seed, humans), at=world.began_at - AGREED)
    once(known, "thinking better", partial(agreeing.think_better, world.seed, humans), at=world.began_at - INVITED)
    once(known, "guests", partial(_let_guests_in, planned, password), at=world.began_at - FOUNDED)
    once(known, "invited", partial(_invite, first), at=world.began_at - INVITED)
    once(known, "reviews", partial(guests.ask, ACTOR))


def _begin(one: Organisation, password: str) -> None:
    """They come with the passwords that they had before; somebody is made the owner, who gives the others their parts."""
    _let_sign_in([seat.human for seat in one.seats], password)
    account_id, places = _account(one), _places(one)
    applications.offer(ACTOR, [app.id for app in access.applications(ACTOR) if not app.is_for_all], account_id)
    by_key = {role.key: role.id for role in access.roles(ACTOR, account_id)}
    grants.give(ACTOR, places[:1], by_key[BuiltIn.OWNER], reaches_below=bool(one.guests))
    owner = _acting(one.owner.human, account_id)
    with unit_of_work(owner):
        for place, key in zip(places[1:], ROLES, strict=False):
            grants.give(owner, [place], by_key[key])
        made = _make_groups(owner, account_id, places)
        _share_out(owner, account_id, places, made)
        if one.guests:
            name, description, allowed = OWN_ROLE
            host = roles.define(owner, account_id, name=name, description=description, permissions=allowed)
            grants.give(owner, places[-2:], host.id)


def _make_groups(owner: Actor, account_id: UUID, places: Sequence[UUID]) -> list[UUID]:
    made = []
    for number, (name, description) in enumerate(GROUPS):
        group = groups.make(owner, account_id, name=name, description=description)
        members = places[number :: len(GROUPS)]
        groups.put(owner, group.id, members[:1], is_owner=True)
        groups.put(owner, group.id, members[1:])
        made.append(group.id)
    return made


def _share_out(owner: Actor, account_id: UUID, places: Sequence[UUID], made: Sequence[UUID]) -> None:
    """Some for everybody, one for groups, one for some people."""
    for app in access.account_applications(owner, account_id):
        if app.name in {"Licence library", "Help desk"}:
            assignments.assign(owner, app.id, account_id, whom=EVERYBODY)
        elif app.name == "Player control":
            assignments.assign(owner, app.id, account_id, whom=Whom(groups=(made[0], made[2])))
        elif app.name == "Wholesale shop":
            assignments.assign(owner, app.id, account_id, whom=Whom(memberships=tuple(places[1:4])))
            assignments.assign(owner, app.id, account_id, whom=Whom(memberships=(places[0],)), is_owner=True)


def _let_guests_in(planned: Sequence[Organisation], password: str) -> None:
    """Partners come to the first one; its owner is a member of the second and a guest of the third."""
    first, second, third = planned[:3]
    _let_sign_in(first.guests, password)
    account_id = _account(first)
    owner = _acting(first.owner.human, account_id)
    with unit_of_work(owner):
        music = next(group.id for group in access.groups(owner, account_id) if group.name == GROUPS[0][0])
    for human, days in zip(first.guests, STAYING, strict=True):
        _bring(first, human, Place(standing="guest", groups=frozenset({music}), access_until=_in(days)))
    _bring(second, first.owner.human, Place())
    _bring(third, first.owner.human, Place(standing="guest", access_until=_in(STAYING[-1])))


def _bring(into: Organisation, human: Human, place: Place) -> None:
    """Its owner hands them a link, by which they come in."""
    account_id = _account(into)
    owner, guest = _acting(into.owner.human, account_id), _acting(human)
    with unit_of_work(owner):
        link = invitations.invite(owner, account_id, human.email, place, Wording(by_link=True)).link
    digest = tokens.digest(link.rpartition("/")[2])
    with unit_of_work(guest):
        invitations.redeem(guest, digest or b"")


def _invite(first: Organisation) -> None:
    """By letter; nobody has come yet."""
    account_id = _account(first)
    owner = _acting(first.owner.human, account_id)
    domain = first.owner.human.email.partition("@")[2]
    with unit_of_work(owner):
        by_key = {role.key: role.id for role in access.roles(owner, account_id)}
        for local, key, message in PENDING:
            place = Place(roles=frozenset({by_key[key]} if key else ()))
            invitations.invite(owner, account_id, f"{local}@{domain}", place, Wording(message=message))
        invitations.invite(owner, account_id, AGENCY, Place(standing="guest"), Wording(message="See you on Monday."))


def _let_sign_in(humans: Iterable[Human], password: str) -> None:
    """With a password that they have from another system, as `twofold logins` brings it; they accepted the terms there."""
    kept, site = make_password(password).removeprefix("argon2"), site_with(None)
    for taken in logins.take_over(ACTOR, [ForeignLogin(human.email, kept, is_proven=True) for human in humans]):
        if taken.person_id:
            terms.accept(ACTOR, taken.person_id, terms.in_force(site.flow.terms), site_id=site.id)


def _acting(human: Human, account_id: UUID | None = None) -> Actor:
    (person_id,) = person_ids([human.user_id]).values()
    return access.customer_of(person_id, account_id)


def _in(days: int) -> datetime:
    return unit.now() + timedelta(days=days)


def _account(one: Organisation) -> UUID:
    return account_ids([one.company.key])[one.company.key]


def _places(one: Organisation) -> list[UUID]:
    """The memberships of those who sign in, in their order."""
    who = person_ids(seat.human.user_id for seat in one.seats)
    live = directory.memberships_visible_to(ACTOR).filter(account=_account(one), ended_at=None)
    by_person = dict(live.filter(person__in=who.values()).values_list("person_id", "id"))
    return [by_person[who[seat.human.user_id]] for seat in one.seats]
