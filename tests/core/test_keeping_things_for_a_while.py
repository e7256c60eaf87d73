"""The cache in Postgres: what limits are kept in, so that nobody can push them out or slip past them."""

import threading
from datetime import timedelta

import pytest
from django.core.cache import cache

from twofold.core import clock
from twofold.core.actor import Actor
from twofold.core.cache import forget_what_is_over
from twofold.core.unit import unit_of_work


class TestAnEntry:
    def test_is_what_was_put_in(self) -> None:
        cache.set("a", [1.5, 2.5], 60)

        assert cache.get("a") == [1.5, 2.5]
        assert cache.get_many(["a", "b"]) == {"a": [1.5, 2.5]}
        assert cache.get("b", "nothing") == "nothing"

    def test_is_over_in_time(self, monkeypatch: pytest.MonkeyPatch) -> None:
        cache.set("a", 1, 60)
        cache.set("forever", 1, None)
        now = clock.now()
        monkeypatch.setattr(clock, "now", lambda: now + timedelta(seconds=61))

        assert cache.get("a") is None
        assert not cache.touch("a", 60)
        assert cache.add("a", 2, 60)
        forget_what_is_over(0)
        assert cache.get("a") == 2
        assert cache.get("forever") == 1

    def test_is_added_once(self) -> None:
        assert cache.add("a", 1, 60)
        assert not cache.add("a", 2, 60)
        assert cache.delete("a")
        assert not cache.delete("a")
        assert cache.add("a", 3, 60)

    def test_is_not_pushed_out_by_others(self) -> None:
        """Django's own cache drops a third of all entries beyond 300, and with them the limits of somebody under attack."""
        cache.set("tries:ada@helio.example", 5, 300)

        for number in range(400):
            cache.set(f"tries:{number}@helio.example", 1, 300)

        assert cache.get("tries:ada@helio.example") == 5


def test_of_many_who_add_at_once_one_does(committed: None) -> None:
    added: list[bool] = []
    start = threading.Barrier(8)

    def add() -> None:
        from django.db import connection

        start.wait()
        with unit_of_work(Actor.system("test")):
            added.append(cache.add("once", 1, 60))
        connection.close()

    threads = [threading.Thread(target=add) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(added) == [False] * 7 + [True]
