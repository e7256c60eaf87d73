"""Phone numbers, as people write them and as they are kept (E.164)."""

from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat


@lru_cache(maxsize=10_000)
def e164(text: str, region: str = "") -> str | None:
    """The number as `+351912345678`; None if it is none. A number without its country needs the region (ISO 3166)."""
    text = text.strip()
    if text.startswith("00"):
        text = f"+{text[2:]}"
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
        parsed = phonenumbers.parse(number, None)
    except NumberParseException:
        return []
    national = phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL)
    groups = ["".join(filter(str.isdigit, group)) for group in national.replace("-", " ").split()]
    tails = ["".join(groups[start:]) for start in range(len(groups))]
    return [number.removeprefix("+"), phonenumbers.national_significant_number(parsed), *tails]
