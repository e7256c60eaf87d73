"""A code by mail that proves who one is, for whom has no better way: six digits, for ten minutes, five tries."""

import secrets
from datetime import timedelta

import msgspec
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest

from twofold.access import letters
from twofold.access.sites import SiteHere
from twofold.core import clock

KEPT = "step_up_code"
LASTS = timedelta(minutes=10)
TRIES = 5


class _Kept(msgspec.Struct):
    digest: str
    until: float
    tries: int = 0


def address_of(request: HttpRequest) -> str:
    """The proven address of the signed-in person that a code goes to; empty if they have none."""
    proven = EmailAddress.objects.filter(user_id=request.user.pk, verified=True).order_by("-primary", "id")
    return proven.values_list("email", flat=True).first() or ""


def send(request: HttpRequest, site: SiteHere) -> None:
    """Send a new code to the person's address; one that was sent before holds no longer."""
    code = f"{secrets.randbelow(10**6):06}"
    kept = _Kept(make_password(code), (clock.now() + LASTS).timestamp())
    request.session[KEPT] = msgspec.to_builtins(kept)
    letters.post("step_up_code", to=address_of(request), site=site, language=str(request.user.locale), code=code)  # type: ignore[union-attr]


def is_sent(request: HttpRequest) -> bool:
    """Whether a code is on its way that still holds."""
    return _kept(request) is not None


def is_right(request: HttpRequest, code: str) -> bool:
    """Whether it is the code that was sent. A right one holds no longer; after five wrong ones none does."""
    kept = _kept(request)
    if kept is None:
        return False
    if check_password(code.replace(" ", ""), kept.digest):
        del request.session[KEPT]
        return True
    kept.tries += 1
    request.session[KEPT] = msgspec.to_builtins(kept)
    return False


def _kept(request: HttpRequest) -> _Kept | None:
    if KEPT not in request.session:
        return None
    kept = msgspec.convert(request.session[KEPT], _Kept)
    return kept if kept.tries < TRIES and kept.until > clock.now().timestamp() else None
