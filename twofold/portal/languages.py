"""In which language a page speaks, and the menu in which people choose another."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, get_language_info
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_POST

from twofold.access import queries as access
from twofold.access.verbs import selves
from twofold.core.unit import unit_of_work
from twofold.portal.here import came_from, site_of

COOKIE = "language"
YEAR = 365 * 86_400


@dataclass(frozen=True, slots=True)
class Language:
    """A language of a site, by the name that it has for itself."""

    code: str
    name: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class LanguageMenu:
    """The languages of the site, and where to send the choice of one."""

    url: str
    back: str
    languages: Sequence[Language]

    @property
    def current(self) -> str:
        """The name of the language that the page speaks."""
        return next((one.name for one in self.languages if one.is_current), "")


def language_of(request: HttpRequest, *, locale: str = "", offered: Sequence[str] = ()) -> str:
    """The language for this request: the person's own, the one asked for or chosen before, or one the browser would like.

    Always one of those `offered`, which are the site's; the first of them when none of these is.
    """
    offered = offered or offered_by_site(request)
    browser = (code for code, _ in parse_accept_lang_header(request.headers.get("Accept-Language", "")))
    wanted = (locale, request.GET.get(COOKIE, ""), request.COOKIES.get(COOKIE, ""), *browser)
    return next(filter(None, (spoken(code, offered) for code in wanted)), offered[0])


def offered_by_site(request: HttpRequest) -> Sequence[str]:
    """What the site speaks and we have words for; never empty."""
    ours = [code for code, _ in settings.LANGUAGES]
    return [code for code in site_of(request).languages if code in ours] or ours[:1]


def spoken(wanted: str, offered: Iterable[str]) -> str:
    """The offered language that is the one wanted (`de-AT` is `de`), or nothing."""
    code = wanted.lower().replace("_", "-")
    return next((one for one in offered if code == one or code.startswith(f"{one}-")), "")


def menu_of(request: HttpRequest) -> LanguageMenu:
    """The menu for the foot of a page."""
    now = get_language()
    names = {code: get_language_info(code)["name_local"] for code in offered_by_site(request)}
    languages = [Language(code, name[0].upper() + name[1:], code == now) for code, name in names.items()]
    return LanguageMenu(reverse("language"), came_from(request) or "/", languages)


def languages(request: HttpRequest) -> dict[str, Any]:
    """For templates: `language_menu`. Nothing is read for a page that does not ask."""
    return {"language_menu": SimpleLazyObject(lambda: menu_of(request))}


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep the choice, of people who are signed in with themselves, and go back to where it was made.

    A language that the site has not changes nothing.
    """
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    answer = redirect(back if is_ours else "/")
    if chosen := spoken(request.POST.get("language", ""), offered_by_site(request)):
        remember(answer, chosen)
        if request.user.is_authenticated:
            me = access.customer_of(request.user.pk)
            with unit_of_work(me):
                selves.edit(me, fields={"locale": chosen})
    return answer


def remember(answer: HttpResponse, language: str) -> None:
    """Let the browser bring it along from now on."""
    secure = bool(settings.SESSION_COOKIE_SECURE)
    answer.set_cookie(COOKIE, language, max_age=YEAR, samesite="Lax", secure=secure, httponly=True)
