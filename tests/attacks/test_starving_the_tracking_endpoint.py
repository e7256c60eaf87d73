"""Somebody sends bodies that never end, unfold for ever or lie about themselves; the endpoint answers and stays small."""

import asyncio
import gzip
from base64 import b64encode
from typing import Any

import pytest

from tests.events.tracking import Endpoint, a_track
from tests.makers import SYSTEM
from twofold.api import tracking
from twofold.core.unit import unit_of_work
from twofold.events.verbs import sources


class TestABodyThatNeverEnds:
    def test_is_waited_for_only_so_long(self, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(tracking, "LONGEST_SECONDS", 0.2)
        sent: list[Any] = []

        async def receive() -> dict[str, Any]:
            await asyncio.sleep(0.05)
            return {"type": "http.request", "body": b" ", "more_body": True}

        async def send(message: Any) -> None:
            sent.append(message)

        key = b64encode(f"{endpoint.source.write_key}:".encode())
        scope = {
            "type": "http", "method": "POST", "path": "/v1/batch", "query_string": b"",
            "headers": [(b"authorization", b"Basic " + key)],
        }  # fmt: skip
        asyncio.run(asyncio.wait_for(endpoint.app(scope, receive, send), 5))

        assert sent[0]["status"] == 408


class TestABodyThatUnfolds:
    def test_is_not_unfolded(self, endpoint: Endpoint) -> None:
        assert endpoint.send("/v1/batch", gzip.compress(b" " * 200_000_000, 1)).status == 413


class TestAHeaderThatLies:
    @pytest.mark.parametrize("length", ["abc", "-1", "9" * 5_000, "", "\u00b2", "1e9"])
    def test_gets_a_refusal(self, endpoint: Endpoint, length: str) -> None:
        assert endpoint.send("/v1/track", b"{}", headers={"content-length": length}).status in {400, 413}

    @pytest.mark.parametrize(
        "word", ["Basic", "Basic !!", "Basic \u00ff", "Bearer x", "basic AAAA", "Basic " + "A" * 90_000]
    )
    def test_opens_nothing(self, endpoint: Endpoint, word: str) -> None:
        body = b'{"event": "x", "anonymousId": "a"}'

        assert endpoint.send("/v1/track", body, key="", headers={"authorization": word}).status == 401


class TestTheKeyOfARevokedSource:
    def test_opens_nothing(self, endpoint: Endpoint) -> None:
        with unit_of_work(SYSTEM):
            sources.revoke(SYSTEM, endpoint.source.id)

        assert endpoint.batch(a_track()).status == 401
