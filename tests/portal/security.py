"""Somebody who looks after their security, in a browser, at a site that has a name."""

import html
import json
import re
from typing import Any

from allauth.account.models import EmailAddress
from django.test import Client

from tests.makers import a_person
from tests.portal.proving import prove
from twofold.directory.models import Person

PASSWORD = "a quiet morning in Lisbon"
BASE_URL = "https://twofold.example"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


class Visitor(Client):
    """A browser. `asked_on` finds what a page asks the authenticator for."""

    def __init__(self, **more: Any) -> None:
        super().__init__(headers={"host": "twofold.example", "User-Agent": FIREFOX}, **more)

    def signed_in(self, person: Person) -> "Visitor":
        """As this person, who has just proven who they are."""
        self.force_login(person)
        prove(self)
        return self

    def asked_on(self, path: str) -> dict[str, Any]:
        """What the form of a page hands to the browser."""
        page = self.get(path, secure=True).content.decode()
        found = re.search(r'data-options="([^"]+)"', page)
        assert found, page
        told: dict[str, Any] = json.loads(html.unescape(found[1]))
        return told

    def sign_in(self, person: Person, *, password: str = PASSWORD) -> Any:
        """With a password."""
        mail = EmailAddress.objects.get(user=person).email
        return self.post("/sign-in", {"login": mail, "password": password}, secure=True)

    def is_in(self) -> bool:
        """Whether somebody is signed in here."""
        return bool(self.get("/my/", secure=True).status_code == 200)


def a_user(name: str = "Ada Brandt", mail: str = "ada@helio.example") -> Person:
    """Somebody with a proven address and a password."""
    person = a_person(name=name, email=mail)
    person.set_password(PASSWORD)
    person.save(update_fields=["password"])
    EmailAddress.objects.create(user=person, email=mail, verified=True, primary=True)
    return person
