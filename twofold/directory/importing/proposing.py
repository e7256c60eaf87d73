"""A plan proposed: where columns seem to go, from how they are called and from what is in them."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from functools import lru_cache

from twofold.directory import searching
from twofold.directory.domains import company_domain
from twofold.directory.identities import MAIL
from twofold.directory.importing import values
from twofold.directory.importing.plan import Column, ImportPlan, Keys
from twofold.directory.importing.shapes import Cell, as_text
from twofold.directory.importing.spellings import NAMES
from twofold.directory.importing.targets import Target
from twofold.directory.phones import e164
from twofold.directory.queries.lists import Kind

Looks = Callable[[str], bool]

ALIKE = 0.86
MOSTLY = 0.8
LOOKED_AT = 200
PHONE = re.compile(r"\+?[\d\s()./-]{7,20}")
NUMERIC_DATE = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-]\d{2,4}")
OF_COMPANIES = re.compile(r"^(company|account|organi[sz]ation|business|firm(a|en)?)\b ?(?P<rest>.+)$")
SHARED = {"country": "account.country", "city": "account.city", "owner": "account.owner", "tags": "account.tags",
          "note": "account.note", "notes": "account.note", "type": "account.kind"}  # fmt: skip


def propose(targets: Mapping[str, Target], names: Sequence[str], sample: Sequence[Sequence[Cell]]) -> ImportPlan:
    """Where each column seems to go, and by what to know records again. What is not clear goes nowhere."""
    cells = [_column(sample, place) for place in range(len(names))]
    found: list[str] = []
    for name, column in zip(names, cells, strict=True):
        taken = {one for one in found if one and not targets[one].takes_many}
        found.append(_target(targets, name, column, taken))
    if not any(
        one.startswith("person.") for one in found if one not in {"person.country", "person.city", "person.name"}
    ):
        found = [_of_account(targets, one, found) for one in found]
    columns = tuple(
        _settled(Column(name, target), targets[target].kind, column) if target else Column(name)
        for name, target, column in zip(names, found, cells, strict=True)
    )
    return ImportPlan(columns, person_keys=_person_keys(found), account_keys=_account_keys(found))


def _column(sample: Sequence[Sequence[Cell]], place: int) -> list[str]:
    texts = (as_text(row[place]).strip() for row in sample[:LOOKED_AT] if place < len(row))
    return [text for text in texts if text]


def _target(targets: Mapping[str, Target], name: str, cells: Sequence[str], taken: set[str]) -> str:
    """By its exact name, by what its cells are, and by a name that is nearly one."""
    plain = _plain(name)
    exact = _by_name(targets, plain)
    for found in (exact, _by_contents(targets, cells), _nearly(targets, plain)):
        if found and found not in taken and _fits(targets[found], cells):
            return found
    return ""


def _by_name(targets: Mapping[str, Target], plain: str) -> str:
    known = _spellings()
    if plain in known and known[plain] in targets:
        return known[plain]
    own = next((key for key, target in targets.items() if plain in _called(target)), "")
    if own:
        return own
    of_company = OF_COMPANIES.match(plain)
    return SHARED.get(of_company["rest"], "") if of_company else ""


def _called(target: Target) -> set[str]:
    """Its label, also without what is said in brackets, and its key."""
    return {_plain(target.label), _plain(target.label.partition(" (")[0]), _plain(target.name)}


def _nearly(targets: Mapping[str, Target], plain: str) -> str:
    """A name spelt a little otherwise, or with words around it: `E-Mail (geschäftlich)`, `Frist name`."""
    if len(plain) < 4:
        return ""
    known = {spelling: key for spelling, key in _spellings().items() if key in targets and len(spelling) >= 4}
    known |= {_plain(target.label): key for key, target in targets.items()}
    best = max(known, key=lambda spelling: SequenceMatcher(None, plain, spelling).ratio())
    if SequenceMatcher(None, plain, best).ratio() >= ALIKE:
        return known[best]
    words = f" {plain} "
    within = [spelling for spelling in known if len(spelling) >= 5 and f" {spelling} " in words]
    return known[max(within, key=len)] if within else ""


def _by_contents(targets: Mapping[str, Target], cells: Sequence[str]) -> str:
    """What cells cannot be mistaken for."""
    if len(cells) < 3:
        return ""
    for key, looks in (
        ("person.email", lambda text: bool(MAIL.fullmatch(text)) and "." in text),
        (
            "person.phone",
            lambda text: text.startswith(("+", "00")) and bool(PHONE.fullmatch(text)) and bool(e164(text)),
        ),
        ("account.website", lambda text: text.startswith(("http://", "https://", "www."))),
        ("account.identifier.domain", lambda text: "." in text and company_domain(text) is not None),
        (
            "person.country",
            lambda text: len(text) != 2 and not text.isdigit() and values.read_country(text) is not None,
        ),
    ):
        if key in targets and _mostly(cells, looks):
            return key
    return ""


def _fits(target: Target, cells: Sequence[str]) -> bool:
    """Whether the contents speak against it: a column that is called mail and holds none goes nowhere."""
    looks: Looks | None = {
        Kind.EMAIL: lambda text: "@" in text,
        Kind.PHONE: lambda text: sum(map(str.isdigit, text)) >= 5,
        Kind.COUNTRY: lambda text: values.read_country(text) is not None,
        Kind.NUMBER: lambda text: values.read_number(text) is not None,
        Kind.DATE: lambda text: values.read_date(text) is not None,
        Kind.OWNER: lambda text: "@" in text,
        Kind.PERSON: lambda text: "@" in text,
    }.get(target.kind)
    if ".consent." in target.key:
        looks = lambda text: values.read_truth(text) is not None  # noqa: E731
    return not cells or looks is None or _mostly(cells, looks, 0.5)


def _mostly(cells: Sequence[str], looks: Looks, share: float = MOSTLY) -> bool:
    return sum(map(looks, cells)) >= share * len(cells)


def _settled(column: Column, kind: Kind, cells: Sequence[str]) -> Column:
    """With the order of its dates, where some of them tell."""
    if kind != Kind.DATE:
        return column
    parts = [(int(found[1]), int(found[2])) for text in cells if (found := NUMERIC_DATE.match(text))]
    if any(first > 12 for first, _ in parts):
        return replace(column, format="dmy")
    return replace(column, format="mdy") if any(second > 12 for _, second in parts) else column


def _of_account(targets: Mapping[str, Target], key: str, all_of: Sequence[str]) -> str:
    """In a file of companies alone a name, a city, an owner are the company's."""
    part, _, name = key.partition(".")
    moved = f"account.{name}"
    is_named = part == "person" and name == "name" and "account.name" not in all_of
    if part != "person" or not (is_named or name in SHARED):
        return key
    return moved if moved in targets and moved not in all_of else ""


