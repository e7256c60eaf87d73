"""Counts of people and events by day, compared with before; facts of ours are not counted."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.events.tracking import SYSTEM, Endpoint, a_track, read_ledger
from tests.makers import a_colleague
from twofold.core.actor import PermissionMissing
from twofold.core.unit import unit_of_work
from twofold.events.permissions import Permission
from twofold.insight import queries as insight


def on(days_ago: int) -> str:
    return (datetime.now(UTC) - timedelta(days=days_ago)).isoformat()


class TestCounting:
    def test_tells_people_and_events_by_day_with_quiet_days_as_zero(self, endpoint: Endpoint) -> None:
        endpoint.batch(
            a_track("A", anonymousId="one", timestamp=on(2)),
            a_track("B", anonymousId="one", timestamp=on(2)),
            a_track("A", anonymousId="two", timestamp=on(2)),
            a_track("A", anonymousId="one", timestamp=on(0)),
        )
        read_ledger()

        with unit_of_work(SYSTEM):
            assert [day.count for day in insight.people_active(SYSTEM, days=3)] == [2, 0, 1]
            assert [day.count for day in insight.people_new(SYSTEM, days=3)] == [2, 0, 0]
            assert [day.count for day in insight.events_by_day(SYSTEM, days=3)] == [3, 0, 1]

    def test_compares_the_most_frequent_events_with_the_period_before(self, endpoint: Endpoint) -> None:
        endpoint.batch(
            *(a_track("A", timestamp=on(1)) for _ in range(3)),
            *(a_track("A", timestamp=on(8)) for _ in range(2)),
            a_track("New"),
        )

        with unit_of_work(SYSTEM):
            first, second = insight.top_events(SYSTEM, days=7)
        assert (first.name, first.count, first.before, first.change) == ("A", 3, 2, 0.5)
        assert (second.name, second.count, second.change) == ("New", 1, None)

    def test_is_not_for_staff_without_the_permission(self) -> None:
        with pytest.raises(PermissionMissing):
            insight.top_events(a_colleague(without=Permission.SEE_EVENTS))
