"""What a chart shows, in the two shapes the page needs: numbers to draw and rows to read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from babel.dates import format_date, format_skeleton

from twofold.look import wording


@dataclass(frozen=True)
class Series:
    """One line or set of bars; a value that is missing leaves a gap."""

    label: str
    values: Sequence[float | None]


@dataclass(frozen=True)
class Chart:
    """Series over days (or moments), for `<c-chart :data="…">`."""

    x: Sequence[date]
    series: Sequence[Series]
    label: str = "Day"

    @property
    def drawn(self) -> dict[str, object]:
        """What the script draws: seconds since 1970 and a list of values for each series."""
        return {
            "x": [_seconds(moment) for moment in self.x],
            "days": not any(isinstance(moment, datetime) for moment in self.x),
            "series": [{"label": series.label, "values": list(series.values)} for series in self.series],
        }

    @property
    def rows(self) -> list[list[str]]:
        """The same as a table, newest first."""
        columns = [series.values for series in self.series]
        rows = [
            [_said(moment), *("—" if cell is None else wording.number(cell) for cell in cells)]
            for moment, *cells in zip(self.x, *columns, strict=True)
        ]
        return rows[::-1]


def _seconds(moment: date) -> float:
    if isinstance(moment, datetime):
        return moment.timestamp()
    return datetime.combine(moment, time(), UTC).timestamp()


def _said(moment: date) -> str:
    if isinstance(moment, datetime):
        return format_skeleton("MMMdHm", moment, locale=wording.locale())
    return format_date(moment, "EEE d MMM", locale=wording.locale())
