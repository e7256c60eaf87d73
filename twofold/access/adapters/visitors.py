"""As whom the tracking SDK knows a browser before anybody signs in on it."""

from urllib.parse import unquote

from django.http import HttpRequest

COOKIE = "ajs_anonymous_id"
PARAMETER = "anonymous_id"
LONGEST = 200


def notice(request: HttpRequest) -> None:
    """Keep what the link to this page says of the browser: on another host than the site's its cookie is not seen."""
    if told := _cleaned(request.GET.get(PARAMETER, "")):
        request.session[PARAMETER] = told


def anonymous_id_of(request: HttpRequest) -> str:
    """The browser's anonymous id; empty if nothing tells it. Anybody can make one up: it is evidence of a device, no more."""
    return str(request.session.get(PARAMETER) or _cleaned(request.COOKIES.get(COOKIE, "")))


def _cleaned(value: str) -> str:
    """Older SDKs keep it in quotes, percent-encoded."""
    plain = unquote(value).strip('"').replace("\0", "").strip()
    return plain if len(plain) <= LONGEST else ""
