"""Whoever comes near a limit proves with a second of work that they are no program that tries thousands."""

import base64
import json
from datetime import timedelta
from typing import Any

import altcha
import pytest
from django.core.cache import cache
from django.http import HttpRequest
from django.test import Client, RequestFactory

from twofold.access.adapters import challenges
from twofold.core import clock


@pytest.fixture(autouse=True)
def nothing_tried() -> None:
    cache.clear()


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
