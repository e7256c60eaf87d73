"""Whoever comes near a limit proves with a second of work that they are no program that tries thousands."""

import base64
import json
from datetime import timedelta
from typing import Any

import altcha
import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory

from twofold.access.adapters import challenges
from twofold.core import clock


def solved(challenge: dict[str, Any]) -> str:
    made = altcha.Challenge.from_dict(challenge)
    solution = altcha.solve_challenge(made)
    assert solution
    return altcha.Payload(made, solution).to_base64()


def asked_from(network: str) -> HttpRequest:
    return RequestFactory().post("/sign-in", REMOTE_ADDR=network)


class TestAChallenge:
    def test_is_there_for_anybody_and_solved_once(self) -> None:
        challenge = Client().get("/sign-in/challenge").json()
        payload = solved(challenge)

        assert challenges.is_solved(payload)
        assert not challenges.is_solved(payload)

    def test_is_over_after_a_while(self, monkeypatch: pytest.MonkeyPatch) -> None:
        now = clock.now()
        monkeypatch.setattr(clock, "now", lambda: now - timedelta(minutes=11))

        assert not challenges.is_solved(solved(challenges.made()))

    def test_made_easier_or_by_somebody_else_is_none(self) -> None:
        easy = challenges.made()
        easy["parameters"] |= {"keyPrefix": "0", "cost": 1}
        foreign = altcha.create_challenge(challenges.ALGORITHM, 1, key_prefix="0", hmac_secret="theirs").to_dict()

        assert not challenges.is_solved(solved(easy))
        assert not challenges.is_solved(solved(foreign))

    @pytest.mark.parametrize("payload", ["", "x", "{}", "e30=", "W10=", "bnVsbA==", "A" * 5_000])
    def test_is_not_solved_by_nonsense(self, payload: str) -> None:
        assert not challenges.is_solved(payload)

    def test_is_not_solved_by_a_number_that_was_made_up(self) -> None:
        payload = {"challenge": challenges.made(), "solution": {"counter": 1, "derivedKey": "00" * 32}}

        assert not challenges.is_solved(base64.b64encode(json.dumps(payload).encode()).decode())


class TestTheSoftLimit:
    def test_asks_after_three_tries_with_an_address_from_wherever_they_come(self) -> None:
        for number in range(3):
            assert not challenges.is_needed(asked_from(f"192.0.2.{number}"), "Ada@helio.example")
            challenges.count(asked_from(f"192.0.2.{number}"), "ada@helio.example ")

        assert challenges.is_needed(asked_from("198.51.100.7"), "ada@helio.example")
        assert not challenges.is_needed(asked_from("198.51.100.7"), "ben@helio.example")

    def test_asks_a_network_that_tries_many_addresses(self) -> None:
        for number in range(20):
            challenges.count(asked_from("192.0.2.1"), f"{number}@helio.example")

        assert challenges.is_needed(asked_from("192.0.2.1"), "ada@helio.example")
        assert not challenges.is_needed(asked_from("192.0.2.2"), "ada@helio.example")


class TestTheSignInPage:
    def test_asks_after_three_wrong_passwords_and_takes_a_solution_once(self) -> None:
        browser = Client()
        wrong = {"login": "ada@helio.example", "password": "wrong"}
        for _ in range(3):
            assert "data-challenge" not in browser.get("/sign-in").content.decode()
            answer = browser.post("/sign-in", wrong)
        assert "data-challenge" in answer.content.decode()

        refused = browser.post("/sign-in", wrong).content.decode()
        tried = browser.post("/sign-in", wrong | {"altcha": solved(challenges.made())}).content.decode()

        assert "Make sure that you are a person" in refused
        assert "do not go together" in tried

    @pytest.mark.parametrize("page", ["/password", "/sign-up"])
    def test_asks_likewise_before_it_sends_more_letters(self, page: str) -> None:
        for _ in range(3):
            challenges.count(asked_from("127.0.0.1"), "ada@helio.example")

        answer = Client().post(page, {"email": "ada@helio.example"}).content.decode()

        assert ("Make sure that you are a person" in answer) == (page == "/password")  # nobody can sign up here

    def test_refuses_in_the_end_whatever_is_proven(self) -> None:
        said = ""
        for _ in range(6):
            sent = {"login": "ada@helio.example", "password": "wrong", "altcha": solved(challenges.made())}
            said = Client().post("/sign-in", sent).content.decode()

        assert "Too many tries" in said
