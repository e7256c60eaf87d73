"""Timelines are whole, in order, in pages, and each is only for whom it concerns."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from tests.events.tracking import SYSTEM, Endpoint, a_track, person_of, read_ledger, tape
from tests.makers import a_colleague, a_customer
from twofold.core.actor import PermissionMissing
from twofold.core.unit import unit_of_work
from twofold.directory.queries import people_visible_to
from twofold.directory.verbs import people
from twofold.events import queries
from twofold.events.errors import PlaceUnreadable
from twofold.events.permissions import Permission

NOON = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=1)


def pages(person_id: UUID, *, limit: int, kinds: Collection[str] = ()) -> list[list[str]]:
    """The names on each page of a timeline."""
    found: list[list[str]] = []
    place = None
    with unit_of_work(SYSTEM):
        while True:
            page = queries.timeline(SYSTEM, person_id=person_id, before=place, limit=limit, kinds=kinds)
            found.append([moment.name for moment in page.moments])
            place = page.older
            if place is None:
                return found


class TestATimeline:
    def test_is_read_page_by_page_without_gap_or_repeat(self, endpoint: Endpoint) -> None:
        """Also where events and facts share their millisecond."""
        endpoint.batch(*(a_track(f"E{number}", timestamp=(NOON).isoformat()) for number in range(5)))
        endpoint.batch(
            *(a_track(f"F{number}", timestamp=(NOON + timedelta(seconds=number)).isoformat()) for number in range(5))
        )
        person = person_of("anonymous_id", "visitor-1")
        with unit_of_work(SYSTEM):
            for number in range(4):
                people.edit(SYSTEM, person, fields={"given_name": f"Ada {number}"})

        (whole,) = pages(person, limit=100)
        for limit in (1, 2, 3, 7):
            assert [name for page in pages(person, limit=limit) for name in page] == whole
        assert len(whole) == 14

    def test_shows_a_fact_once_before_and_after_it_is_on_the_tape(self, endpoint: Endpoint) -> None:
        endpoint.batch(a_track("Looked"))
        person = person_of("anonymous_id", "visitor-1")
        with unit_of_work(SYSTEM):
            people.edit(SYSTEM, person, fields={"given_name": "Ada"})
        before = pages(person, limit=100)

        read_ledger()
        read_ledger()

        assert pages(person, limit=100) == before == [["directory.person.edited", "Looked"]]
        assert tape(where="name = 'directory.person.edited'") == ["directory.person.edited"]

    def test_can_be_narrowed_to_kinds(self, endpoint: Endpoint) -> None:
        endpoint.batch(a_track("Looked"), {"type": "page", "anonymousId": "visitor-1"})
        person = person_of("anonymous_id", "visitor-1")

        assert pages(person, limit=9, kinds=["page"]) == [["Page Viewed"]]
        assert pages(person, limit=9, kinds=["fact"]) == [[]]

    def test_refuses_a_place_that_is_none(self) -> None:
        for place in ("x", "1-2", f"{10**30}-{'0' * 32}"):
            with pytest.raises(PlaceUnreadable):
                queries.timeline(SYSTEM, person_id=UUID(int=1), before=place)

    def test_is_not_for_staff_without_the_permission(self) -> None:
        with pytest.raises(PermissionMissing):
            queries.timeline(a_colleague(without=Permission.SEE_EVENTS), person_id=UUID(int=1))

    def test_shows_customers_only_their_own(self, endpoint: Endpoint) -> None:
        endpoint.batch(a_track("Mine", userId="ada"), a_track("Hers", anonymousId="b", userId="eve"))
        with unit_of_work(SYSTEM):
            ada = a_customer(people_visible_to(SYSTEM).get(id=person_of("user_id", "ada")))
        eve = person_of("user_id", "eve")

        with unit_of_work(ada):
            mine = queries.timeline(ada, person_id=ada.person_id)
            with pytest.raises(PermissionMissing):
                queries.timeline(ada, person_id=eve)
            live = queries.latest(ada)
        assert [moment.name for moment in mine.moments] == ["Mine"]
        assert [event.name for event in live.events] == ["Mine"]
