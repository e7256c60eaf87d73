"""The names under which sources speak of a person or an account, and what their values must look like."""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import pycountry
from django.utils.translation.trans_real import language_code_re

from twofold.directory.identities import MAIL
from twofold.directory.phones import e164

LONGEST_NAME = 200
_KEPT_PHOTO = re.compile(r"/photos/[0-9a-f-]{36}")

# What the columns of a person and of an account hold, with their longest text.
PERSON_COLUMNS = {
    "given_name": 200, "family_name": 200, "name": 400, "email": 320, "phone": 20,
    "locale": 35, "time_zone": 64, "country": 2, "city": 200, "photo": 2_000,
}  # fmt: skip
ACCOUNT_COLUMNS = {
    "name": 300, "industry": 100, "employees": 0, "country": 2, "city": 200, "website": 2_000,
    "company_number": 50, "vat_number": 20,
}  # fmt: skip

# The reserved names of the Segment specification, in the spellings that are met, and the column that each means.
_SPOKEN_PERSON = {
    "firstname": "given_name", "givenname": "given_name", "lastname": "family_name", "familyname": "family_name",
    "surname": "family_name", "name": "name", "fullname": "name", "email": "email", "phone": "phone",
    "avatar": "photo", "photo": "photo", "locale": "locale", "language": "locale", "timezone": "time_zone",
    "country": "country", "address.country": "country", "city": "city", "address.city": "city",
}  # fmt: skip
_SPOKEN_ACCOUNT = {
    "name": "name", "industry": "industry", "employees": "employees", "country": "country", "city": "city",
    "address.country": "country", "address.city": "city", "website": "website", "companynumber": "company_number",
    "vat": "vat_number", "vatnumber": "vat_number",
}  # fmt: skip


def spoken_of_person(traits: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Traits as they were sent, under our names: `firstName` is `given_name`, an address is taken apart."""
    return _spoken(traits, _SPOKEN_PERSON)


def spoken_of_account(traits: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The same for the traits of a `group`."""
    return _spoken(traits, _SPOKEN_ACCOUNT)


def _spoken(traits: Mapping[str, Any], columns: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    for name, value in traits.items():
        if value is None or not name or len(name) > LONGEST_NAME:
            continue
        plain = _plain(name)
        if plain == "address" and isinstance(value, Mapping):
            for part, inner in value.items():
                if inner is not None:
                    yield columns.get(f"address.{_plain(part)}", f"address_{part}"[:LONGEST_NAME]), inner
        else:
            yield columns.get(plain, name), value


def _plain(name: str) -> str:
    return re.sub(r"[_\- ]", "", name).lower()


def clean(name: str, value: Any, *, longest: int, region: str = "") -> Any:
    """The value as its column keeps it, or None if it cannot be one."""
    if name == "employees":
        return _count(value)
    if isinstance(value, bool | list | dict):
        return None
    text = " ".join(str(value).replace("\0", "").split())
    if name == "phone":
        return e164(text, region)
    text = _SPELLINGS.get(name, str)(text) or ""
    return None if not text or (name in _WHOLE and len(text) > longest) else text[:longest]


def _email(text: str) -> str | None:
    return text.lower() if MAIL.fullmatch(text) else None


def _photo(text: str) -> str | None:
    """Only from the web, or one that is kept here: it becomes the address of an image."""
    return text if text.lower().startswith(("https://", "http://")) or _KEPT_PHOTO.fullmatch(text) else None


def _locale(text: str) -> str | None:
    tag = text.replace("_", "-")
    return tag if language_code_re.fullmatch(tag) else None


@lru_cache(maxsize=1_000)
def country_code(text: str) -> str | None:
    """The two letters of a country, from its code or one of its names."""
    try:
        return str(pycountry.countries.lookup(text).alpha_2)
    except LookupError:
        return None


def _count(value: Any) -> int | None:
    if isinstance(value, bool):
        return None
    try:
        number = int(float(str(value).replace(",", "").strip()))
    except (ValueError, OverflowError):
        return None
    return number if 0 <= number < 2**31 else None


_SPELLINGS: Mapping[str, Callable[[str], str | None]] = {
    "email": _email,
    "photo": _photo,
    "country": country_code,
    "locale": _locale,
    "company_number": str.upper,
    "vat_number": str.upper,
}
_WHOLE = {"email", "locale", "photo", "website"}  # of no use when cut off


def storable(value: Any) -> Any:
    """The value as jsonb can hold it: without NUL, NaN and halves of characters."""
    match value:
        case str():
            return value.replace("\0", "").encode("utf-8", "replace").decode()
        case float():
            return value if math.isfinite(value) else None
        case dict():
            return {storable(str(name)): storable(inner) for name, inner in value.items()}
        case list() | tuple():
            return [storable(inner) for inner in value]
        case _:
            return value
