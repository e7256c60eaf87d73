"""Events are taken once, at the right time, by the right person, and are on their timelines at once."""

from datetime import UTC, datetime, timedelta

from tests.events.tracking import SYSTEM, Endpoint, a_track, names_on_timeline, person_of, tape
from twofold.core.unit import unit_of_work
from twofold.events import queries
from twofold.events.ingest import books
from twofold.events.models import Inflight, Seen


def now() -> datetime:
    return datetime.now(UTC)


class TestAnEvent:
    def test_is_on_the_timeline_of_its_person_when_it_is_answered(self, endpoint: Endpoint) -> None:
        reply = endpoint.batch(a_track("Product Viewed", userId="ada"))

        assert (reply.status, reply.json) == (200, {"success": True})
        assert names_on_timeline(person_id=person_of("user_id", "ada")) == ["Product Viewed"]

    def test_keeps_what_it_was_sent_with(self, endpoint: Endpoint) -> None:
        endpoint.batch(a_track("Order Completed", userId="ada", properties={"total": 12.5, "coupon": None}))

        assert tape("anonymous_id, user_id, properties") == [("visitor-1", "ada", '{"total": 12.5, "coupon": null}')]

    def test_can_be_asked_for_by_a_property(self, endpoint: Endpoint) -> None:
        endpoint.batch(a_track("A", properties={"sku": "pan"}), a_track("B", properties={"sku": "pot"}))

        assert tape("name", where="property_group['sku'] = '\"pan\"'") == ["A"]

    def test_takes_what_the_batch_says_of_all_its_events(self, endpoint: Endpoint) -> None:
        endpoint.batch(a_track("A", context={"ip": "10.0.0.1"}), context={"ip": "10.9.9.9", "library": {"name": "own"}})

        assert tape("context") == ['{"ip":"10.0.0.1","library":{"name":"own"}}']

    def test_has_its_name_from_its_type_unless_it_is_a_track(self, endpoint: Endpoint) -> None:
        who = {"anonymousId": "a", "userId": "ada"}
        endpoint.batch(
            {"type": "identify", **who},
            {"type": "page", "name": "Home", **who},
            {"type": "screen", "name": "Start", **who},
            {"type": "group", "groupId": "g", **who},
            {"type": "alias", "previousId": "a", "userId": "ada"},
        )

        assert sorted(tape("type, name")) == [
            ("alias", "Aliased"),
            ("group", "Group Identified"),
            ("identify", "Identified"),
            ("page", "Page Viewed"),
            ("screen", "Screen Viewed"),
        ]
        assert tape("properties", where="type = 'page'") == ['{"name":"Home"}']


class TestARepeat:
    def test_counts_once(self, endpoint: Endpoint) -> None:
        event = a_track("Order Completed", messageId="m-1", timestamp=now().isoformat())

        assert [endpoint.batch(event).status for _ in range(3)] == [200, 200, 200]
        assert tape() == ["Order Completed"]

    def test_counts_once_within_a_batch(self, endpoint: Endpoint) -> None:
        endpoint.batch(*[a_track("Order Completed", messageId="m-1")] * 5)

        assert tape() == ["Order Completed"]

    def test_counts_once_after_a_restart(self, endpoint: Endpoint) -> None:
        endpoint.batch(a_track("Order Completed", messageId="m-1"))
        endpoint.app.intake.stop()

        again = Endpoint(endpoint.source)
        again.batch(a_track("Order Completed", messageId="m-1"))
        again.app.intake.stop()

        assert tape() == ["Order Completed"]

    def test_counts_once_when_it_comes_at_the_same_time(self, endpoint: Endpoint) -> None:
        body = b'{"type":"track","event":"Paid","anonymousId":"a","messageId":"m-1"}'

        replies = endpoint.send_together([("/v1/track", body)] * 20)

        assert {reply.status for reply in replies} <= {200, 429}
        assert tape() == ["Paid"]

    def test_of_another_source_is_another_event(self, endpoint: Endpoint) -> None:
        from tests.events.tracking import an_endpoint

        endpoint.batch(a_track("Paid", messageId="m-1"))
        with an_endpoint("app") as other:
            other.batch(a_track("Paid", messageId="m-1"))

        assert tape() == ["Paid", "Paid"]

    def test_without_a_message_id_is_a_second_event(self, endpoint: Endpoint) -> None:
        endpoint.batch(a_track("Clicked"))
        endpoint.batch(a_track("Clicked"))

        assert tape() == ["Clicked", "Clicked"]


