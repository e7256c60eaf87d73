"""Somebody who opens the pages of their organisation."""

from typing import Any

from django.test import Client

from twofold.access.queries import CONTEXT
from twofold.directory.models import Membership


class Visitor(Client):
    """A browser of a member, in their account."""

    def __init__(self, membership: Membership, **more: Any) -> None:
        super().__init__(headers={"host": "testserver"}, **more)
        self.membership = membership
        self.force_login(membership.person)
        session = self.session
        session[CONTEXT] = str(membership.account_id)
        session.save()

    def text(self, path: str) -> str:
        """What a page says."""
        answer = self.get(f"/my/organisation{path}")
        assert answer.status_code == 200, (path, answer.status_code, answer.content[-2000:])
        return answer.content.decode()

    def press(self, path: str, **fields: Any) -> str:
        """Post a form, and see where it leads."""
        answer = self.post(f"/my/organisation{path}", fields, follow=True)
        assert answer.status_code == 200, (path, answer.status_code, answer.content[-2000:])
        return answer.content.decode()

    def refused(self, path: str, **fields: Any) -> int:
        """The status of what is refused."""
        return self.post(f"/my/organisation{path}", fields).status_code
