"""Days in few letters, for lines with little room."""

from datetime import date

from babel.dates import format_date

from twofold.core import clock
from twofold.look import wording


def day(moment: date) -> str:
    """`12 Nov`; with its year when that is another."""
    pattern = "d MMM" if moment.year == clock.now().year else "d MMM y"
    return format_date(moment, pattern, locale=wording.locale())
