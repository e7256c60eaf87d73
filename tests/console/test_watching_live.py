"""Events appear as rows while one looks: each once, the newest on top, only those asked for."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.http import QueryDict

from tests.console.staff import Staff, text
from tests.events.tracking import Endpoint, an_endpoint
from tests.makers import SYSTEM, a_colleague
from twofold.console import live
from twofold.console.live import Watch
from twofold.core.refusals import Forbidden
from twofold.core.unit import unit_of_work
from twofold.directory.verbs import people


@pytest.fixture
def shop(committed: None) -> Iterator[Endpoint]:
    with an_endpoint() as endpoint:
        yield endpoint


@pytest.fixture
def watch(shop: Endpoint) -> Watch:
    """A colleague who watches from now on."""
    with unit_of_work(SYSTEM):
        actor = a_colleague()
    shop.batch({"type": "track", "userId": "u0", "event": "Before"})
    _, seen = live.poll(Watch(actor))
    return Watch(actor, seen=seen)


def arrived(watch: Watch) -> tuple[list[str], Watch]:
    rows, seen = live.poll(watch)
    return rows, replace(watch, seen=seen)


class TestTheStream:
    def test_brings_each_event_once_the_oldest_first(self, shop: Endpoint, watch: Watch) -> None:
        shop.batch({"type": "track", "userId": "u1", "event": "First"})
        shop.batch({"type": "track", "userId": "u1", "event": "Second"})

        rows, further = arrived(watch)

        assert [name in row for name, row in zip(("First", "Second"), rows, strict=True)] == [True, True]
        assert arrived(further)[0] == []

    def test_brings_only_what_is_asked_for(self, shop: Endpoint, watch: Watch) -> None:
        shop.batch(
            {"type": "track", "userId": "u1", "event": "Door Opened"},
            {"type": "track", "userId": "u1", "event": "Window Opened"},
        )

        rows, _ = arrived(replace(watch, name="window"))
        others, _ = arrived(replace(watch, source_id=watch.actor.person_id))

        assert len(rows) == 1
        assert "Window Opened" in rows[0]
        assert others == []

    def test_ends_for_whoever_is_dismissed_meanwhile(self, shop: Endpoint, watch: Watch) -> None:
        assert watch.actor.person_id
        with unit_of_work(SYSTEM):
            people.dismiss_staff(SYSTEM, watch.actor.person_id)
        shop.batch({"type": "track", "userId": "u1", "event": "Secret"})

        with pytest.raises(Forbidden):
            live.poll(watch)

    def test_escapes_what_customers_send(self, shop: Endpoint, watch: Watch) -> None:
        shop.batch(
            {"type": "track", "userId": "u1", "event": "<b>x</b>", "properties": {"</pre><script>": "\n\ndata: <img>"}}
        )

        (row,), _ = arrived(watch)
        message = live._message(row, "1-a")

        assert "<b>x</b>" not in row
        assert "<script>" not in row
        assert message.startswith("id: 1-a\ndata: ")
        assert message.count("\n\n") == 1

    def test_says_nothing_of_a_filter_that_is_nonsense(self) -> None:
        watch = Watch.of(SYSTEM, QueryDict("source=nonsense&person=1&name=" + "x" * 900))

        assert (watch.source_id, watch.person_id, len(watch.name)) == (None, None, 250)


class TestTheLivePage:
    def test_begins_with_what_arrived_last(self, jana: Staff) -> None:
        with an_endpoint() as shop:
            shop.batch({"type": "track", "userId": "u1", "event": "Kettle Boiled"})

            page = text(jana.get("/live"))

        assert "Kettle Boiled" in page
        assert "/live/stream?after=" in page
