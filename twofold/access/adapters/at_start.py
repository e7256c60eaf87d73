"""What is changed of django-allauth when the application starts, because it has no setting for it."""

from allauth.usersessions import signals

from twofold.access.adapters import limits


def install() -> None:
    """Count tries in one statement; let sessions be noted by `access.sessions` alone, which needs no look at each of them.

    To be called before django-allauth's own applications are ready: they connect what they find here.
    """
    limits.install()
    signals.on_user_logged_in = _noted_elsewhere


def _noted_elsewhere(sender: object, **told: object) -> None:
    """Nothing: a session is noted with its first request."""
