"""Keys in the console: made, shown once, revoked and taken back."""

import re

from tests.console.staff import Staff, text
from tests.makers import SYSTEM
from twofold.access.models import ApiKey
from twofold.core.unit import unit_of_work


def the_key() -> ApiKey:
    with unit_of_work(SYSTEM):
        return ApiKey.objects.get()


class TestMakingAKey:
    def test_shows_it_once(self, jana: Staff) -> None:
        asked = text(jana.get("/keys/new"))
        assert 'value="directory:person:see" checked' in asked
        assert "directory:identity:resolve" not in asked

        made = jana.post("/keys/new", {"name": "Nightly sync", "scope": ["directory:person:see"], "lifetime": "30"})

        (token,) = set(re.findall(r"tf_live_\w{49}", text(made)))
        assert made.headers["Cache-Control"] == "no-store"
        listed = text(jana.get("/keys"))
        assert "Nightly sync" in listed
        assert token not in listed
        assert (the_key().person_id, the_key().scopes) == (jana.person.id, ["directory:person:see"])
        assert the_key().expires_at

    def test_of_a_service_is_nobodys(self, jana: Staff) -> None:
        jana.post("/keys/new", {"name": "ERP", "scope": ["directory:person:see"], "lifetime": "", "acts_as": "service"})

        assert (the_key().person_id, the_key().expires_at) == (None, None)

    def test_says_what_is_missing_where_it_is(self, jana: Staff) -> None:
        unnamed = jana.post("/keys/new", {"name": "", "scope": ["directory:person:see"]})
        idle = jana.post("/keys/new", {"name": "ERP"})

        assert (unnamed.status_code, idle.status_code) == (422, 422)
        assert "A key needs a name" in text(unnamed)
        assert "A key must be allowed something" in text(idle)


class TestRevokingAKey:
    def test_can_be_taken_back(self, jana: Staff) -> None:
        jana.post("/keys/new", {"name": "ERP", "scope": ["directory:person:see"]})

        jana.send(f"/keys/{the_key().id}/revoke")
        assert the_key().revoked_at
        shown = text(jana.get("/keys"))
        assert "Revoked" in shown
        (undo,) = set(re.findall(r"/undo/[\w:.-]+", shown))
        jana.post(undo)

        assert the_key().revoked_at is None
        jana.post(f"/keys/{the_key().id}/revoke")
        jana.post(f"/keys/{the_key().id}/restore")
        assert the_key().revoked_at is None


class TestThePageForDevelopers:
    def test_begins_in_the_language_of_choice(self, jana: Staff) -> None:
        assert "curl http://testserver/api/v1/key" in text(jana.get("/developers"))
        assert "urlopen" in text(jana.get("/developers?in=python"))
        assert "await fetch" in text(jana.get("/developers?in=javascript"))
        assert "Make a key" in text(jana.get("/developers"))
