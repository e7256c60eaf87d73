"""What is changed of django-allauth when the application starts, because it has no setting for it."""

from allauth.usersessions import signals
from django.contrib.auth.signals import user_logged_in

from twofold.access.adapters import limits


def install() -> None:
    """Count tries in one statement; let sessions be noted by `access.sessions` alone, and sign-ins with their browser.

    To be called before django-allauth's own applications are ready: they connect what they find here.
    """
    limits.install()
    signals.on_user_logged_in = _noted_elsewhere
    # Under the name of Django's own, which comes later and is left out: access stands before it in INSTALLED_APPS.
    user_logged_in.connect(_noted_elsewhere, dispatch_uid="update_last_login")


def _noted_elsewhere(sender: object, **told: object) -> None:
    """Nothing: a session is noted with its first request, and the last sign-in with the browser (`access.browsers.see`)."""
