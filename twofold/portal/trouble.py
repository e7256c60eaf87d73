"""What customers see when something is refused or fails: the site's look, their language, and a way on.

A page about a failure asks the database for nothing: it shows what is known by then. Where that is not even the site, it is plain.
"""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import ResolverMatch, reverse
from django.utils import translation
from django.utils.translation import gettext

from twofold.portal.here import READ, came_from, site_of
from twofold.portal.languages import language_of, menu_of
from twofold.portal.page import page

if TYPE_CHECKING:
    from twofold.core.actor import Actor

PASSING = frozenset({429, 500, 503})  # to ask for the same again may be answered otherwise
FAILED = 500
HIDDEN = frozenset({403, 404})


@dataclass(frozen=True, slots=True)
class Way:
    """A page to go on to."""

    label: str
    href: str


def is_for_customers(match: ResolverMatch | None) -> bool:
    """Whether a page is one of the portal, or one that we host for whoever signs up and in."""
    return match is not None and (match.namespaces[:1] == ["portal"] or getattr(match.func, "is_hosted", False))


def is_theirs(request: HttpRequest) -> bool:
    """Whether an answer is for a customer, or for somebody of whom it is not known that they are none."""
    actor: Actor | None = getattr(request, "actor", None)
    return actor is None or actor.is_customer or is_for_customers(request.resolver_match)


def speaking(request: HttpRequest, status: int) -> AbstractContextManager[None]:
    """The customer's language, for as long as it is needed."""
    if getattr(request, "speaks_their_language", False):
        language = translation.get_language() or settings.LANGUAGE_CODE
    else:
        known = _known(request, status)
        me = getattr(request, "user", None) if known else None
        ours = [code for code, _ in settings.LANGUAGES]
        language = language_of(request, locale=getattr(me, "locale", ""), offered=() if known else ours)
    return translation.override(language)


def answer(request: HttpRequest, status: int, *, title: str, happened: str, todo: str) -> HttpResponse:
    """The page. In the portal it has the portal's frame, as long as that can be drawn."""
    frame = _frame(request) if _known(request, status) and status < FAILED else {}
    site = site_of(request) if _known(request, status) else None
    shown: dict[str, Any] = {
        "title": title,
        "happened": happened,
        "todo": todo,
        "ways": _ways(request, status, knows_them=site is not None),
        "site": site,
        "language_menu": menu_of(request) if site else None,
        "template": "portal/shell.html" if frame else "account/page.html",
    }
    if frame and _is_of_an_account(request, status, frame):
        shown |= {
            "title": gettext("Which organisation?"),
            "happened": gettext("The page you are opening belongs to an organisation. Choose which."),
            "todo": "",
            "onward": request.get_full_path(),
        }
    if status >= FAILED:
        shown["messages"] = ()  # they wait for a page that was done
    return render(request, "portal/trouble.html", frame | shown, status=status)


def _known(request: HttpRequest, status: int) -> bool:
    """Whether the site is known. After a failure nobody is asked for it, and a host that is none of ours has none."""
    if status >= FAILED:
        return hasattr(request, "site_here")
    try:
        site_of(request)
    except Exception:  # noqa: BLE001 - whatever it is, a page without a site says what had happened before
        return False
    return True


def _frame(request: HttpRequest) -> dict[str, Any]:
    """What stands around a page of the portal."""
    if not request.path_info.startswith("/my") or not hasattr(request, "actor"):
        return {}
    try:
        return page(request)
    except Exception:  # noqa: BLE001 - likewise: without a frame it still says what happened
        return {}


def _is_of_an_account(request: HttpRequest, status: int, frame: dict[str, Any]) -> bool:
    """Whether somebody who is themselves now opens a page that there is for them as somebody else."""
    is_there = request.resolver_match is not None and request.path_info.startswith(reverse("portal:organisation"))
    is_asked = is_there and request.method in READ and status in HIDDEN
    return is_asked and frame["actor"].account_id is None and bool(frame["shell"].contexts)


def _ways(request: HttpRequest, status: int, *, knows_them: bool) -> list[Way]:
    """The first of them is what most people want."""
    ways = []
    if not knows_them:
        return [Way(gettext("Try again"), request.path)] if status >= FAILED else []
    if request.method in READ and status in PASSING:
        ways.append(Way(gettext("Try again"), came_from(request)))
    elif request.method not in READ and (there := came_from(request)):
        ways.append(Way(gettext("Back to the page"), there))
    if hasattr(request, "actor"):
        ways.append(Way(gettext("Go to the start page"), reverse("portal:home")))
    else:
        ways.append(Way(gettext("Sign in"), reverse("account_login")))
    return ways
