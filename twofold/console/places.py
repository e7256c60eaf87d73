"""Countries, languages and time zones, to choose from and in words."""

from collections.abc import Sequence
from functools import cache
from zoneinfo import ZoneInfo

import phonenumbers
from babel.core import Locale, UnknownLocaleError
from django.conf.locale import LANG_INFO
from phonenumbers import NumberParseException, PhoneNumberFormat

from twofold.core import clock
from twofold.directory import queries as directory

Options = Sequence[tuple[str, str]]
NO_PLACES = ("Etc/", "SystemV/", "US/", "posix", "right")


def countries() -> Options:
    """Every country, by name."""
    return directory.country_names("en")


@cache
def languages() -> Options:
    """The languages pages are likely to be read in, by name."""
    tags = [Locale.parse(code, sep="-").language + code[2:].upper() for code in LANG_INFO if len(code) in {2, 5}]
    return sorted(((tag, language_name(tag)) for tag in tags), key=lambda one: one[1])


@cache
def time_zones() -> Options:
    """The zones that are named after places."""
    zones = sorted(zone for zone in clock.zones() if "/" in zone and not zone.startswith(NO_PLACES))
    return [(zone, zone.replace("_", " ")) for zone in zones]


def country_name(code: str) -> str:
    """`PT` is Portugal."""
    return dict(countries()).get(code, code)


def language_name(tag: str) -> str:
    """`pt-BR` is Portuguese (Brazil)."""
    try:
        return Locale.parse(tag, sep="-").get_display_name("en") or tag
    except (UnknownLocaleError, ValueError):
        return tag


def spoken(number: str) -> str:
    """`+351912345678` in groups, as one reads it out."""
    try:
        return phonenumbers.format_number(phonenumbers.parse(number), PhoneNumberFormat.INTERNATIONAL)
    except NumberParseException:
        return number


def local_time(zone: str) -> str:
    """What the clock shows in a time zone now; nothing for a zone nobody knows."""
    try:
        return f"{clock.now().astimezone(ZoneInfo(zone)):%H:%M}"
    except (OSError, ValueError):
        return ""
