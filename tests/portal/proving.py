"""A browser whose person has just proven who they are."""

import time

from django.test import Client


def prove(client: Client, *, seconds_ago: float = 0) -> None:
    """As if they had signed in, or proven it again, so long ago: pages that need step-up open for ten minutes."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() - seconds_ago}]
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session.save()
