"""The timeline and the figures of a record: what customers did and what colleagues did, in sentences, by tab."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from tests.console.staff import Staff, counted, text
from twofold.console import sentences

if TYPE_CHECKING:
    from tests.events.tracking import Endpoint

ADA = {"userId": "ada"}


@pytest.fixture
def endpoint(jana: Staff) -> Iterator["Endpoint"]:
    """A source that sends events."""
    from tests.events.tracking import an_endpoint

    with an_endpoint() as mine:
        yield mine


def at(days_ago: int) -> str:
    return (datetime.now(UTC) - timedelta(days=days_ago, minutes=1)).isoformat()


def track(event: str, *, days_ago: int = 0, group: str = "", **properties: Any) -> dict[str, Any]:
    context = {"groupId": group} if group else {}
    return {"type": "track", "event": event, **ADA, "timestamp": at(days_ago), "properties": properties, "context": context,
            "messageId": f"{event}-{days_ago}-{group}"}  # fmt: skip


@pytest.fixture
def ada(endpoint: "Endpoint") -> UUID:
    """Ada, who ordered for herself and for Helio Pumps."""
    from tests.events.tracking import person_of

    endpoint.batch(
        {
            "type": "identify",
            **ADA,
            "timestamp": at(200),
            "messageId": "1",
            "traits": {"email": "ada@helio.example", "firstName": "Ada"},
        },
        {
            "type": "group",
            **ADA,
            "groupId": "helio",
            "timestamp": at(199),
            "messageId": "2",
            "traits": {"name": "Helio Pumps"},
        },
        track("Order Completed", days_ago=3, total=62.4, currency="EUR", products=[{}, {}, {}]),
        track("Order Completed", days_ago=2, group="helio", total=4120, currency="EUR"),
        track("Product Viewed", days_ago=1, name="Pump <3000>"),
    )
    return person_of("user_id", "ada")


class TestATimeline:
    def test_tells_events_and_facts_in_sentences(self, jana: Staff, ada: UUID) -> None:
        jana.send(f"/people/{ada}/fields/city", {"value": "Hamburg"})

        page = text(jana.get(f"/people/{ada}"))

        assert "Ordered <b>3 items</b>, €" in page
        assert "Looked at <b>Pump &lt;3000&gt;</b>" in page
        assert "Changed <b>city</b> to Hamburg" in page

    def test_is_parted_into_what_was_private_and_what_was_for_an_account(self, jana: Staff, ada: UUID) -> None:
        page = text(jana.get(f"/people/{ada}"))
        account = page.split('id="tab-')[3].split('"')[0]

        private = text(jana.ask(f"/people/{ada}?show=private", target="timeline"))
        business = text(jana.ask(f"/people/{ada}?show={account}", target="timeline"))

        assert "62.40" in private
        assert "4,120" not in private
        assert "4,120" in business
        assert "62.40" not in business

    def test_goes_on_where_it_ended(self, jana: Staff, ada: UUID, endpoint: "Endpoint") -> None:
        endpoint.batch(*(track("Page Left", days_ago=10 + number, number=number) for number in range(60)))

        first = text(jana.get(f"/people/{ada}"))
        older = first.split('id="timeline-more"')[1].split('href="')[1].split('"')[0].replace("&amp;", "&")
        second = text(jana.ask(older, target="timeline-more"))

        assert "number 59" not in first
        assert "number 59" in second
        assert "<html" not in second

    def test_of_an_account_tells_who_it_was(self, jana: Staff, ada: UUID) -> None:
        page = text(jana.get(f"/people/{ada}"))
        account = page.split("/accounts/")[1].split('"')[0].split("?")[0]

        told = text(jana.get(f"/accounts/{account}"))

        assert "4,120" in told
        assert f'href="/people/{ada}"' in told


class TestTheFigures:
    def test_add_up_events_and_orders(self, jana: Staff, ada: UUID) -> None:
        page = text(jana.get(f"/people/{ada}"))

        for said in ("Events, 90 days", "Orders", "4,182.40", "Consumer since"):
            assert said in page

    def test_are_left_out_where_there_is_nothing(self, jana: Staff) -> None:
        assert "Events, 90 days" not in text(jana.get(f"/people/{jana.person.id}"))

    def test_cost_no_more_when_there_are_more_events(self, jana: Staff, ada: UUID, endpoint: "Endpoint") -> None:
        jana.get(f"/people/{ada}")
        with counted() as few:
            jana.get(f"/people/{ada}")
        endpoint.batch(*(track("Product Added", days_ago=number, name="Pump") for number in range(30)))
        with counted() as many:
            jana.get(f"/people/{ada}")

        assert len(many) == len(few)


class TestASentence:
    @pytest.mark.parametrize(
        ("said", "expected"),
        [
            (sentences.of_event("page", "", {"title": "Contract prices"}), "Viewed Contract prices"),
            (sentences.of_event("track", "Order Completed", {"quantity": 1, "revenue": "9"}), "Ordered 1 item, 9"),
            (sentences.of_event("track", "Order Completed", {"total": "NaN", "currency": "EUR"}), "Ordered something"),
            (sentences.of_event("track", "Order Completed", {"total": "NaN"}), "Ordered something"),
            (sentences.of_event("track", "Seat Moved", {"row": 7, "deep": {}}), "Seat Moved · row 7"),
            (sentences.of_fact("sales.deal.won", {}), "Deal won"),
            (
                sentences.of_fact(
                    "directory.person.edited", {"changes": [{"field": "owner", "old": None, "new": None}]}
                ),
                "Changed owner",
            ),
            (sentences.of_fact("directory.person.added", {}), "Added as"),
        ],
    )
    def test_is_said_of_anything(self, said: sentences.Sentence, expected: str) -> None:
        assert str(said) == expected
