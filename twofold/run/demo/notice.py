"""What pages say of the demo: which part of what they show is real. A context processor, so that no door knows the demo."""

import time
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from twofold.core.unit import unit_of_work
from twofold.run.demo import cdnow, memory

ASK_AGAIN_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Notice:
    """Which part is real, and by how many days its dates were moved."""

    moved_days: int

    @property
    def real(self) -> str:
        return (
            "69,659 purchases by 23,570 customers of the record shop CDNOW, from January 1997 to June 1998: the days, numbers "
            f"of CDs and dollars are theirs. The dates are moved forward by {self.moved_days:,} days, whole weeks, so that "
            "every weekday and interval is as it was."
        )

    @property
    def invented(self) -> str:
        return (
            "Everything else, from a seed: every name, address and time of day, all companies and who works there, all visits, "
            "and what staff wrote. Any likeness to somebody is chance."
        )


class _Known:
    """What this process knows of it. A demo stays one; that there is none is asked again now and then."""

    notice: Notice | None = None
    until = 0.0


def demo(request: HttpRequest | None = None) -> dict[str, object]:
    """`demo` in templates: the notice, or something false where there is no demo. Asks only if a template does."""
    del request
    return {"demo": SimpleLazyObject(_notice)}


def _notice() -> Notice | None:
    if _Known.notice is None and time.monotonic() >= _Known.until:
        _Known.until = time.monotonic() + ASK_AGAIN_SECONDS
        with unit_of_work(memory.ACTOR):
            begun = memory.recall()
        _Known.notice = Notice(cdnow.moved_by(begun.began_at.date()).days) if begun else None
    return _Known.notice
