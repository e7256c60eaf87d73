"""Somebody comes with an invitation: it is kept in their browser's session while they prove who they are, and redeemed then."""

from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.stages import LoginStage
from allauth.core import ratelimit
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from twofold.access import proofs
from twofold.access.adapters import address_code
from twofold.access.adapters.acting_in import act_in
from twofold.access.adapters.here import site_of
from twofold.access.errors import InvitationNotFound
from twofold.access.joining.arriving import Arrival
from twofold.access.queries.actors import customer_of
from twofold.access.queries.invitations import address_of, masked
from twofold.access.verbs import invitations
from twofold.core.refusals import Refusal

KEY = "invited"


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
        act_in(request, arrival.account_id)
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


def send_proof(request: HttpRequest, digest: bytes) -> bool:
    """Send a code to the invited address, for whoever is signed in to show that it is theirs, too. False if too many were."""
    keep(request, digest)
    address = address_of(digest)
    return bool(address) and address_code.begin(request, address, site_of(request))


def is_asked_for_proof(request: HttpRequest, digest: bytes) -> bool:
    """Whether a code is on its way that still holds."""
    waited_for = address_code.address_of(request)
    return bool(waited_for) and waited_for == address_of(digest)


def prove(request: HttpRequest, digest: bytes, code: str) -> bool:
    """Whether it is the code that was sent; then the address is theirs."""
    return is_asked_for_proof(request, digest) and address_code.finish(request, code)


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
