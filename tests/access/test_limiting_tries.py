"""Tries are counted in Postgres: by one statement, the same for every process, and nobody slips through between two looks."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.core.internal import ratelimit
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from tests.makers import SYSTEM
from twofold.access import limits
from twofold.access.adapters import limits as adapter
from twofold.access.limits import Rate
from twofold.access.models import Limit
from twofold.core import clock
from twofold.core.unit import unit_of_work

THREE = [Rate("three", 3, 60)]


class TestALimit:
    def test_lets_so_many_through_and_then_one_at_a_time(self, monkeypatch: pytest.MonkeyPatch) -> None:
        now = clock.now()
        monkeypatch.setattr(clock, "now", lambda: now)
        assert [limits.spend(THREE) for _ in range(5)] == [True, True, True, False, False]

        monkeypatch.setattr(clock, "now", lambda: now + timedelta(seconds=21))

        assert [limits.spend(THREE) for _ in range(2)] == [True, False]

    def test_is_not_made_worse_by_trying_on(self, monkeypatch: pytest.MonkeyPatch) -> None:
        now = clock.now()
        monkeypatch.setattr(clock, "now", lambda: now)
        for _ in range(100):
            limits.spend(THREE)

        monkeypatch.setattr(clock, "now", lambda: now + timedelta(seconds=61))

        assert [limits.spend(THREE) for _ in range(4)] == [True, True, True, False]
        assert limits.forget() == 0

    def test_lets_the_last_one_through_who_looked_before_those_who_came_first(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        now = clock.now()
        moments = iter(now + timedelta(milliseconds=late) for late in (30, 20, 10, 0))
        monkeypatch.setattr(clock, "now", lambda: next(moments))

        assert [limits.spend(THREE) for _ in range(4)] == [True, True, True, False]

    def test_can_be_held_by_one_who_looked_before_the_others(self, monkeypatch: pytest.MonkeyPatch) -> None:
        now = clock.now()
        moments = iter(now + timedelta(milliseconds=late) for late in (30, 20, 10))
        monkeypatch.setattr(clock, "now", lambda: next(moments))

        assert [limits.spend(THREE), limits.spend(THREE), limits.hold(THREE)] == [True, True, True]

    def test_can_be_looked_at_and_cleared(self) -> None:
        for _ in range(3):
            assert limits.have_room(THREE)
            limits.spend(THREE)
        assert not limits.have_room(THREE)

        limits.clear(["three"])
        assert limits.have_room(THREE)

    def test_can_be_held_without_counting(self) -> None:
        assert all(limits.hold(THREE) for _ in range(5))

        assert [limits.spend(THREE) for _ in range(3)] == [True, True, True]
        assert not limits.hold(THREE)

    def test_holds_with_others_or_not_at_all(self) -> None:
        both = [*THREE, Rate("one", 1, 60)]

        assert limits.spend(both)
        assert not limits.spend(both)
        assert limits.spend([*THREE])

    def test_is_forgotten_when_it_is_empty(self, monkeypatch: pytest.MonkeyPatch) -> None:
        limits.spend(THREE)
        now = clock.now()
        monkeypatch.setattr(clock, "now", lambda: now + timedelta(seconds=61))

        assert limits.forget() == 1
        assert not Limit.objects.exists()


def _held_first(rates: list[Rate]) -> bool:
    """As of a password: it is counted once it was found to be wrong."""
    return limits.hold(rates) and limits.spend(rates)


@pytest.mark.parametrize("tried", [limits.spend, _held_first])
def test_of_many_who_try_at_once_no_more_get_through(tried: Callable[[list[Rate]], bool], committed: None) -> None:
    passed: list[bool] = []
    start = threading.Barrier(8)

    def go() -> None:
        start.wait()
        with unit_of_work(SYSTEM):
            passed.append(tried(THREE))
        connection.close()

    threads = [threading.Thread(target=go) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(passed) == [False] * 5 + [True] * 3


class TestTheLibrary:
    def test_counts_by_us(self) -> None:
        """If this fails after an upgrade, look for where tries are counted now: without it there are no limits."""
        request = RequestFactory().post("/sign-in")

        counting: object = ratelimit.consume
        assert counting is adapter.consume
        for _ in range(5):
            assert ratelimit.consume(request, app="allauth.account", action="login_failed", key="a@b.example")
        assert not ratelimit.consume(request, app="allauth.account", action="login_failed", key="a@b.example")
        assert {one.partition(":")[0] for one in Limit.objects.values_list("key", flat=True)} == {"allauth.account"}

    def test_asks_little_of_the_database_for_a_sign_in(self) -> None:
        browser = Client()
        browser.get("/sign-in")

        with CaptureQueriesContext(connection) as asked:
            browser.post("/sign-in", {"login": "a@b.example", "password": "wrong"})

        assert len([one for one in asked if "access_limit" in one["sql"]]) <= 6
        assert not [one for one in asked if "core_cache" in one["sql"]]
