"""What invented people and companies are made of, read from lore.toml."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from anyascii import anyascii

LEGAL = {
    "a", "ab", "ag", "as", "bv", "co", "company", "gk", "gmbh", "inc", "kg", "kk", "lda", "llc", "lp", "ltd", "nv", "oo",
    "oy", "plc", "pvt", "s", "sa", "sarl", "sas", "sc", "se", "sgps", "sl", "snc", "soo", "sp", "spa", "srl", "the", "z",
}  # fmt: skip
PUBLIC = {"Education", "Libraries and archives", "Public administration"}
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


@dataclass(frozen=True, slots=True)
class Place:
    """A city."""

    country: str
    time_zone: str
    city: str


@dataclass(frozen=True, slots=True)
class Culture:
    """How people and companies of a language are called, and where they are."""

    key: str
    weight: int
    locale: str
    given: list[str]
    family: list[str]
    words: list[str]
    names: list[str]
    holding: list[str]
    places: list[Place]
    mailboxes: list[str]
    phones: list[str]


@dataclass(frozen=True, slots=True)
class Industry:
    """A line of business, its share among accounts, and how the trade is called in each culture."""

    name: str
    weight: int
    trades: dict[str, str]

    @property
    def is_public(self) -> bool:
        """Whether its houses are called after their city and belong to nobody."""
        return self.name in PUBLIC

    def trade(self, culture: Culture) -> str:
        return self.trades.get(culture.key, self.trades["other"])


@dataclass(frozen=True, slots=True)
class Product:
    """Something on the wholesale list."""

    name: str
    category: str
    cents: int


@dataclass(frozen=True, slots=True)
class Site:
    """What there is to see and to do on the invented company's site."""

    pages: dict[str, str]
    docs: dict[str, str]
    portal: dict[str, int]
    campaigns: list[tuple[str, str, str]]
    browsers: list[str]
    products: list[Product]


@dataclass(frozen=True, slots=True)
class Lore:
    """All of lore.toml."""

    cultures: list[Culture]
    industries: list[Industry]
    departments: dict[str, list[tuple[str, str]]]
    colleagues: list[tuple[str, str, str]]
    notes_on_accounts: list[str]
    notes_on_people: list[str]
    site: Site

    def culture(self, chance: Random) -> Culture:
        return chance.choices(self.cultures, [culture.weight for culture in self.cultures])[0]

    def industry(self, chance: Random) -> Industry:
        return chance.choices(self.industries, [industry.weight for industry in self.industries])[0]


def chance(*seeds: object) -> Random:
    """The same numbers for the same seeds, on every machine and in every process."""
    return Random("/".join(map(str, seeds)))  # noqa: S311 - invents data, keeps no secret


@cache
def lore() -> Lore:
    """The lore, read once."""
    with Path(__file__).with_name("lore.toml").open("rb") as file:
        raw = tomllib.load(file)
    return Lore(
        cultures=[_culture(key, culture) for key, culture in raw["cultures"].items()],
        industries=[Industry(name, **industry) for name, industry in raw["industries"].items()],
        departments={name: [(title, role) for title, role in rows] for name, rows in raw["departments"].items()},
        colleagues=[(given, family, title) for given, family, title in raw["colleagues"]["names"]],
        notes_on_accounts=raw["notes"]["account"],
        notes_on_people=raw["notes"]["person"],
        site=_site(raw["site"], raw["products"]["list"]),
    )


def slug(text: str) -> str:
    """The text as it would stand in a domain or an address."""
    plain = anyascii(text.translate(UMLAUTS)).lower().replace("'", "").replace(".", "")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def domain(name: str) -> str:
    """The first label of a domain that a company of that name might have."""
    words = slug(name).split("-")
    return "-".join([word for word in words if word not in LEGAL][:3])


def address(given: str, family: str) -> str:
    """The part before the @ of somebody's mail address at work."""
    return f"{slug(given).replace('-', '')}.{slug(family).replace('-', '')}"


def phone(chance: Random, culture: Culture) -> str:
    """A number from a range that is kept free for stories, or none where there is no such range."""
    if not culture.phones:
        return ""
    return re.sub("#", lambda _: str(chance.randrange(10)), chance.choice(culture.phones))


def _culture(key: str, raw: dict[str, Any]) -> Culture:
    places = [Place(country, zone, city) for country, zone, *cities in raw.pop("places") for city in cities]
    return Culture(key=key, places=places, **raw)


def _site(raw: dict[str, Any], products: list[list[Any]]) -> Site:
    return Site(
        pages=raw["pages"],
        docs=raw["docs"],
        portal=raw["portal"],
        campaigns=[(name, source, medium) for name, source, medium in raw["campaigns"]["names"]],
        browsers=raw["browsers"]["names"],
        products=[Product(name, category, cents) for name, category, cents in products],
    )
