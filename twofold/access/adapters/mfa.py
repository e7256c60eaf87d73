"""Second factors as django-allauth keeps them, and the second step as a stage of its sign-in."""

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import EmailAddress, Login
from allauth.account.stages import LoginStage
from allauth.core import context, ratelimit
from allauth.core.internal.httpkit import headed_redirect_response
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponseBase

from twofold.access import second_steps
from twofold.access.adapters import circumstances
from twofold.access.announcing import announce
from twofold.access.backends import Backend
from twofold.access.facts.security import PasskeyDistrusted, RecoveryCodeUsed
from twofold.access.passkeys import Shown
from twofold.access.second_steps import By
from twofold.core.actor import Actor
from twofold.core.audit import note_refusal

SECOND_STEP = "mfa_authenticate"
DOOR = Actor.system("sign-in")


class Adapter(DefaultMFAAdapter):
    """Secrets are sealed; what a person is called and asked for is ours."""

    def encrypt(self, text: str) -> str:
        """For the table."""
        return second_steps.sealed(text)

    def decrypt(self, encrypted_text: str) -> str:
        """From the table."""
        return second_steps.opened(encrypted_text)

    def is_mfa_enabled(self, user: AbstractBaseUser, types: Any = None) -> bool:
        """By an app or by a key of ours, which django-allauth's own table does not have."""
        return second_steps.is_on(user.pk) if types is None else super().is_mfa_enabled(user, types)

    def get_totp_issuer(self) -> str:
        """The site's name, never its host."""
        return circumstances.here_of(context.request).site.name

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        """By what they sign in."""
        return label_of(user)


class SecondStep(LoginStage):
    """After the first proof, another one: for whom wants it, unless a passkey was both or the browser is trusted."""

    key = SECOND_STEP
    urlname = "mfa_authenticate"

    def handle(self) -> tuple[HttpResponseBase | None, bool]:
        """Lead to the page that asks, if it has to be asked."""
        user = self.login.user
        if user is None or not _is_on(user) or _came_with_passkey(self.request, user):
            return None, True
        if circumstances.is_trusted(self.request, user):
            return None, True
        return headed_redirect_response(self.urlname), True


def label_of(user: AbstractBaseUser) -> str:
    """How a person knows this login among others: by their primary address."""
    known = EmailAddress.objects.filter(user_id=user.pk, verified=True).order_by("-primary", "id")
    return known.values_list("email", flat=True).first() or str(user)


def take_code(request: HttpRequest, user: AbstractBaseUser, code: str) -> bool:
    """Whether this code, of an app or for recovery, is the second step. Five tries in five minutes, whoever asks."""
    if not may_try(request, user):
        return False
    by = second_steps.by_code(user.pk, code)
    if by is None:
        note_refusal(DOOR, code="second_step_wrong", what="second step of signing in", person_id=user.pk)
        return False
    ratelimit.clear(request, action="second_step", key=str(user.pk))
    record_authentication(request, user, "mfa", type=_type_of(by))
    if by is By.RECOVERY:
        here = circumstances.here_of(request)
        left = second_steps.steps_of(user.pk).codes_left
        announce(RecoveryCodeUsed(person_id=user.pk, left=left, **here.told), by=DOOR, here=here)
    return True


def take_passkey(request: HttpRequest, shown: Shown | None, *, alone: bool) -> AbstractBaseUser | None:
    """Whose proof it is; None for none, and for one that counted backwards, of which its person is told."""
    if shown is None:
        return None
    user = get_user_model().objects.get(pk=shown.passkey.person_id)
    if shown.is_copied:
        here, key = circumstances.here_of(request), shown.passkey
        told = PasskeyDistrusted(person_id=user.pk, passkey_id=key.id, name=key.name, **here.told)
        announce(told, by=DOOR, here=here)
        return None
    if not Backend().user_can_authenticate(user):
        return None
    how = {"passwordless": True} if alone else {}
    record_authentication(request, user, "mfa", type="webauthn", id=str(shown.passkey.id), **how)
    return user


def sign_in(request: HttpRequest, user: AbstractBaseUser, *, redirect_url: str | None) -> HttpResponseBase:
    """Go through what else stands before a session, and begin it."""
    return perform_login(request, Login(user=user, redirect_url=redirect_url))


def may_try(request: HttpRequest, user: AbstractBaseUser) -> bool:
    """Whether there were not too many tries at this person's second step."""
    return ratelimit.consume(request, action="second_step", key=str(user.pk))


def _is_on(user: AbstractBaseUser) -> bool:
    """As it was read with them, if it was; only a password reads it, in the same transaction (access.backends)."""
    known = getattr(user, "has_second_step", None)
    return second_steps.is_on(user.pk) if known is None else known


def _came_with_passkey(request: HttpRequest, user: AbstractBaseUser) -> bool:
    return any(one.get("passwordless") for one in get_authentication_records(request, user))


def _type_of(by: By) -> str:
    return {By.APP: Authenticator.Type.TOTP, By.RECOVERY: Authenticator.Type.RECOVERY_CODES}[by].value
