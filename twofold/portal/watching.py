"""Pages that wait for what happens elsewhere: they look again by themselves, and change once there is something new, or after an hour."""

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse

from twofold.core import unit

PATIENCE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Watch:
    """What a page has shown (`mark`) and since when it looks again; after an hour it is `is_over`, and asks its reader to."""

    mark: str
    since: int
    is_over: bool


def watch(request: HttpRequest, mark: str) -> Watch:
    """A page that shows this by now: opened anew, or looking again since it was."""
    now = int(unit.now().timestamp())
    told = request.GET.get("since", "") if "HX-Request" in request.headers else ""
    since = min(int(told), now) if told.isascii() and told.isdigit() and len(told) < len(str(now)) + 1 else now
    return Watch(mark, since, is_over=now - since >= PATIENCE.total_seconds())


def nothing_new(request: HttpRequest, watched: Watch) -> HttpResponse | None:
    """The answer to a page that looks again and shows all there is: that it stays as it is."""
    is_same = "HX-Request" in request.headers and request.GET.get("seen") == watched.mark
    return HttpResponse(status=204) if is_same and not watched.is_over else None
