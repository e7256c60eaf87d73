"""Realistic traffic: batches of events of visitors, most of whom are known by now."""

import json
import random
import uuid
from collections.abc import Iterator

BATCH = 100
EVENTS = ("Page Viewed", "Product Viewed", "Product Added", "Search Performed", "Order Completed", "Video Played")


class Traffic:
    """Batches as a server sends them: visits of a few events each, some of new visitors, some by people who sign in."""

    def __init__(self, seed: int, *, known: int, share_new: float) -> None:
        self._draw = random.Random(seed)
        self._known = known
        self._share_new = share_new

    def batches(self, count: int) -> Iterator[bytes]:
        """So many bodies of `/v1/batch`."""
        for _ in range(count):
            events: list[dict[str, object]] = []
            while len(events) < BATCH:
                events += self._visit(min(self._draw.randint(2, 10), BATCH - len(events)))
            yield json.dumps({"batch": events, "sentAt": "2026-11-22T12:00:00.500Z"}).encode()

    def everybody(self) -> Iterator[bytes]:
        """Bodies that make all known visitors known."""
        for first in range(0, self._known, BATCH):
            visitors = range(first, min(first + BATCH, self._known))
            yield json.dumps({"batch": [self._identify(number) for number in visitors]}).encode()

    def _visit(self, length: int) -> list[dict[str, object]]:
        if self._draw.random() < self._share_new:
            who: dict[str, object] = {"anonymousId": str(uuid.UUID(int=self._draw.getrandbits(128)))}
        else:
            number = self._draw.randrange(self._known)
            who = {"anonymousId": _browser(number), "userId": f"user-{number}"}
        return [self._event(who) for _ in range(length)]

    def _event(self, who: dict[str, object]) -> dict[str, object]:
        return {
            "type": "track",
            "event": self._draw.choice(EVENTS),
            "messageId": f"node-next-{self._draw.getrandbits(96):x}",
            "timestamp": f"2026-11-22T11:59:{self._draw.random() * 59:06.3f}Z",
            "properties": {
                "sku": f"SKU-{self._draw.randrange(5000)}",
                "price": round(self._draw.random() * 200, 2),
                "currency": "EUR",
                "category": "Kitchen",
                "list": ["a", "b"],
            },
            "context": {
                "library": {"name": "@segment/analytics-node", "version": "3.1.0"},
                "page": {"path": "/products/pan", "url": "https://shop.example.com/products/pan", "title": "A pan"},
                "userAgent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36",
                "locale": "de-DE",
            },
            "integrations": {},
            **who,
        }

    def _identify(self, number: int) -> dict[str, object]:
        return {
            "type": "identify",
            "messageId": f"known-{number}",
            "timestamp": "2026-11-22T11:00:00.000Z",
            "anonymousId": _browser(number),
            "userId": f"user-{number}",
            "traits": {"email": f"user-{number}@example.com", "firstName": "Ada", "lastName": f"No. {number}"},
        }


def _browser(number: int) -> str:
    return str(uuid.UUID(int=number * 7_919 + 1, version=4))
