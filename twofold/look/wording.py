"""How numbers, moments, money and names are said to people."""

import hashlib
from datetime import datetime
from decimal import Decimal

from babel.core import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_currency, format_decimal, get_currency_precision
from django.utils import timezone, translation
from django.utils.translation import gettext, ngettext

EXACT_UP_TO = 10_000
TINTS = 6
NO_BREAK_SPACE = "\u00a0"
MINUTE, HOUR, WEEK = 60, 3600, 7
MANY_TIMES = 10


def initials(name: str) -> str:
    """One or two letters that stand for a name: "Ada Brandt" is AB, "acme" is AC."""
    words = [word for word in name.replace("@", " ").split() if word[0].isalnum()]
    if not words:
        return "?"
    letters = words[0][:2] if len(words) == 1 else words[0][0] + words[-1][0]
    return letters.upper()


def tint(name: str) -> int:
    """A number below TINTS that is always the same for a name."""
    return hashlib.blake2s(name.casefold().encode(), digest_size=2).digest()[0] % TINTS


def number(value: float) -> str:
    """A number with the separators of the reader's language."""
    return format_decimal(value, locale=locale())


def about(value: int) -> str:
    """Exact up to ten thousand; beyond it four digits and a sign that says "about"."""
    if value < EXACT_UP_TO:
        return number(value)
    unit: int = 10 ** (len(str(value)) - 4)
    return f"≈\u00a0{number(round(value / unit) * unit)}"


def money(minor: int, currency: str) -> str:
    """An amount of minor units as the reader writes it; whole amounts lose their empty decimals."""
    precision = get_currency_precision(currency)
    amount = Decimal(minor).scaleb(-precision)
    here = locale()
    pattern = here.currency_formats["standard"].pattern.replace("¤#", f"¤{NO_BREAK_SPACE}#")
    if amount == amount.to_integral_value():
        pattern = pattern.replace(".00", "")
    else:
        pattern = pattern.replace(".00", "." + "0" * precision)
    return format_currency(amount, currency, pattern, locale=here, currency_digits=False)


def ago(moment: datetime, now: datetime | None = None) -> str:
    """A moment as people say it: minutes and hours today, then days, then the date."""
    here = timezone.localtime(now)
    then = timezone.localtime(moment)
    seconds = (here - then).total_seconds()
    days = (here.date() - then.date()).days
    if seconds < 0 or days >= WEEK:
        return day(then, here)
    if seconds < MINUTE:
        return gettext("just now")
    if seconds < HOUR:
        return gettext("%(count)d min ago") % {"count": seconds // MINUTE}
    if days == 0 or seconds < 6 * HOUR:
        return gettext("%(count)d h ago") % {"count": seconds // HOUR}
    if days == 1:
        return gettext("yesterday")
    return ngettext("%(count)d day ago", "%(count)d days ago", days) % {"count": days}


def day(moment: datetime, now: datetime | None = None) -> str:
    """A day as a heading: "Today", "Yesterday", "12 November", with the year when it is another."""
    here = timezone.localtime(now)
    then = timezone.localtime(moment)
    days = (here.date() - then.date()).days
    if days in (0, 1):
        return (gettext("Today"), gettext("Yesterday"))[days]
    if then.year != here.year:
        return format_date(then, "long", locale=dated())
    return format_skeleton("MMMMd", then, locale=dated())


def clock(moment: datetime) -> str:
    """The time of day, "14:02"."""
    return format_time(timezone.localtime(moment), "HH:mm", locale=locale())


def exactly(moment: datetime) -> str:
    """A moment to the second with its time zone, for the hover."""
    local = timezone.localtime(moment)
    return f"{format_skeleton('yMMMd', local, locale=dated())}, {format_time(local, 'HH:mm:ss', locale=locale())} {local:%Z}"


def trend(now: float, before: float) -> str:
    """The change between two figures in per cent, "+14\u00a0%", from tenfold on how many times as much; nothing to compare with says so."""
    if before == 0:
        return "new" if now else "no change"
    if now >= MANY_TIMES * before > 0:
        return f"×\u00a0{number(round(now / before))}"
    change = round((now - before) / abs(before) * 100)
    return f"{change:+d}\u00a0%".replace("-", "\u2212") if change else "no change"


def dated() -> Locale:
    """The same for dates: in English the day comes before the month."""
    here = locale()
    return Locale("en", "GB") if here.language == "en" else here


def locale() -> Locale:
    """The language of the reader, as Babel knows it."""
    language = translation.get_language() or "en"
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")
