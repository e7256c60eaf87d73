"""What is changed of django-allauth when the application starts, because it has no setting for it."""

from typing import Any

from allauth.usersessions import signals
from django.contrib.auth.signals import user_logged_in
from django.db import connection

from twofold.access.adapters import limits
from twofold.core import unit

SIGNED_IN = "UPDATE directory_person SET last_login = %s WHERE id = %s"


def install() -> None:
    """Count tries in one statement; let sessions be noted by `access.sessions` alone, which needs no look at each of them.

    To be called before django-allauth's own applications are ready: they connect what they find here.
    """
    limits.install()
    signals.on_user_logged_in = _noted_elsewhere
    # Under the name of Django's own, which comes later and is left out: access stands before it in INSTALLED_APPS.
    user_logged_in.connect(_note_sign_in, dispatch_uid="update_last_login")


def _note_sign_in(sender: object, user: Any, **told: object) -> None:
    """When they signed in last; Django's own way to note it costs ten times as much."""
    del sender, told
    user.last_login = unit.now()
    with connection.cursor() as cursor:
        cursor.execute(SIGNED_IN, [user.last_login, user.pk])


def _noted_elsewhere(sender: object, **told: object) -> None:
    """Nothing: a session is noted with its first request."""
