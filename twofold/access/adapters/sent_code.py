"""Codes that were sent, by mail or by text message, as a session waits for them: six digits, for ten minutes, five tries."""

import secrets
from datetime import timedelta

import msgspec
from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest

from twofold.core import clock

LASTS = timedelta(minutes=10)
TRIES = 5


class SentCode(msgspec.Struct):
    """A code that was sent to an address or a number, or only seems to have been: what one brings is compared with its hash."""

    address: str
    digest: str
    until: float
    tries: int = 0


def keep(request: HttpRequest, purpose: str, address: str, *, is_real: bool = True) -> str:
    """Wait in this session for a new code, and return it to be sent; one sent before holds no longer.

    Where it is not real no code is right, and all of it takes as long as if one were.
    """
    code = f"{secrets.randbelow(10**6):06}"
    digest = make_password(code if is_real else secrets.token_hex())
    _put(request, purpose, SentCode(address, digest, (clock.now() + LASTS).timestamp()))
    return code


def kept(request: HttpRequest, purpose: str) -> SentCode | None:
    """The one that is waited for, while it holds."""
    if purpose not in request.session:
        return None
    waiting = msgspec.convert(request.session[purpose], SentCode)
    return waiting if waiting.tries < TRIES and waiting.until > clock.now().timestamp() else None


def is_right(request: HttpRequest, purpose: str, code: str) -> bool:
    """Whether it is the code that was sent. A right one holds no longer; after five wrong ones none does."""
    waiting = kept(request, purpose)
    if waiting is None:
        return False
    if check_password(code.replace(" ", ""), waiting.digest):
        del request.session[purpose]
        return True
    waiting.tries += 1
    _put(request, purpose, waiting)
    return False


def _put(request: HttpRequest, purpose: str, waiting: SentCode) -> None:
    request.session[purpose] = msgspec.to_builtins(waiting)
