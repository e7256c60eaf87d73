"""The tracking endpoint answers as Segment's SDKs expect, and bad input is answered, kept aside, and hurts nobody."""

import gzip
import json
import resource
from typing import Any

import pytest
from django.test import override_settings

from tests.events.tracking import SYSTEM, Endpoint, a_track, tape
from twofold.core.unit import unit_of_work
from twofold.events import queries
from twofold.events.ingest import letters
from twofold.events.verbs import sources


def reasons() -> dict[str, int]:
    """The dead letters there were, by reason."""
    with unit_of_work(SYSTEM):
        return {count.reason: count.letters for count in queries.dead_letter_counts(SYSTEM)}


class TestTheWriteKey:
    def test_may_stand_in_the_body(self, endpoint: Endpoint) -> None:
        body = json.dumps({"batch": [a_track()], "writeKey": endpoint.source.write_key}).encode()

        assert endpoint.send("/v1/batch", body, key="").status == 200

    def test_may_stand_in_an_event(self, endpoint: Endpoint) -> None:
        event = a_track(writeKey=endpoint.source.write_key)

        assert endpoint.send("/v1/t", json.dumps(event).encode(), key="").status == 200
        assert endpoint.send("/v1/b", json.dumps({"batch": [event]}).encode(), key="").status == 200

    @pytest.mark.parametrize("key", ["", "wrong", "x" * 5_000, "nul\0"])
    def test_that_nobody_has_is_refused(self, endpoint: Endpoint, key: str) -> None:
        assert endpoint.send("/v1/batch", b'{"batch":[]}', key=key).status == 401

    def test_that_was_revoked_is_refused_within_seconds(self, endpoint: Endpoint) -> None:
        with unit_of_work(SYSTEM):
            sources.revoke(SYSTEM, endpoint.source.id)

        assert endpoint.batch(a_track()).status == 401


class TestABody:
    @pytest.mark.parametrize("kind", ["t", "track"])
    def test_is_understood_by_its_content_whatever_its_header_says(self, endpoint: Endpoint, kind: str) -> None:
        headers = {"content-type": "text/plain"}
        body = json.dumps(a_track("Opened")).encode()

        assert endpoint.send(f"/v1/{kind}", body, headers=headers).status == 200
        assert tape() == ["Opened"]

    def test_may_be_gzip(self, endpoint: Endpoint) -> None:
        body = gzip.compress(json.dumps({"batch": [a_track("Opened")]}).encode())

        assert endpoint.send("/v1/batch", body, headers={"content-encoding": "gzip"}).status == 200
        assert tape() == ["Opened"]

    def test_may_not_unpack_to_more_than_a_body_may_have(self, endpoint: Endpoint) -> None:
        bomb = gzip.compress(b'{"batch":["' + b"x" * 200_000_000 + b'"]}')

        assert endpoint.send("/v1/batch", bomb).status == 413


class TestABrowser:
    def test_may_send_from_any_page(self, endpoint: Endpoint) -> None:
        preflight = endpoint.send("/v1/t", method="OPTIONS", headers={"origin": "https://shop.example"})

        assert preflight.status == 204
        assert preflight.headers["access-control-allow-origin"] == "*"
        assert "authorization" in preflight.headers["access-control-allow-headers"]
        assert endpoint.batch(a_track()).headers["access-control-allow-origin"] == "*"

    def test_finds_its_settings(self, endpoint: Endpoint) -> None:
        key = endpoint.source.write_key
        reply = endpoint.send(f"/v1/projects/{key}/settings", method="GET")

        assert reply.json["integrations"]["Segment.io"]["apiKey"] == key
        assert endpoint.send("/v1/projects/other/settings", method="GET").status == 404


class TestAnythingElse:
    def test_is_not_found(self, endpoint: Endpoint) -> None:
        assert endpoint.send("/v1/nothing").status == 404
        assert endpoint.send("/v1/track", method="GET").status == 405


BAD_BODIES = [
    pytest.param(b"", "not_json", id="nothing"),
    pytest.param(b"{", "not_json", id="half of one"),
    pytest.param(b"[1,2", "not_json", id="a list"),
    pytest.param(b"42", "not_json", id="a number"),
    pytest.param(b'{"batch":{}}', "not_json", id="a batch that is no list"),
    pytest.param(b'{"batch":[{"event":"\xff\xfe"}]}', "not_utf8", id="invalid UTF-8"),
    pytest.param(b'{"batch":[' + b"[" * 100_000 + b"]" * 100_000 + b"]}", "too_deep", id="deep nesting"),
    pytest.param(b'{"batch":[' + b"0," * 2_500 + b"0]}", "too_many_events", id="too many events"),
    pytest.param(b"\x1f\x8b" + b"no gzip", "not_json", id="broken gzip"),
]

