"""What is changed of django-allauth when the application starts, because it has no setting for it."""

from allauth.account.signals import user_logged_in
from allauth.usersessions.signals import on_user_logged_in

from twofold.access.adapters import limits


def install() -> None:
    """Count tries in one statement; let sessions be noted by `access.sessions` alone, which needs no look at each of them."""
    limits.install()
    user_logged_in.disconnect(on_user_logged_in)
