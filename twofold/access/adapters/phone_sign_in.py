"""Signing in by a code to a phone that was proven before: six digits, for ten minutes, five tries, in the browser that asked.

django-allauth's own codes by phone know one number of a person, keep the code readable in the session, and cannot send again where
nobody has the number, which tells that nobody has. So these go the way of the codes that add a phone, and only what begins the
session is its own. Where nobody signs in with a number, a text to nobody is queued and no code is right.
"""

from allauth.account.internal.flows.login import record_authentication
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import get_language

from twofold.access import phones, proofs, texting
from twofold.access.adapters import mfa, sent_code
from twofold.access.adapters.here import site_of
from twofold.access.flows import Method
from twofold.core.audit import note_refusal

PURPOSE = "phone_sign_in"


def is_open(request: HttpRequest) -> bool:
    """Whether the site of the request takes it."""
    return Method.PHONE in site_of(request).flow.methods


def send(request: HttpRequest, number: str) -> None:
    """Send a code; one sent before holds no longer. Whether one may be sent is for the caller to ask (`phone_code.may_send`)."""
    person_id = phones.who_signs_in_with(number)
    code = sent_code.keep(request, PURPOSE, number, is_real=person_id is not None)
    to = number if person_id else ""
    texting.post("sign_in", to=to, site=site_of(request), language=get_language() or "", code=code)


def number_of(request: HttpRequest) -> str:
    """The number whose code is waited for; empty when there is none, or it holds no longer."""
    waiting = sent_code.kept(request, PURPOSE) if is_open(request) else None
    return waiting.address if waiting else ""


def forget(request: HttpRequest) -> None:
    """Wait for no code any more."""
    request.session.pop(PURPOSE, None)


def finish(request: HttpRequest, code: str, *, redirect_url: str | None) -> HttpResponseBase | None:
    """Go on to the session of whom the code is right for; None if it is not. After five wrong ones none is right."""
    number = number_of(request)
    person_id = phones.who_signs_in_with(number)
    if not sent_code.is_right(request, PURPOSE, code) or person_id is None:
        note_refusal(mfa.DOOR, code="phone_code_wrong", what="sign in with a code by text message")
        return None
    user = proofs.user(person_id)
    record_authentication(request, user, method="code", phone=number)
    return mfa.sign_in(request, user, redirect_url=redirect_url)
