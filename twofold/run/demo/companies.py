"""The invented accounts: sizes by a power law, the large ones as trees of a group, its subsidiaries and their departments."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from twofold.run.demo.lore import Culture, Industry, Place, chance, domain, lore, slug

IN_TREES = 0.45
LONGEST_KNOWN = 900
DEPARTMENTS = ("Purchasing", "Operations", "Technology", "Marketing")
KINDS = {
    "Record shops": (("reseller", 75), ("prospect", 25)),
    "Public administration": (("government", 100),),
    "Libraries and archives": (("institution", 100),),
    "Education": (("institution", 70), ("prospect", 30)),
    "Software and services": (("partner", 70), ("supplier", 30)),
    "Events": (("partner", 35), ("customer", 40), ("prospect", 25)),
}
OTHERS = (("customer", 58), ("prospect", 39), ("supplier", 2), ("other", 1))
BUYING = {"customer", "reseller", "government", "institution"}
REGIONS = {
    "de": 3, "fr": 2, "es": 2, "pt": 2, "it": 2, "gb": 4, "us": 5, "nordic": 6, "pl": 6, "in": 7, "jp": 7, "nl": 8,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Company:
    """An account of the demo. `owner` counts among the colleagues, `parent` is the key of another company."""

    key: str
    name: str
    kind: str
    industry: str
    employees: int
    place: Place
    culture: Culture
    domain: str
    owner: int
    since: date
    parent: str = ""
    company_number: str = ""
    contract_ends: date | None = None
    support_tier: str = ""
    zones: int = 0
    tags: tuple[str, ...] = ()

    @property
    def buys(self) -> bool:
        return self.kind in BUYING


@dataclass(frozen=True, slots=True)
class Brand:
    """What the companies of a tree have in common."""

    word: str
    trade: Industry


class Register:
    """Gives keys, names and domains, none of them twice."""

    def __init__(self) -> None:
        self._names: set[str] = set()
        self._domains: set[str] = set()
        self._count = 0

    def key(self) -> str:
        self._count += 1
        return f"acct-{self._count:04}"

    def name(self, wanted: str, place: Place) -> str:
        """The wanted name, with the city if another has it, and with a number if that is not enough."""
        placed = wanted if place.city in wanted else f"{wanted}, {place.city}"
        return self._first_free([wanted, placed, *(f"{placed} {n}" for n in range(2, 999))], self._names)

    def is_free(self, name: str) -> bool:
        return name not in self._names

    def domain(self, name: str, place: Place) -> str:
        stem = domain(name)
        tries = [stem, f"{stem}-{slug(place.city)}", *(f"{stem}-{n}" for n in range(2, 999))]
        return self._first_free(tries, self._domains) + ".example"

    @staticmethod
    def _first_free(tries: list[str], taken: set[str]) -> str:
        free = next(name for name in tries if name not in taken)
        taken.add(free)
        return free


def build(seed: int, *, today: date, accounts: int) -> list[Company]:
    """That many accounts; parents come before their children."""
    dice, register = chance(seed, "companies"), Register()
    found: list[Company] = []
    while len(found) < accounts * IN_TREES:
        found += _tree(dice, register, today)
    while len(found) < accounts:
        found.append(_standalone(dice, register, today))
    return found[:accounts]


def _standalone(dice: Random, register: Register, today: date) -> Company:
    culture, industry = lore().culture(dice), lore().industry(dice)
    pattern = "{trade} {city}" if industry.is_public else dice.choice(culture.names)
    place = _place(dice, register, culture, pattern.replace("{trade}", industry.trade(culture)))
    name = register.name(_fill(dice, pattern, culture, industry, place), place)
    company = Company(
        key=register.key(),
        name=name,
        kind=_kind(dice, industry),
        industry=industry.name,
        employees=_size(dice, 3, 6_000),
        place=place,
        culture=culture,
        domain=register.domain(name, place),
        owner=_owner(dice, culture, key_account=False),
        since=_since(dice, today),
        company_number=_company_number(dice, place),
    )
    return _with_contract(dice, company, today)


def _tree(dice: Random, register: Register, today: date) -> list[Company]:
    """A group with its subsidiaries; of these, some with departments that buy for themselves."""
    brand, root = _group(dice, register, today)
    members = [root]
    for _ in range(min(24, int(dice.paretovariate(1.05) * 2))):
        child = _subsidiary(dice, register, root, brand, today=today)
        members.append(child)
        if child.employees > 300 and dice.random() < 0.5:
            departments = dice.sample(DEPARTMENTS, dice.randint(1, 3))
            members += [_department(dice, register, child, what) for what in departments]
    return members


def _group(dice: Random, register: Register, today: date) -> tuple[Brand, Company]:
    """A large company that will have others below it."""
    culture = lore().culture(dice)
    trade = dice.choice([industry for industry in lore().industries if not industry.is_public and industry.weight > 4])
    word = dice.choice(culture.words if dice.random() < 0.6 else culture.family)
    place = dice.choice(culture.places)
    title = dice.choice(culture.holding).format(word=word, family=word, trade=trade.trade(culture))
    name = register.name(title, place)
    root = Company(
        key=register.key(),
        name=name,
        kind=_kind(dice, trade),
        industry=trade.name,
        employees=_size(dice, 400, 180_000),
        place=place,
        culture=culture,
        domain=register.domain(name, place),
        owner=_owner(dice, culture, key_account=dice.random() < 0.6),
        since=_since(dice, today),
        company_number=_company_number(dice, place),
    )
    root = _with_contract(dice, root, today)
    return Brand(word, trade), replace(root, tags=("Key account", *root.tags) if root.buys else root.tags)


def _subsidiary(dice: Random, register: Register, root: Company, brand: Brand, *, today: date) -> Company:
    culture = root.culture if dice.random() < 0.7 else lore().culture(dice)
    called = f"{brand.word} {brand.trade.trade(culture)} {{city}}"
    place = _place(dice, register, culture, called)
    name = register.name(called.format(city=place.city), place)
    child = Company(
        key=register.key(),
        name=name,
        kind=root.kind if dice.random() < 0.85 else _kind(dice, brand.trade),
        industry=brand.trade.name,
        employees=max(4, int(root.employees * dice.betavariate(1, 6))),
        place=place,
        culture=culture,
        domain=register.domain(name, place) if dice.random() < 0.5 else "",
        owner=root.owner if dice.random() < 0.5 else _owner(dice, culture, key_account=False),
        since=max(root.since, _since(dice, today)),
        parent=root.key,
        company_number=_company_number(dice, place),
    )
    return _with_contract(dice, child, today)


def _department(dice: Random, register: Register, child: Company, what: str) -> Company:
    return replace(
        child,
        key=register.key(),
        name=register.name(f"{child.name}, {what}", child.place),
        employees=max(3, int(child.employees * dice.uniform(0.02, 0.2))),
        domain="",
        parent=child.key,
        company_number="",
        contract_ends=None,
        zones=0,
        tags=(),
    )


def _with_contract(dice: Random, company: Company, today: date) -> Company:
    tags = [tag for tag, share in (("Trade fair", 0.07), ("Reference", 0.03), ("Pilot", 0.04)) if dice.random() < share]
    if not company.buys:
        return replace(company, tags=tuple(tags))
    tags += [tag for tag, share in (("At risk", 0.06), ("Slow payer", 0.04)) if dice.random() < share]
    return replace(
        company,
        contract_ends=today + timedelta(days=dice.randint(-40, 700)),
        support_tier=dice.choices(("Basic", "Plus", "Premium"), (6, 3, 1))[0],
        zones=max(1, int(company.employees**0.6 * dice.uniform(0.3, 1.2))),
        tags=tuple(tags),
    )


def _place(dice: Random, register: Register, culture: Culture, called: str) -> Place:
    """A city where nobody is called that yet, if there is one."""
    places = dice.sample(culture.places, len(culture.places))
    return next((place for place in places if register.is_free(called.replace("{city}", place.city))), places[0])


def _fill(dice: Random, pattern: str, culture: Culture, industry: Industry, place: Place) -> str:
    for family in dice.sample(culture.family, pattern.count("{family}")):
        pattern = pattern.replace("{family}", family, 1)
    return pattern.format(word=dice.choice(culture.words), trade=industry.trade(culture), city=place.city)


def _kind(dice: Random, industry: Industry) -> str:
    kinds, weights = zip(*KINDS.get(industry.name, OTHERS), strict=True)
    return str(dice.choices(kinds, weights)[0])


def _size(dice: Random, least: int, most: int) -> int:
    """Most are small, a few are huge."""
    size = most + 1
    while size > most:
        size = int(least * dice.paretovariate(0.75))
    return size


def _owner(dice: Random, culture: Culture, *, key_account: bool) -> int:
    if key_account:
        return dice.choice((0, 1))
    return REGIONS[culture.key] if dice.random() < 0.9 else 8


def _since(dice: Random, today: date) -> date:
    """When it was first heard of: of late a little more often."""
    return today - timedelta(days=1 + int(dice.triangular(0, LONGEST_KNOWN, 60)))


def _company_number(dice: Random, place: Place) -> str:
    return f"{place.country} {dice.randrange(10_000, 999_999)}" if dice.random() < 0.7 else ""
