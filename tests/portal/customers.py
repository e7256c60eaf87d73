"""Somebody at the hosted pages, with a browser of their own."""

from typing import Any

from django.test import Client

from tests.makers import nothing_tried
from twofold.access.models import Site

PASSWORD = "a quiet morning in Lisbon"


def open_site(**flow: Any) -> Site:
    """The one site there is, open for sign-ups, with this flow."""
    nothing_tried()
    site = Site.objects.get(is_default=True)
    site.flow = {"is_open": True, "questions": []} | flow
    site.save()
    return site


class Browser(Client):
    """A browser; `sign_up` and the like fill the forms as a person would."""

    def __init__(self, **options: Any) -> None:
        super().__init__(headers={"host": "testserver"}, **options)

    def sign_up(self, email: str, password: str = PASSWORD, **answers: Any) -> Any:
        """The sign-up page, up to where the code is asked for."""
        return self.post("/sign-up", {"email": email, "password1": password} | answers)

    def prove(self, code: str) -> Any:
        """The code of a sign-up."""
        return self.post("/sign-up/confirm", {"code": code})

    def sign_in(self, email: str, password: str = PASSWORD, **more: Any) -> Any:
        """With a password."""
        return self.post("/sign-in", {"login": email, "password": password} | more)

    def ask_for_a_code(self, email: str) -> Any:
        """To sign in with."""
        return self.post("/sign-in", {"login": email, "how": "code", "remember": "on"})

    def type_code(self, code: str) -> Any:
        """The code to sign in with."""
        return self.post("/sign-in/code", {"code": code})

    @property
    def person_id(self) -> str:
        """Who is signed in here; empty if nobody is."""
        return str(self.session.get("_auth_user_id", ""))
