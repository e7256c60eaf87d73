"""People who have shown that an address is theirs, and browsers whose person has just proven who they are."""

import time

from allauth.account.models import EmailAddress
from django.test import Client

from tests.makers import a_person
from twofold.directory.models import Person


def with_a_proven_address(email: str = "ada@helio.example", **fields: object) -> Person:
    """Ada Brandt, or somebody else; they sign in with this address."""
    person = a_person(**({"given_name": "Ada", "family_name": "Brandt"} | fields), email=email)
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    return person


def browser_of(person: Person) -> Client:
    """Where they are signed in, and have just proven who they are."""
    client = Client(headers={"host": "testserver"})
    client.force_login(person)
    prove(client)
    return client


def prove(client: Client, *, seconds_ago: float = 0) -> None:
    """As if they had signed in, or proven it again, so long ago: pages that need step-up open for ten minutes."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() - seconds_ago}]
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session.save()