def _person_keys(found: Sequence[str]) -> Keys:
    """By identifiers where there are some, else by the name and whatever place stands beside it."""
    by_number = tuple((key,) for key in dict.fromkeys(found) if key.startswith("person.identifier."))
    by_address = tuple((key,) for key in ("person.email", "person.phone") if key in found)
    if by_number or by_address:
        return by_number + (by_address[:1] if by_address else ())
    name = _name_of(found)
    if not name:
        return ()
    beside = tuple(key for key in ("person.city", "account.name") if key in found)
    return ((*name, *beside),)


def _name_of(found: Sequence[str]) -> tuple[str, ...]:
    parts = ("person.given_name", "person.family_name")
    return parts if set(parts) <= set(found) else ("person.name",) if "person.name" in found else ()


def _account_keys(found: Sequence[str]) -> Keys:
    order = ("account.identifier.external_id", "account.identifier.group_id", "account.vat_number",
             "account.company_number", "account.identifier.domain", "account.website")  # fmt: skip
    keys: list[tuple[str, ...]] = [(key,) for key in order if key in found]
    return (*keys, ("account.name",)) if "account.name" in found else tuple(keys)


@lru_cache(maxsize=1)
def _spellings() -> dict[str, str]:
    return {_plain(spelling): key for key, line in NAMES.items() for spelling in _all(line)}


def _all(line: str) -> Iterator[str]:
    yield from line.split("|")


def _plain(name: str) -> str:
    """Small letters and blanks only; `firstName` and `first_name` are two words."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return " ".join(re.findall(r"[a-z0-9]+", searching.folded(apart)))
