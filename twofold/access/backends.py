"""Whom a password lets in."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser


class Backend(AuthenticationBackend):
    """By a proven or primary address and a password; never somebody who was removed or became part of another person."""

    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:  # type: ignore[override]
        """Asked at sign-in, and again at every request of the session."""
        is_gone = getattr(user, "deleted_at", None) or getattr(user, "merged_into_id", None)
        return not is_gone and super().user_can_authenticate(user)  # type: ignore[arg-type]
