"""Adding an address: a code goes there, and whoever brings it has shown that it is theirs.

It never shows whether somebody has the address already: then another letter goes there, and no code is right.
"""

import secrets
from datetime import timedelta

import msgspec
from allauth.account.models import EmailAddress
from allauth.core import ratelimit
from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest

from twofold.access import letters, proofs
from twofold.access.errors.selves import TooManyAddresses
from twofold.access.sites import SiteHere
from twofold.core import clock
from twofold.core.actor import Actor
from twofold.core.unit import unit_of_work

KEPT = "address_code"
LASTS = timedelta(minutes=10)
TRIES = 5
MOST = 5
SYSTEM = Actor.system("access")


class _Kept(msgspec.Struct):
    address: str
    digest: str
    until: float
    tries: int = 0


def begin(request: HttpRequest, address: str, site: SiteHere) -> bool:
    """Send a code to an address that is to be added; one sent before holds no longer. False after too many in an hour.

    Refuses an address more than one can have.
    """
    address = address.strip().lower()
    code = f"{secrets.randbelow(10**6):06}"
    with unit_of_work(SYSTEM):
        if not ratelimit.consume(request, action="manage_email", user=request.user):
            return False
        if EmailAddress.objects.filter(user_id=request.user.pk, verified=True).count() >= MOST:
            raise TooManyAddresses
        is_taken = EmailAddress.objects.filter(email=address, verified=True).exists()
        kept = _Kept(address, "" if is_taken else make_password(code), (clock.now() + LASTS).timestamp())
        request.session[KEPT] = msgspec.to_builtins(kept)
        language = str(request.user.locale)  # type: ignore[union-attr]
        kind, told = ("address_taken", {}) if is_taken else ("address_code", {"code": code})
        letters.post(kind, to=address, site=site, language=language, **told)
    return True


def address_of(request: HttpRequest) -> str:
    """The address whose code is waited for; empty when there is none, or it holds no longer."""
    kept = _kept(request)
    return kept.address if kept else ""


def finish(request: HttpRequest, code: str) -> bool:
    """Whether it is the code; then the address is one of the person's from now on. After five wrong ones none is right."""
    kept = _kept(request)
    if kept is None:
        return False
    if kept.digest and check_password(code.replace(" ", ""), kept.digest):
        del request.session[KEPT]
        with unit_of_work(SYSTEM):
            proofs.proven(request.user.pk, kept.address, in_this_browser=False)  # type: ignore[arg-type]
        return True
    kept.tries += 1
    request.session[KEPT] = msgspec.to_builtins(kept)
    return False


def _kept(request: HttpRequest) -> _Kept | None:
    if KEPT not in request.session:
        return None
    kept = msgspec.convert(request.session[KEPT], _Kept)
    return kept if kept.tries < TRIES and kept.until > clock.now().timestamp() else None
