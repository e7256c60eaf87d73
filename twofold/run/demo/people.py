"""The invented people: who works where, as what, since when; guests, those who left, and mailboxes that nobody owns."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from twofold.run.demo.calls import By, Call, identify
from twofold.run.demo.cdnow import Consumer
from twofold.run.demo.companies import Company
from twofold.run.demo.lore import Culture, address, chance, lore, phone

SEVERAL_SEATS = 0.22
MOST_SEATS = 3
LEFT = 0.06
MAILBOXES = 450
OLDEST_DAYS = 540
TOPICS = ("New releases", "Classics", "Players", "Licensing")


@dataclass(frozen=True, slots=True)
class Human:
    """Somebody at work. `user_id` is what the company's portal calls them; a consumer keeps the one they have."""

    user_id: str
    given: str
    family: str
    email: str
    phone: str
    culture: Culture
    home: Company
    is_consumer: bool = False

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"


@dataclass(frozen=True, slots=True)
class Seat:
    """A membership: somebody in an account, as something, for a time."""

    human: Human
    company: Company
    title: str
    department: str
    buying_role: str
    starts_on: date
    ends_on: date | None = None
    is_guest: bool = False
    is_primary: bool = True
    has_left: bool = False


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An address that several people of a company read."""

    email: str
    company: Company


@dataclass(frozen=True, slots=True)
class Staffing:
    """Everybody who works at the companies."""

    humans: list[Human]
    seats: list[Seat]
    mailboxes: list[Mailbox]


def build(seed: int, companies: list[Company], consumers: list[Consumer], *, today: date, people: int) -> Staffing:
    """That many people over the companies, the given consumers among them."""
    dice = chance(seed, "people")
    domains = _domains(companies)
    humans = _hire(dice, companies, consumers, domains, people)
    seats: list[Seat] = []
    rank: defaultdict[str, int] = defaultdict(int)
    for human in humans:
        seats.append(_seat(dice, human, rank[human.home.key], today))
        rank[human.home.key] += 1
    kin, partners = _kin(companies), [company for company in companies if company.kind in {"partner", "reseller"}]
    customers = [company for company in companies if company.buys]
    for human in dice.sample(humans, int(len(humans) * SEVERAL_SEATS)):
        seats += _further_seats(dice, human, kin, customers if human.home in partners else [], today)
    former = dice.sample(humans, int(len(humans) * LEFT))
    seats += [_former_seat(dice, human, dice.choice(companies), today) for human in former]
    return Staffing(humans, _one_each(seats), _mailboxes(dice, companies))


def _hire(
    dice: Random, companies: list[Company], consumers: list[Consumer], domains: dict[str, str], people: int
) -> list[Human]:
    """Large accounts have more people, but not in proportion; every account that buys has somebody."""
    weights = [company.employees**0.55 * (1 if company.buys else 0.4) for company in companies]
    homes = [company for company in companies if company.buys]
    homes += dice.choices(companies, weights, k=people - len(homes))
    members = set(dice.sample(range(len(homes)), len(consumers)))
    private, taken = iter(consumers), set[str]()
    humans = []
    for number, home in enumerate(homes, start=1):
        consumer = next(private) if number - 1 in members else None
        culture = home.culture if dice.random() < 0.82 else lore().culture(dice)
        given = consumer.given if consumer else dice.choice(culture.given)
        family = consumer.family if consumer else dice.choice(culture.family)
        humans.append(
            Human(
                user_id=consumer.user_id if consumer else f"user-{number:05}",
                given=given,
                family=family,
                email=_email(given, family, domains[home.key], taken),
                phone=_phone(dice, home, taken) if dice.random() < 0.5 else "",
                culture=culture,
                home=home,
                is_consumer=consumer is not None,
            )
        )
    return humans


def _phone(dice: Random, home: Company, taken: set[str]) -> str:
    """A number of their own, or none: two people with one number would be taken for a shared line."""
    number = phone(dice, home.culture)
    if number in taken:
        return ""
    taken.add(number)
    return number


def _email(given: str, family: str, domain: str, taken: set[str]) -> str:
    local = address(given, family)
    number = next(n for n in range(1, 999) if f"{local}{n if n > 1 else ''}@{domain}" not in taken)
    email = f"{local}{number if number > 1 else ''}@{domain}"
    taken.add(email)
    return email


def _domains(companies: list[Company]) -> dict[str, str]:
    """Where the mail of each account goes: to its own domain, or to that of the one above it."""
    domains: dict[str, str] = {}
    for company in companies:
        domains[company.key] = company.domain or domains[company.parent]
    return domains


def _kin(companies: list[Company]) -> dict[str, list[Company]]:
    """For each account the others of its tree."""
    root: dict[str, str] = {}
    trees: defaultdict[str, list[Company]] = defaultdict(list)
    for company in companies:
        root[company.key] = root.get(company.parent, company.key)
        trees[root[company.key]].append(company)
    return {company.key: [other for other in trees[root[company.key]] if other != company] for company in companies}


def _seat(dice: Random, human: Human, rank: int, today: date) -> Seat:
    """The first ones of an account are its heads, the later ones its hands."""
    departments = lore().departments
    if rank == 0:
        department = "Management"
    else:
        department = dice.choices(list(departments), (1, 3, 3, 6, 3, 2, 1))[0]
    ladder = departments[department]
    title, role = ladder[min(len(ladder) - 1, int(dice.triangular(0, len(ladder), min(rank, len(ladder)))))]
    starts = today - timedelta(days=int(dice.triangular(20, 4_000, 500)))
    return Seat(human, human.home, title, department, role if dice.random() < 0.7 else "", starts)


def _further_seats(
    dice: Random, human: Human, kin: dict[str, list[Company]], customers: list[Company], today: date
) -> list[Seat]:
    """In other accounts of the tree, or as a guest with a customer of their employer."""
    others = kin[human.home.key]
    count = 1 if dice.random() < 0.75 else 2
    if others and (dice.random() < 0.7 or not customers):
        chosen = dice.sample(others, min(count, len(others)))
        return [_sister_seat(dice, human, company, today) for company in chosen]
    return [_guest_seat(dice, human, company, today) for company in dice.sample(customers, min(count, len(customers)))]


def _sister_seat(dice: Random, human: Human, company: Company, today: date) -> Seat:
    title = dice.choice(("Member of the Board", "Project Lead", "Regional Coordinator", "Key User"))
    role = dice.choice(("influencer", "approver", "user", ""))
    starts = today - timedelta(days=dice.randint(10, 1_200))
    return Seat(human, company, title, "Group", role, starts, is_primary=False)


def _guest_seat(dice: Random, human: Human, company: Company, today: date) -> Seat:
    title = dice.choice(("Consultant", "Installation Partner", "Auditor", "Interior Designer", "Agency"))
    starts = today - timedelta(days=dice.randint(10, 400))
    ends = starts + timedelta(days=dice.choice((90, 180, 365, 540)))
    return Seat(
        human, company, title, "", "evaluator" if dice.random() < 0.2 else "", starts,
        ends_on=ends, is_guest=True, is_primary=False, has_left=ends < today,
    )  # fmt: skip


def _former_seat(dice: Random, human: Human, company: Company, today: date) -> Seat:
    ends = today - timedelta(days=dice.randint(10, 900))
    starts = ends - timedelta(days=dice.randint(200, 2_500))
    title, _ = dice.choice(lore().departments["Operations"])
    return Seat(
        human, company, title, "Operations", "", starts, ends_on=ends, is_primary=False, has_left=True
    )  # fmt: skip


def _one_each(seats: list[Seat]) -> list[Seat]:
    """Nobody sits twice in the same account, and nobody on more than three chairs."""
    kept: defaultdict[str, dict[str, Seat]] = defaultdict(dict)
    for seat in seats:
        chairs = kept[seat.human.user_id]
        if seat.company.key not in chairs and len(chairs) < MOST_SEATS:
            chairs[seat.company.key] = seat
    return [seat for chairs in kept.values() for seat in chairs.values()]


def _mailboxes(dice: Random, companies: list[Company]) -> list[Mailbox]:
    own = [company for company in companies if company.domain]
    chosen = dice.sample(own, min(MAILBOXES, len(own)))
    return [Mailbox(f"{dice.choice(company.culture.mailboxes)}@{company.domain}", company) for company in chosen]


def introductions(seed: int, staffing: Staffing, began_at: datetime) -> Iterator[Call]:
    """Everybody, as the invented company's back office tells of them: when they came, at most a year and a half ago."""
    oldest = began_at - timedelta(days=OLDEST_DAYS)
    homes = [seat for seat in staffing.seats if seat.is_primary]
    for seat in sorted(homes, key=lambda seat: (seat.starts_on, seat.human.user_id)):
        dice = chance(seed, "introduction", seat.human.user_id)
        at = datetime.combine(seat.starts_on, time(8), began_at.tzinfo)
        at = max(at, oldest + timedelta(days=dice.uniform(0, OLDEST_DAYS - 1))) + timedelta(
            minutes=dice.uniform(0, 480)
        )
        user = seat.human.user_id
        yield identify(By(f"office-{user}", at, user), _traits(dice, seat.human))


def _traits(dice: Random, human: Human) -> Call:
    place = human.home.place
    traits: Call = {
        "firstName": human.given,
        "lastName": human.family,
        "email": human.email,
        "locale": human.culture.locale,
        "timezone": place.time_zone,
        "address": {"city": place.city, "country": place.country},
    }
    if human.phone:
        traits["phone"] = human.phone
    if dice.random() < 0.2:
        traits["newsletter_topics"] = sorted(dice.sample(TOPICS, dice.randint(1, 3)), key=TOPICS.index)
    if dice.random() < 0.1:
        traits["preferred_format"] = dice.choice(("CD", "Vinyl", "Streaming"))
    return traits
