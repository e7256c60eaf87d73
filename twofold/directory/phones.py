"""Phone numbers, as people write them and as they are kept (E.164)."""

import re
from functools import lru_cache

import phonenumbers
from phonenumbers import (
    COUNTRY_CODE_TO_REGION_CODE,
    NumberParseException,
    PhoneMetadata,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberType,
)

TEXTED = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE, PhoneNumberType.VOIP}
NO_BREAK_SPACE = "\u00a0"
_KEPT = re.compile(r"\+[1-9]\d{6,14}")


@lru_cache(maxsize=10_000)
def e164(text: str, region: str = "") -> str | None:
    """The number as `+351912345678`; None if it is none. A number without its country needs the region (ISO 3166)."""
    text = text.strip()
    if text.startswith("00"):
        text = f"+{text[2:]}"
    if _plain(text):
        return text
    try:
        number = phonenumbers.parse(text, region or None)
    except NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def spoken_parts(number: str) -> list[str]:
    """The digits by which somebody may ask for an E.164 number: with country, without, and from any of its groups on."""
    try:
        parsed = _plain(number) or phonenumbers.parse(number, None)
    except NumberParseException:
        return []
    national = phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL)
    groups = ["".join(filter(str.isdigit, group)) for group in national.replace("-", " ").split()]
    tails = ["".join(groups[start:]) for start in range(len(groups))]
    return [number.removeprefix("+"), phonenumbers.national_significant_number(parsed), *tails]


@lru_cache(maxsize=10_000)
def _plain(text: str) -> PhoneNumber | None:
    """A number that is written as it is kept: most of those in files are, and reading it letter by letter takes long.

    Kept for a while, for an import asks for it when it reads a row and when it writes down what somebody is found by.
    """
    if not _KEPT.fullmatch(text):
        return None
    code = next((text[1:end] for end in (2, 3, 4) if int(text[1:end]) in COUNTRY_CODE_TO_REGION_CODE), None)
    if code is None:
        return None
    lengths, prefix = _numbering(int(code))
    national = text[1 + len(code) :]
    if national[0] == "0" or len(national) not in lengths or (prefix and prefix.match(national)):
        return None
    return PhoneNumber(country_code=int(code), national_number=int(national))


@lru_cache(maxsize=300)
def _numbering(code: int) -> tuple[frozenset[int], re.Pattern[str] | None]:
    """How long the numbers of a country are, and what is dialled before them within it and no part of them."""
    region = phonenumbers.region_code_for_country_code(code)
    metadata = PhoneMetadata.metadata_for_region_or_calling_code(code, region)
    if metadata is None or metadata.general_desc is None:
        return frozenset(), None
    prefix = metadata.national_prefix_for_parsing
    return frozenset(metadata.general_desc.possible_length), re.compile(prefix) if prefix else None


def takes_texts(number: str) -> bool:
    """Whether an E.164 number is one that text messages can be sent to at an ordinary price: no landline, no premium number."""
    try:
        parsed = phonenumbers.parse(number, None)
    except NumberParseException:
        return False
    return phonenumbers.number_type(parsed) in TEXTED


def spoken(number: str) -> str:
    """An E.164 number as people read it, in one line: `+351 912 345 678`."""
    try:
        text = phonenumbers.format_number(phonenumbers.parse(number, None), PhoneNumberFormat.INTERNATIONAL)
    except NumberParseException:
        return number
    return text.replace(" ", NO_BREAK_SPACE)


def masked(number: str) -> str:
    """Its country and its end, by which whoever has it knows it and nobody else does: `+351 ••• ••• •78`."""
    country, _, rest = spoken(number).partition(NO_BREAK_SPACE)
    return f"{country}{NO_BREAK_SPACE}{re.sub('[0-9]', '•', rest[:-2])}{rest[-2:]}"