class TestTime:
    def test_is_corrected_by_the_senders_own_clock(self, endpoint: Endpoint) -> None:
        wrong = now() + timedelta(days=300)
        endpoint.batch(a_track("Opened", timestamp=(wrong - timedelta(hours=1)).isoformat()), sentAt=wrong.isoformat())

        (at,) = tape("ts")
        assert abs(at.replace(tzinfo=UTC) - (now() - timedelta(hours=1))) < timedelta(seconds=10)

    def test_is_that_of_arrival_when_none_is_given(self, endpoint: Endpoint) -> None:
        endpoint.batch(a_track("Opened"))

        (at,) = tape("ts")
        assert abs(at.replace(tzinfo=UTC) - now()) < timedelta(seconds=10)

    def test_of_long_ago_is_kept(self, endpoint: Endpoint) -> None:
        endpoint.batch(a_track("Bought", timestamp="1997-01-01T00:00:00Z"))

        assert tape("ts") == [datetime(1997, 1, 1)]  # noqa: DTZ001 - as the driver gives it


class TestTheBooks:
    def test_are_clean_when_all_is_written(self, endpoint: Endpoint) -> None:
        endpoint.batch(a_track("A", messageId="m-1"))
        endpoint.app.intake.stop()

        with unit_of_work(SYSTEM):
            assert (Seen.objects.count(), Inflight.objects.count()) == (1, 0)

    def test_give_keys_back_whose_events_never_reached_the_tape(self, endpoint: Endpoint) -> None:
        """As after a crash between the claim and the insert: the sender's next try is taken."""
        endpoint.batch(a_track("A", messageId="m-1"))
        endpoint.app.intake.stop()
        dead = books.new_owner()
        with unit_of_work(SYSTEM):
            seen = Seen.objects.get()
            Inflight.objects.create(batch_id=seen.batch_id, owner=dead, began_at=now() - timedelta(minutes=1))
        from twofold.events.store.client import command

        command("TRUNCATE TABLE events")

        assert books.settle(owner=books.new_owner(), active=()) == 1
        again = Endpoint(endpoint.source)
        assert again.batch(a_track("A", messageId="m-1")).status == 200
        again.app.intake.stop()
        assert tape() == ["A"]

    def test_keep_keys_whose_events_are_on_the_tape(self, endpoint: Endpoint) -> None:
        endpoint.batch(a_track("A", messageId="m-1"))
        endpoint.app.intake.stop()
        with unit_of_work(SYSTEM):
            seen = Seen.objects.get()
            Inflight.objects.create(batch_id=seen.batch_id, owner=1, began_at=now() - timedelta(minutes=1))

        books.settle(owner=2, active=())

        with unit_of_work(SYSTEM):
            assert (Seen.objects.count(), Inflight.objects.count()) == (1, 0)


class TestTheLiveFeed:
    def test_goes_on_after_what_was_seen(self, endpoint: Endpoint) -> None:
        endpoint.batch(a_track("First"))
        with unit_of_work(SYSTEM):
            seen = queries.latest(SYSTEM)
        endpoint.batch(a_track("Second"))
        with unit_of_work(SYSTEM):
            new = queries.latest(SYSTEM, after=seen.newest)

        assert [event.name for event in seen.events] == ["First"]
        assert [event.name for event in new.events] == ["Second"]
