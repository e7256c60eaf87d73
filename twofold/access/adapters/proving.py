"""Proving again who one is: by which ways a signed-in person can, and whether they have."""

from enum import StrEnum

from allauth.core import ratelimit
from django.http import HttpRequest

from twofold.access import passkeys, second_steps
from twofold.access.adapters import ceremonies, step_up_code
from twofold.access.adapters.ceremonies import Purpose
from twofold.access.adapters.circumstances import here_of
from twofold.access.adapters.mfa import take_passkey
from twofold.access.adapters.step_up import note_proven
from twofold.access.passkeys import Party
from twofold.core.actor import Actor
from twofold.core.audit import note_refusal


class Way(StrEnum):
    """How one proves it."""

    PASSKEY = "passkey"
    PASSWORD = "password"  # noqa: S105 - a word, not a secret
    APP = "app"
    MAIL = "mail"


def ways_of(request: HttpRequest) -> tuple[Way, ...]:
    """The ways of the signed-in person, the best first. A code by mail only where there is nothing else."""
    user = request.user
    if not user.is_authenticated:
        return ()
    party = Party.of(here_of(request).site)
    has = {
        Way.PASSKEY: party.can_have_passkeys and passkeys.usable(party, user.pk).filter(may_sign_in=True).exists(),
        Way.PASSWORD: user.has_usable_password(),
        Way.APP: second_steps.steps_of(user.pk).has_app,
    }
    better = tuple(way for way, there in has.items() if there)
    return better or ((Way.MAIL,) if step_up_code.address_of(request) else ())


def passkey_asked_for(request: HttpRequest) -> str:
    """What the page hands to the browser to ask for a passkey."""
    asked = passkeys.ask_for(Party.of(here_of(request).site), request.user.pk, alone=True)  # type: ignore[arg-type]
    return ceremonies.keep(request, Purpose.STEP_UP, asked)


def may_send(request: HttpRequest) -> bool:
    """Whether another code may be sent now: five in an hour."""
    return ratelimit.consume(request, action="step_up_code", user=request.user)


def prove(request: HttpRequest, way: Way, secret: str) -> bool:
    """Whether this proves who they are; if so the session knows. After ten tries in ten minutes nothing does any more."""
    if way not in ways_of(request) or not ratelimit.consume(request, action="reauthenticate", user=request.user):
        return False
    if way is Way.PASSKEY:
        return _by_passkey(request)
    is_right = {
        Way.PASSWORD: lambda: request.user.check_password(secret),
        Way.APP: lambda: second_steps.by_code(request.user.pk, secret) is not None,  # type: ignore[arg-type]
        Way.MAIL: lambda: step_up_code.is_right(request, secret),
    }[way]()
    if is_right:
        note_proven(request, {Way.PASSWORD: "password", Way.APP: "mfa", Way.MAIL: "code"}[way])
    else:
        note_refusal(Actor.system("sign-in"), code="step_up_wrong", what="confirmation", person_id=request.user.pk)
    return is_right


def _by_passkey(request: HttpRequest) -> bool:
    """A passkey of this very person, which has verified them."""
    state = ceremonies.taken(request, Purpose.STEP_UP)
    if state is None or request.user.pk is None:
        return False
    party = Party.of(here_of(request).site)
    shown = passkeys.shown(party, state, ceremonies.answer(request), request.user.pk, alone=True)
    if take_passkey(request, shown, alone=False) is None:
        return False
    note_proven(request, "mfa", type="webauthn")
    return True
