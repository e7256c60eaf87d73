"""What an anonymous visitor did becomes theirs who signs up in the same browser, and nobody else's."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.events.tracking import SYSTEM, Endpoint, a_track, an_endpoint, names_on_timeline, person_of, read_ledger
from tests.mailbox import Mailbox
from tests.makers import nothing_tried
from tests.portal.customers import Browser, open_site
from twofold.core.unit import unit_of_work

ADA, EVE = "ada@helio.example", "eve@evil.example"
EARLIER = datetime.now(UTC) - timedelta(hours=1)


@pytest.fixture
def endpoint(committed: None) -> Iterator[Endpoint]:
    with unit_of_work(SYSTEM):
        open_site()
    with an_endpoint() as mine:
        yield mine


def looked(device: str, event: str = "Looked At Chairs", **more: Any) -> dict[str, Any]:
    return a_track(event, anonymousId=device, timestamp=EARLIER.isoformat(), **more)


def sign_up(mailbox: Mailbox, email: str, *, cookie: str = "", parameter: str = "") -> UUID:

    with unit_of_work(SYSTEM):
        nothing_tried()
    browser = Browser()
    if cookie:
        browser.cookies["ajs_anonymous_id"] = cookie
    if parameter:
        browser.get("/sign-up", {"anonymous_id": parameter})
    browser.sign_up(email)
    browser.prove(mailbox.code(email))
    read_ledger()
    with unit_of_work(SYSTEM):
        return UUID(browser.person_id)


class TestAVisitorWhoSignsUp:
    @pytest.mark.parametrize(
        "told", [{"cookie": "visitor-1"}, {"cookie": "%22visitor-1%22"}, {"parameter": "visitor-1"}]
    )
    def test_keeps_what_they_did_before(self, endpoint: Endpoint, mailbox: Mailbox, told: dict[str, str]) -> None:
        endpoint.batch(looked("visitor-1"))

        ada = sign_up(mailbox, ADA, **told)

        assert names_on_timeline(person_id=ada) == ["Looked At Chairs"]
        assert person_of("anonymous_id", "visitor-1") == ada

        endpoint.batch(a_track("Bought One", anonymousId="visitor-1"))
        assert names_on_timeline(person_id=ada) == ["Bought One", "Looked At Chairs"]


class TestAForgedBrowser:
    def test_takes_nothing_of_somebody_who_is_known(self, endpoint: Endpoint, mailbox: Mailbox) -> None:
        endpoint.batch(looked("ada's phone"))
        ada = sign_up(mailbox, ADA, cookie="ada's phone")

        eve = sign_up(mailbox, EVE, parameter="ada's phone")

        assert eve != ada
        assert names_on_timeline(person_id=ada) == ["Looked At Chairs"]
        assert names_on_timeline(person_id=eve) == []
        assert person_of("email", ADA) == ada

    def test_takes_nothing_of_a_customer_whom_a_site_has_named(self, endpoint: Endpoint, mailbox: Mailbox) -> None:
        endpoint.batch(looked("phone", userId="customer-1"))
        customer = person_of("user_id", "customer-1")

        eve = sign_up(mailbox, EVE, parameter="phone")

        assert person_of("user_id", "customer-1") == customer != eve
        assert names_on_timeline(person_id=customer) == ["Looked At Chairs"]
        assert names_on_timeline(person_id=eve) == []

    def test_made_up_by_whoever_sends_events_makes_no_two_people_one(
        self, endpoint: Endpoint, mailbox: Mailbox
    ) -> None:
        ada, eve = sign_up(mailbox, ADA), sign_up(mailbox, EVE)

        endpoint.batch(
            {"type": "identify", "anonymousId": "x", "traits": {"email": EVE}, "context": {"traits": {"email": ADA}}}
        )

        assert (person_of("email", ADA), person_of("email", EVE)) == (ada, eve)


class TestASharedBrowser:
    def test_goes_over_to_whoever_signs_in_on_it(self, endpoint: Endpoint, mailbox: Mailbox) -> None:
        endpoint.batch(looked("kitchen"))
        ada = sign_up(mailbox, ADA, cookie="kitchen")
        eve = sign_up(mailbox, EVE, cookie="kitchen")

        endpoint.batch(
            a_track(
                "Bought One", anonymousId="kitchen", timestamp=(datetime.now(UTC) + timedelta(seconds=5)).isoformat()
            )
        )

        assert names_on_timeline(person_id=ada) == ["Looked At Chairs"]
        assert names_on_timeline(person_id=eve) == ["Bought One"]
