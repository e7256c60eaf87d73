"""Somebody comes with an invitation: it is kept in their browser's session while they prove who they are, and redeemed then."""

import secrets
from datetime import timedelta
from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.stages import LoginStage
from allauth.core import ratelimit
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from twofold.access import letters, proofs
from twofold.access.adapters.here import site_of
from twofold.access.errors import InvitationNotFound
from twofold.access.joining.arriving import Arrival
from twofold.access.queries.actors import customer_of
from twofold.access.queries.invitations import address_of, masked
from twofold.access.sessions import CONTEXT, enter
from twofold.access.verbs import invitations
from twofold.core import clock
from twofold.core.refusals import Refusal

KEY = "invited"
LASTS, TRIES = timedelta(minutes=10), 5


def keep(request: HttpRequest, digest: bytes) -> None:
    """Remember by which invitation they came. Of the token only its digest is kept, here as everywhere."""
    if kept_in(request) != digest:
        request.session[KEY] = {"digest": digest.hex()}


def kept_in(request: HttpRequest) -> bytes | None:
    """By which invitation they came."""
    kept = request.session.get(KEY)
    return bytes.fromhex(kept["digest"]) if kept else None


def is_invited(request: HttpRequest, addresses: list[str]) -> bool:
    """Whether this browser came with an invitation that can be redeemed, for one of these addresses."""
    digest = kept_in(request)
    address = address_of(digest) if digest else ""
    return bool(address) and address in {one.lower() for one in addresses}


def send_code(request: HttpRequest, digest: bytes) -> bool:
    """Begin to sign in with a code that goes to the invited address, whoever that is by now. False if too many were asked for.

    Who is new is a visitor until the code is shown: nothing is known of them, and nobody can sign in as them.
    """
    keep(request, digest)
    address = address_of(digest)
    if not address or not ratelimit.consume(request, action="request_login_code", key=address):
        return False
    _note(request, masked=masked(address))
    LoginCodeVerificationProcess.initiate(request=request, user=_who(request, address), email=address)
    return True


def redeem(request: HttpRequest, person_id: UUID | None) -> Arrival:
    """Come in, as this person, and act in the account from now on. Refuses as the invitation does."""
    digest = kept_in(request)
    if digest is None or person_id is None:
        raise InvitationNotFound
    arrival = invitations.redeem(customer_of(person_id), digest)
    if not arrival.is_held:
        del request.session[KEY]
        request.session[CONTEXT] = str(arrival.account_id)
        enter(request.session.session_key or "", arrival.account_id)
    return arrival


class InvitedStage(LoginStage):
    """Whoever came with an invitation comes in with their sign-in; where that cannot be, its page says why."""

    key = "invited"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Never in the way of signing in."""
        user = self.login.user
        if user is None or kept_in(self.request) is None:
            return None, True
        self.login.redirect_url = reverse("invited")
        try:
            if not redeem(self.request, user.pk).is_held:
                self.login.redirect_url = reverse("portal:home")
        except Refusal:
            pass
        return None, True


# ------------------------------------------------------------------------------- proving one more address of one's own


def send_proof(request: HttpRequest, digest: bytes) -> bool:
    """Send a code to the invited address, for whoever is signed in to show that it is theirs, too. False if too many were."""
    keep(request, digest)
    address = address_of(digest)
    if not address or not ratelimit.consume(request, action="request_login_code", key=address):
        return False
    code = f"{secrets.randbelow(10**6):06}"
    until = (clock.now() + LASTS).timestamp()
    _note(request, code=make_password(code), until=until, tries=0, person=str(request.user.pk))
    letters.post(
        "address_code", to=address, site=site_of(request), language=str(getattr(request.user, "locale", "")), code=code
    )
    return True


def is_asked_for_proof(request: HttpRequest) -> bool:
    """Whether a code is on its way that still holds, for whoever is signed in."""
    kept = request.session.get(KEY, {})
    is_theirs = kept.get("person") == str(request.user.pk)
    return bool(is_theirs and kept.get("tries", TRIES) < TRIES and kept.get("until", 0) > clock.now().timestamp())


def prove(request: HttpRequest, code: str) -> bool:
    """Whether it is the code that was sent; then the address is theirs. After five wrong ones none is right."""
    digest = kept_in(request)
    if digest is None or not is_asked_for_proof(request):
        return False
    kept = request.session[KEY]
    if not check_password(code.replace(" ", ""), kept["code"]):
        _note(request, tries=kept["tries"] + 1)
        return False
    _note(request, tries=TRIES)
    proofs.proven(UUID(kept["person"]), address_of(digest), in_this_browser=False)
    return True


def _who(request: HttpRequest, address: str) -> AbstractBaseUser:
    found = proofs.known_by(address)
    if found is not None:
        return proofs.user(found)
    begun = request.session[KEY].get("visitor")
    if begun and not proofs.can_sign_in(UUID(begun)):
        return proofs.user(UUID(begun))
    visitor: AbstractBaseUser = get_adapter().new_user(request)
    visitor.set_unusable_password()
    visitor.save()
    _note(request, visitor=str(visitor.pk))
    return visitor


def _note(request: HttpRequest, **more: Any) -> None:
    request.session[KEY] = request.session[KEY] | more
