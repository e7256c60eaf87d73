"""Pages for customers speak their language and keep their time; the console speaks English."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from twofold.core import clock
from twofold.portal.languages import COOKIE, language_of, remember
from twofold.portal.trouble import is_for_customers

Next = Callable[[HttpRequest], HttpResponse]


class SpeakTheirLanguage:
    """Chooses language and time zone once it is known which page is asked for, and by whom."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Whatever a request chose ends with it."""
        with translation.override("en"), timezone.override(None):
            response = self.get_response(request)
            language = translation.get_language()
        if COOKIE in request.GET and request.GET[COOKIE] == language:
            remember(response, language)
        if getattr(request, "speaks_their_language", False):
            response.headers.setdefault("Content-Language", language)
            patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: object, kwargs: object
    ) -> None:
        """The portal and the hosted pages are for customers."""
        del view, args, kwargs
        if not is_for_customers(request.resolver_match):
            return
        translation.activate(language_of(request, locale=getattr(request.user, "locale", "")))
        zone = getattr(request.user, "time_zone", "")
        if zone in clock.zones():
            timezone.activate(ZoneInfo(zone))
        request.speaks_their_language = True  # type: ignore[attr-defined]
