"""Cells as people write them, read as what they mean: dates, numbers, amounts, yes and no, countries, names."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from babel import Locale
from babel.numbers import get_currency_symbol

from twofold.core.money import Money
from twofold.core.refusals import Invalid
from twofold.directory.traits import country_code

LANGUAGES = "en de fr es it pt nl pl cs sv da nb fi hu ro tr el uk ru ja zh".split()
CURRENCIES = "EUR USD GBP CHF JPY SEK NOK DKK PLN CZK HUF RON TRY INR CNY KRW ILS UAH BRL CAD AUD NZD MXN ZAR".split()
YES = frozenset(
    "1 y yes true t x ✓ ✔ on given granted subscribed opted-in opt-in optin ja j wahr oui o vrai sí si s verdadero sì vero "
    "sim verdadeiro tak prawda ano igen da да kyllä evet ναι はい 是".split()
)
NO = frozenset(
    "0 n no false f off withdrawn revoked unsubscribed opted-out opt-out optout nein falsch non faux falso não nao nie ne "
    "nem nu нет ні ei hayır hayir όχι いいえ 否".split()
)
SPOKEN = {
    name: code
    for code, names in {
        "GB": "uk|u.k.|great britain|england|scotland|wales|northern ireland|großbritannien|grande-bretagne|gran bretaña",
        "US": "u.s.|u.s.a.|america|états-unis|estados unidos|eeuu|ee.uu.",
        "AE": "uae|u.a.e.|emirates", "CD": "dr congo|drc", "CI": "ivory coast", "CV": "cape verde", "CZ": "czech republic",
        "DE": "brd", "KR": "korea", "MK": "macedonia", "MM": "burma", "NL": "holland", "SZ": "swaziland", "TR": "turkey|turquie",
    }.items()
    for name in names.split("|")
}  # fmt: skip
DATE = re.compile(r"(\d{1,4})[./\- ]+(\d{1,2})[./\- ]+(\d{1,4})\.?(?:[ T].*)?")
ORDERS = {"dmy": (2, 1, 0), "mdy": (2, 0, 1), "ymd": (0, 1, 2)}
EXCEL_BEGAN = date(1899, 12, 30)
EXCEL_DAYS = re.compile(r"[2-6]\d{4}(\.\d+)?")
THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+")
SPLIT = re.compile(r"\s*[;|,\n\r]\s*")


def read_date(text: str, order: str = "") -> date | None:
    """A date in the order given, or in the only one that makes sense; days before months when both would."""
    if "%" in order:
        try:
            return datetime.strptime(text, order).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            return None
    if len(text) == 8 and text.isdigit():
        return _day(text[:4], text[4:6], text[6:])
    if EXCEL_DAYS.fullmatch(text):
        return EXCEL_BEGAN + timedelta(days=int(float(text)))
    found = DATE.fullmatch(text)
    return _in_order(found.groups(), order) if found else None


def _in_order(parts: tuple[str, ...], order: str) -> date | None:
    """A year of four digits in front says the order by itself."""
    orders = ("ymd",) if len(parts[0]) == 4 else (order,) if order in ORDERS else ("dmy", "mdy")
    days = (_day(*(parts[place] for place in ORDERS[one])) for one in orders)
    return next((day for day in days if day), None)


def _day(year: str, month: str, day: str) -> date | None:
    """With two digits a year lies within the century that ends in twenty years."""
    number = int(year)
    if len(year) <= 2:
        number += 2000 if number <= (date.today().year + 20) % 100 else 1900  # noqa: DTZ011 - a day here or there is the same
    try:
        return date(number, int(month), int(day))
    except ValueError:
        return None


def read_number(text: str, decimal: str = "") -> Decimal | None:
    """A number with either sign before its decimals; a comma before three digits only is taken for one of thousands."""
    plain = re.sub(r"[\s'’_]", "", text)
    sign = decimal or _decimal_sign(plain)
    plain = plain.replace("." if sign == "," else ",", "").replace(sign, ".")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _decimal_sign(plain: str) -> str:
    """The one of the two signs that stands before the decimals."""
    comma, point = plain.rfind(","), plain.rfind(".")
    if comma >= 0 and point >= 0:
        return "," if comma > point else "."
    if comma >= 0:
        return "." if THOUSANDS.fullmatch(plain) else ","
    return "," if plain.count(".") > 1 else "."


@lru_cache(maxsize=1)
def _symbols() -> dict[str, str]:
    """The signs of currencies; one that several have stands for the most usual."""
    signs = {get_currency_symbol(code, "en").lower(): code for code in reversed(CURRENCIES)}
    return signs | {"$": "USD", "¥": "JPY", "kr": "SEK", "kč": "CZK", "zł": "PLN", "fr.": "CHF"}


def read_money(text: str, decimal: str = "", currency: str = "") -> dict[str, object] | None:
    """An amount and its currency, named before or after it or else the one given."""
    sign = re.sub(r"[\d.,'’\s+\-_]+", " ", text).strip()
    number = read_number(text.replace(sign, "") if sign else text, decimal)
    code = _symbols().get(sign.lower(), sign.upper()) if sign else currency
    if number is None or not code:
        return None
    try:
        money = Money.of(number, code)
    except Invalid:
        return None
    return {"minor": money.minor, "currency": money.currency}


def read_truth(text: str) -> bool | None:
    """Yes or no, in the words of many languages."""
    word = text.lower()
    return True if word in YES else False if word in NO else None


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    """Names of countries in many languages, and what people call them."""
    return SPOKEN | {
        name.lower(): code
        for language in reversed(LANGUAGES)
        for code, name in Locale.parse(language).territories.items()
        if len(code) == 2 and code.isalpha() and code not in {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}
    }


@lru_cache(maxsize=2_000)
def read_country(text: str) -> str | None:
    """The two letters of a country, from its code or its name in one of many languages."""
    return country_code(text) or _countries().get(text.lower().removeprefix("the "))


def several(text: str) -> Iterable[str]:
    """The values in one cell: between semicolons, commas, bars or line ends."""
    return (part for part in SPLIT.split(text.strip()) if part)


def taken_apart(name: str) -> tuple[str, str]:
    """Given and family name: after a comma or before it, else the last word is the family's, with its particles."""
    family, comma, given = name.partition(",")
    if comma and given.strip():
        return " ".join(given.split()), " ".join(family.split())
    words = name.replace(",", " ").split()
    at = len(words) - 1
    while at > 1 and words[at - 1] in PARTICLES:
        at -= 1
    return (" ".join(words[:at]), " ".join(words[at:])) if at > 0 else (" ".join(words), "")


PARTICLES = frozenset("van von de der den da di del della la le du dos das do ter ten zu zum al el bin ibn".split())
