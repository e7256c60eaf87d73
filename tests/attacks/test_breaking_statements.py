"""Somebody writes into addresses and forms what no page of ours would: garbage gets a refusal, never a failure."""

import base64
import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

import pytest

from tests.attacks.addresses import closed
from tests.console.staff import Staff
from tests.makers import SYSTEM, a_membership, a_person, an_account
from twofold.core.unit import unit_of_work
from twofold.directory import queries as directory
from twofold.directory.verbs import saved_views

PARAMETERS = (
    "q", "kind", "tag", "owner", "seen", "created", "country", "account", "industry", "removed", "sort", "view", "in",
    "after", "before", "state", "reason", "source", "name", "person", "subject", "sdk", "about", "days", "kinds", "within",
    "value", "picked", "from", "email", "phone", "website", "query", "only",
)  # fmt: skip
GARBAGE = (
    "'; DROP TABLE directory_person; --", '") OR 1=1 --', "{x:String}", "%s%(a)s", "\\", "a\0b", "\ud800".encode("utf-8", "surrogatepass"),
    "9" * 6_000, "0" * 5_000, "-1", "1e999", "NaN", "\u202e", "[" * 3_000, "id", "password", "-password", "owner__password",
    "019a0000-0000-7000-8000-000000000000", "1-019a0000000070008000000000000000", f"{10**30}-x", "..", "<", "\n", "\ufeff",
)  # fmt: skip
SENT = (
    "value", "name", "tag", "body", "q", "picked", "email", "query", "purpose", "channel", "state", "label", "key", "ids", "action",
    "to", "kind", "choices", "currency", "subject", "parent", "title", "started_at", "reason", "letter", "source",
)  # fmt: skip


def filled(names: Sequence[str], turn: int) -> str:
    """Every parameter with some garbage, every turn with another."""
    return "&".join(f"{name}={quote(GARBAGE[(place + turn * 7) % len(GARBAGE)])}" for place, name in enumerate(names))


def cursor(*parts: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


SOME_ID = "019a0000-0000-7000-8000-000000000000"
CURSORS = (
    cursor("a\0b", SOME_ID), cursor("\ud800", SOME_ID), cursor(10**30, SOME_ID), cursor("x" * 9_000, SOME_ID), cursor({}, SOME_ID),
    cursor("0001-01-01T00:00:00+23:59", SOME_ID), cursor("9999-12-31T23:59:59-23:59", SOME_ID), cursor("2020-01-01", SOME_ID),
    cursor(None, SOME_ID), cursor(True, SOME_ID), cursor("x", "y"), cursor("x"), cursor(1, 2, 3), cursor("1e5", SOME_ID),
    base64.urlsafe_b64encode(b"[" * 5_000).decode(), "a", "====", "ä",
)  # fmt: skip


class TestAnAddress:
    @pytest.mark.parametrize("turn", range(4))
    def test_with_garbage_in_it_gets_an_answer(self, jana: Staff, turn: int) -> None:
        lists = [path for path in closed().values() if SOME_ID not in path and path != "/live/stream"]

        failed = {
            path
            for path in lists
            if jana.get(f"{path}?{filled(PARAMETERS, turn).replace('%00', '')}").status_code >= 500
        }

        assert failed == set()

    @pytest.mark.parametrize("sort", ["name", "-seen", "employees"])
    def test_with_a_tampered_place_is_refused(self, jana: Staff, sort: str) -> None:
        for side in ("after", "before"):
            for one in CURSORS:
                answer = jana.ask(f"/accounts?sort={sort}&{side}={quote(one)}")
                assert answer.status_code in {200, 400, 422}, one

    def test_with_a_garbage_place_on_a_timeline_is_refused(self, jana: Staff) -> None:
        with unit_of_work(SYSTEM):
            person = a_person().id
        for one in (*CURSORS, *map(str, GARBAGE), "99999999999999999-" + SOME_ID, f"-1-{SOME_ID}", f"1_0-{SOME_ID}"):
            answer = jana.ask(f"/people/{person}?before={quote(one)}")
            assert answer.status_code in {200, 400, 422}, one


class TestAForm:
    @pytest.mark.parametrize("turn", range(4))
    def test_with_garbage_in_every_field_gets_an_answer(self, jana: Staff, turn: int) -> None:
        with unit_of_work(SYSTEM):
            membership = a_membership(a_person(), an_account())
        of = {"person": membership.person_id, "account": membership.account_id, "membership": membership.id}
        # A NUL is refused before anything else is looked at, so it would hide the rest.
        sent = filled(SENT, turn).replace("%00", "")

        failed = {
            name: path
            for name, path in closed().items()
            if name != "live_stream"
            for target in (path.replace(SOME_ID, str(of.get(name.partition("_")[0], SOME_ID)), 1),)
            if jana.post(target, sent, content_type="application/x-www-form-urlencoded").status_code >= 500
        }

        assert failed == {}

    def test_with_a_nul_says_what_is_wrong(self, jana: Staff) -> None:
        answer = jana.send("/people/new", {"given_name": "A\0da", "email": "ada@helio.example"})

        assert answer.status_code == 400
        assert "NUL" in answer.content.decode()


class TestASavedView:
    def test_leads_back_to_the_list_whatever_stands_in_it(self, jana: Staff) -> None:
        from twofold.access.queries import actor_of

        with unit_of_work(SYSTEM):
            actor = actor_of(jana.person.id)
        with unit_of_work(actor):
            kept: list[dict[str, Any]] = [{"query": '"><script>alert(1)</script>'}, {"query": 7}, {"query": None}, {}]
            for number, definition in enumerate(kept):
                saved_views.save(actor, subject="person", name=f"v{number}", definition=definition)
            views = directory.saved_views(actor, subject="person")

        for view in views:
            answer = jana.get(f"/people?view={view.id}")
            assert answer.status_code == 200
            assert "<script>alert" not in answer.content.decode()


class TestTakingBack:
    def test_takes_no_word_but_ours(self, jana: Staff) -> None:
        from django.core import signing

        forged = [
            "x", "a:b:c",
            signing.dumps([str(jana.person.id), [["people.remove", str(jana.person.id), {}]]], salt="another"),
            signing.dumps([SOME_ID, [["people.remove", str(jana.person.id), {}]]], salt="twofold.console.undo"),
        ]  # fmt: skip
        for token in forged:
            assert jana.post(f"/undo/{token}").status_code == 409
        assert jana.get("/people").status_code == 200
