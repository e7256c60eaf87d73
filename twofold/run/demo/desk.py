"""What is on the staff's desk: colleagues, notes, tags, consents, saved views."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from twofold.access import queries as access
from twofold.access.verbs import staff, teams
from twofold.core.registers import Desk
from twofold.directory import queries as directory
from twofold.directory.identities import Pair
from twofold.directory.verbs import consents, notes, people, saved_views, tags
from twofold.run.demo.lore import address, chance, lore
from twofold.run.demo.memory import ACTOR, Memory
from twofold.run.demo.office import account_ids, in_units, person_ids
from twofold.run.demo.world import World

EMAIL = "demo@twofold.example"
NOTES_ON_ACCOUNTS, NOTES_ON_PEOPLE = 500, 160
DECISIONS, WITHDRAWN = 1_000, 0.15
DESKS = (Desk.SALES, Desk.MARKETING, Desk.SUPPORT)  # each of them writes notes
TEAMS = (("Iberia", ("ES", "PT")), ("North", ("DE", "DK", "NL", "SE")))
TERMS = "2026-01"
TAGS_OF_PEOPLE = {"Beta tester": 120, "Speaker": 60, "Do not call": 40, "Press": 25}
VIEWS = (
    ("account", "Key accounts", {"tag": "Key account", "sort": "-employees"}),
    ("account", "At risk", {"tag": "At risk", "sort": "-employees"}),
    ("account", "Customers in Germany", {"kind": "customer", "country": "DE"}),
    ("account", "Resellers", {"kind": "reseller", "sort": "-seen"}),
    ("person", "Contacts", {"kind": "contact"}),
    ("person", "Consumers", {"kind": "consumer"}),
    ("person", "Beta testers", {"tag": "Beta tester"}),
)


@dataclass(frozen=True, slots=True)
class Jotting:
    """A note to be written: by whom, on which account or on whom."""

    author: int
    body: str
    account: str = ""
    person: str = ""


def hire(password: str) -> None:
    """Let the demo's user and their colleagues in. They can all sign in with the same password."""
    staff.admit(ACTOR, EMAIL, name="Demo", password=password)
    hired: list[UUID] = []
    for index, ((given, family, _), email) in enumerate(zip(lore().colleagues, _emails(), strict=True)):
        desk = DESKS[index % len(DESKS)]
        hired.append(staff.admit(ACTOR, email, name=f"{given} {family}", password=password, desk=desk))
    for index, (name, countries) in enumerate(TEAMS):
        members = hired[index :: len(TEAMS)]
        teams.make(ACTOR, name=name, countries=countries, members=members, leads=members[:1])


def colleague_ids() -> list[UUID]:
    """The colleagues, in their order. A unit of work must be open."""
    return _who(_emails())


def size(world: World) -> int:
    """How many things there are on the desk."""
    return len(_jottings(world)) + DECISIONS + 1 + len(VIEWS)


def fill(known: Memory, world: World, advance: Callable[[int], object]) -> None:
    """Put everything on the desk."""
    in_units(known, "notes", _jottings(world), _write, advance)
    in_units(known, "consents", _deciding(world), _decide, advance)
    in_units(known, "tags", [world], _tag, advance)
    in_units(known, "views", VIEWS, _save_views, advance)


def _emails() -> list[str]:
    return [f"{address(given, family)}@twofold.example" for given, family, _ in lore().colleagues]


def _who(emails: Sequence[str]) -> list[UUID]:
    pairs = [Pair("email", email) for email in emails]
    found = directory.traces(ACTOR, pairs)
    return [found[pair].person_id for pair in pairs]


def _jottings(world: World) -> list[Jotting]:
    """Some accounts and people have several notes, most have none."""
    dice, told = chance(world.seed, "notes"), lore()
    names = {seat.company.key: seat.human.name for seat in world.staffing.seats if seat.is_primary}
    buying = [company for company in world.companies if company.buys and company.key in names]
    weights = [company.employees**0.5 for company in buying]
    jottings = [
        Jotting(company.owner, dice.choice(told.notes_on_accounts).format(name=names[company.key]), account=company.key)
        for company in dice.choices(buying, weights, k=NOTES_ON_ACCOUNTS)
    ]
    jottings += [
        Jotting(human.home.owner, dice.choice(told.notes_on_people), person=human.user_id)
        for human in dice.sample(world.staffing.humans, NOTES_ON_PEOPLE)
    ]
    return jottings


def _write(few: Sequence[Jotting]) -> None:
    authors = {index: access.actor_of(person) for index, person in enumerate(colleague_ids())}
    accounts, persons = account_ids(one.account for one in few), person_ids(one.person for one in few)
    for one in few:
        if one.account:
            notes.write(authors[one.author], body=one.body, account_id=accounts[one.account])
        else:
            notes.write(authors[one.author], body=one.body, person_id=persons[one.person])


def _deciding(world: World) -> list[tuple[str, bool]]:
    dice = chance(world.seed, "consents")
    return [(human.user_id, dice.random() < WITHDRAWN) for human in dice.sample(world.staffing.humans, DECISIONS)]


def _decide(few: Sequence[tuple[str, bool]]) -> None:
    """The newsletter, by a form on paper at the trade fair; some think better of it."""
    persons = person_ids(user for user, _ in few)
    for user, thinks_better in few:
        consents.give(
            ACTOR, persons[user], purpose="newsletter", channel="email", text_version=TERMS, source="Trade fair"
        )
        if thinks_better:
            consents.withdraw(ACTOR, persons[user], purpose="newsletter", channel="email", source="Unsubscribe link")


def _tag(worlds: Sequence[World]) -> None:
    (world,) = worlds
    dice = chance(world.seed, "tags")
    wearing: dict[str, list[str]] = {}
    for company in world.companies:
        for tag in company.tags:
            wearing.setdefault(tag, []).append(company.key)
    for tag, keys in wearing.items():
        tags.tag_accounts(ACTOR, list(account_ids(keys).values()), tag=tag)
    for tag, count in TAGS_OF_PEOPLE.items():
        users = [human.user_id for human in dice.sample(world.staffing.humans, count)]
        tags.tag_people(ACTOR, list(person_ids(users).values()), tag=tag)
    for index, colleague in enumerate(colleague_ids()):
        key_people = [
            human.user_id
            for human in world.staffing.humans
            if human.home.owner == index and "Key account" in human.home.tags
        ]
        people.assign_owner(ACTOR, list(person_ids(key_people).values()), owner_id=colleague)


def _save_views(views: Sequence[tuple[str, str, dict[str, str]]]) -> None:
    (demo,) = _who([EMAIL])
    for subject, name, query in views:
        saved_views.save(
            access.actor_of(demo),
            subject=subject,
            name=name,
            definition={"query": urlencode(query)},
            is_shared=True,
            is_pinned=True,
        )
