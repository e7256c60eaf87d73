"""Proving again who one is: by which ways a signed-in person can, and whether they have."""

from enum import StrEnum

from allauth.core import ratelimit
from django.http import HttpRequest

from twofold.access.adapters import step_up_code
from twofold.access.adapters.step_up import note_proven


class Way(StrEnum):
    """How one proves it."""

    PASSWORD = "password"  # noqa: S105 - a word, not a secret
    MAIL = "mail"


def ways_of(request: HttpRequest) -> tuple[Way, ...]:
    """The ways of the signed-in person, the best first. A code by mail only where there is nothing else."""
    if request.user.is_authenticated and request.user.has_usable_password():
        return (Way.PASSWORD,)
    return (Way.MAIL,) if step_up_code.address_of(request) else ()


def may_send(request: HttpRequest) -> bool:
    """Whether another code may be sent now: five in an hour."""
    return ratelimit.consume(request, action="step_up_code", user=request.user) is not None


def prove(request: HttpRequest, way: Way, secret: str) -> bool:
    """Whether this proves who they are; if so the session knows. After ten tries in ten minutes nothing does any more."""
    if way not in ways_of(request) or not ratelimit.consume(request, action="reauthenticate", user=request.user):
        return False
    is_right = {
        Way.PASSWORD: lambda: request.user.check_password(secret),
        Way.MAIL: lambda: step_up_code.is_right(request, secret),
    }[way]()
    if is_right:
        note_proven(request, {Way.PASSWORD: "password", Way.MAIL: "code"}[way])
    return is_right