BAD_EVENTS = [
    pytest.param(b'"text"', "not_json", id="text"),
    pytest.param(b"7", "not_an_event", id="a number"),
    pytest.param(b'{"type":"track","event":"A"}', "nobody_named", id="of nobody"),
    pytest.param(b'{"type":"track","anonymousId":"a"}', "name_missing", id="without a name"),
    pytest.param(b'{"type":"track","anonymousId":"a","event":null}', "name_missing", id="with null for a name"),
    pytest.param(b'{"type":"track","anonymousId":"a","event":{"a":1}}', "not_an_event", id="with an object for a name"),
    pytest.param(b'{"type":"track","anonymousId":"a","event":"A\\u0000B"}', "name_unusable", id="with NUL in its name"),
    pytest.param(b'{"type":"track","anonymousId":"a","event":"' + b"A" * 300 + b'"}', "name_unusable", id="with a long name"),
    pytest.param(b'{"type":"dance","anonymousId":"a"}', "type_unknown", id="of an unknown type"),
    pytest.param(b'{"type":"track","event":"A","anonymousId":"a\\u0000"}', "id_unusable", id="with NUL in an id"),
    pytest.param(b'{"type":"track","event":"A","anonymousId":"' + b"a" * 501 + b'"}', "id_unusable", id="with a long id"),
    pytest.param(b'{"type":"track","event":"A","anonymousId":"a","properties":[1]}', "not_an_object", id="with a list of properties"),
    pytest.param(b'{"type":"identify","anonymousId":"a","traits":"x"}', "not_an_object", id="with text for traits"),
    pytest.param(b'{"type":"track","event":"A","anonymousId":"a","timestamp":"soon"}', "time_unreadable", id="of an unreadable time"),
    pytest.param(b'{"type":"track","event":"A","anonymousId":"a","timestamp":"0001-01-01T00:00Z"}', "time_too_early", id="of the year 1"),
    pytest.param(b'{"type":"track","event":"A","anonymousId":"a","timestamp":"1969-12-31T23:59:59Z"}', "time_too_early", id="of 1969"),
    pytest.param(b'{"type":"track","event":"A","anonymousId":"a","timestamp":"9999-12-31T23:59:59Z"}', "time_ahead", id="of the year 9999"),
    pytest.param(b'{"type":"track","event":"A","anonymousId":"a","properties":{"x":NaN}}', "not_json", id="with NaN"),
    pytest.param(b'{"type":"track","event":"A","anonymousId":"a","properties":{"x":"\\ud83d"}}', "not_json", id="with half a character"),
    pytest.param(b'{"type":"track","event":"A","anonymousId":"a","p":' + b"[" * 200 + b"]" * 200 + b"}", "too_deep", id="nested deeply"),
    pytest.param(b'{"type":"track","event":"A","anonymousId":"a","p":"' + b"x" * 40_000 + b'"}', "event_too_large", id="of 40 KB"),
    pytest.param(b'{"type":"group","userId":"u"}', "group_missing", id="a group without an id"),
    pytest.param(b'{"type":"alias","userId":"u"}', "previous_missing", id="an alias of nothing"),
]  # fmt: skip


class TestBadInput:
    @pytest.mark.parametrize(("body", "reason"), BAD_BODIES)
    def test_that_is_no_batch_is_refused_and_kept(self, endpoint: Endpoint, body: bytes, reason: str) -> None:
        reply = endpoint.send("/v1/batch", body)

        assert (reply.status, reply.json["code"]) == (400, reason)
        assert reasons() == {reason: 1}
        assert endpoint.batch(a_track("Still Here")).status == 200

    def test_loses_no_event_beside_it(self, endpoint: Endpoint) -> None:
        """All of it in one batch: each bad event is answered with its reason, each good one is taken."""
        bad: list[Any] = [parameter.values for parameter in BAD_EVENTS]
        good = json.dumps(a_track("Good")).encode()
        body = b'{"batch":[' + b",".join(piece for event, _ in bad for piece in (good, event)) + b"]}"

        reply = endpoint.send("/v1/batch?strict=1", body)

        assert reply.status == 400
        assert [(one["index"], one["code"]) for one in reply.json["not_taken"]] == [
            (place * 2 + 1, reason) for place, (_, reason) in enumerate(bad)
        ]
        assert tape() == ["Good"] * len(bad)
        assert sum(reasons().values()) == len(bad)

    @pytest.mark.parametrize(("event", "reason"), BAD_EVENTS)
    def test_is_passed_over_by_default(self, endpoint: Endpoint, event: bytes, reason: str) -> None:
        reply = endpoint.send("/v1/batch", b'{"batch":[' + event + b"]}")

        assert reply.status == 200
        assert reasons() == {reason: 1}

    @pytest.mark.parametrize("size", [5_000_001, 10_000_000])
    def test_of_many_bytes_is_not_even_read(self, endpoint: Endpoint, size: int) -> None:
        assert endpoint.send("/v1/batch", b"x" * size).status == 413
        assert endpoint.send("/v1/batch", b"", headers={"content-length": str(size)}).status == 413

    def test_with_nul_in_a_trait_is_taken_without_it(self, endpoint: Endpoint) -> None:
        event = {"type": "identify", "userId": "u", "traits": {"firstName": "A\0da", "deep\0": {"x": "\0"}}}

        assert endpoint.batch(event).status == 200
        assert tape() == ["Identified"]

    def test_in_a_flood_fills_no_disk(self, endpoint: Endpoint) -> None:
        for _ in range(8):
            endpoint.send("/v1/batch", b'{"batch":[' + b"7," * 2_000 + b"7]}")

        with unit_of_work(SYSTEM):
            (count,) = queries.dead_letter_counts(SYSTEM)
        assert count.kept == letters.KEPT

    def test_of_many_names_takes_no_memory(self, endpoint: Endpoint) -> None:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for first in range(0, 100_000, 2_000):
            names = range(first, first + 2_000)
            assert endpoint.batch(*(a_track(f"Name {name}") for name in names)).status == 200

        assert len(set(tape())) == 100_000
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150_000


class TestTooMuchAtOnce:
    @override_settings(TRACKING_MAX_QUEUED=1_000)
    def test_is_told_to_come_again(self, endpoint: Endpoint) -> None:
        body = json.dumps({"batch": [a_track()] * 600}).encode()

        replies = endpoint.send_together([("/v1/batch", body)] * 10)

        assert {reply.status for reply in replies} == {200, 429}
        assert {reply.headers.get("retry-after") for reply in replies if reply.status == 429} == {"1"}
        assert len(tape()) == 600 * sum(reply.status == 200 for reply in replies)
