"""The real SDKs, unmodified, send to Twofold; the person, the account and their timelines show it, once."""

import base64
import json
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from uuid import UUID

import pytest
from playwright.sync_api import Page, Request
from segment.analytics.client import Client

from tests.api import sdks
from tests.browser.chromium import chromium
from tests.events.tracking import SYSTEM, names_on_timeline, person_of
from tests.events.tracking import tape as on_the_tape
from twofold.core.unit import unit_of_work
from twofold.directory.identities import Pair
from twofold.directory.queries import account_traces, accounts_visible_to, people_visible_to
from twofold.events.verbs import sources

PAGE = b"""<!doctype html><title>Shop</title><script src="/index.js"></script>"""
CALLS = """async ([host, writeKey]) => {
    const analytics = window.AnalyticsNext.AnalyticsBrowser.load(
        { writeKey, cdnSettings: { integrations: { 'Segment.io': { apiKey: writeKey } } } },
        { integrations: { 'Segment.io': { apiHost: `${host}/v1`, protocol: 'http' } } })
    await analytics.page('Pricing')
    await analytics.identify('next-user', { email: 'Next@Example.com', firstName: 'Nexa' })
    await analytics.group('next-group', { name: 'Next Works' })
    await analytics.track('Order Completed', { total: 99 }, { context: { groupId: 'next-group' } })
    await analytics.alias('next-user', 'next-before')
}"""
EVERYTHING = ["Aliased", "Group Identified", "Identified", "Order Completed", "Page Viewed"]


@pytest.fixture
def write_key(committed: None) -> str:
    with unit_of_work(SYSTEM):
        return sources.create(SYSTEM, "sdk").write_key


@pytest.fixture
def server(write_key: str) -> Iterator[str]:
    with sdks.tracking_server() as address:
        yield address


def account_of(group: str) -> UUID:
    pair = Pair("group_id", group)
    with unit_of_work(SYSTEM):
        return account_traces(SYSTEM, [pair])[pair].account_id


def assert_all_there(sdk: str, *, name: str, account: str) -> None:
    """One person with everything on the timeline, known by what was said of them, and one account."""
    person = person_of("user_id", f"{sdk}-user")
    assert person_of("email", f"{sdk}@example.com") == person
    assert person_of("anonymous_id", f"{sdk}-before") == person
    assert sorted(names_on_timeline(person_id=person)) == EVERYTHING
    with unit_of_work(SYSTEM):
        assert people_visible_to(SYSTEM).get(id=person).given_name == name
        group = accounts_visible_to(SYSTEM).get(id=account_of(f"{sdk}-group"))
    assert group.name == account
    assert sorted(names_on_timeline(account_id=group.id)) == ["Group Identified", "Order Completed"]


def test_segment_analytics_python(server: str, write_key: str) -> None:
    for zipped in (False, True):
        failures: list[object] = []
        client = Client(
            write_key,
            host=f"http://{server}",
            gzip=zipped,
            on_error=lambda error, _: failures.append(error),  # noqa: B023
        )
        who = {"user_id": "python-user", "anonymous_id": "python-browser"}
        at = {"timestamp": datetime(2026, 11, 1, 12, tzinfo=UTC)}
        client.identify(**who, **at, traits={"email": "Python@Example.com", "firstName": "Pia"}, message_id="p-1")
        client.group(**who, **at, group_id="python-group", traits={"name": "Python Works"}, message_id="p-2")
        client.page(**who, **at, name="Pricing", message_id="p-3")
        client.track(
            **who, **at, event="Order Completed", properties={"total": 99},
            context={"groupId": "python-group"}, message_id="p-4",
        )  # fmt: skip
        client.alias("python-before", "python-user", **at, message_id="p-5")
        client.shutdown()
        assert failures == []

    assert_all_there("python", name="Pia", account="Python Works")


def test_analytics_node(server: str, write_key: str) -> None:
    sdks.installed()

    for _ in range(2):
        sdks.node("send.mjs", f"http://{server}", write_key)

    assert_all_there("node", name="Nora", account="Node Works")


def test_analytics_next_in_a_browser(server: str, write_key: str) -> None:
    sent: list[Request] = []
    with a_shop() as shop, chromium() as browser:
        page = browser.new_page()
        page.on("request", lambda request: sent.append(request) if "/v1/" in request.url else None)
        page.goto(shop)
        page.evaluate(CALLS, [server, write_key])
        _wait_until_sent(page, sent)
        posts = [(request.url, request.post_data_buffer or b"") for request in sent if request.method == "POST"]

    for url, body in posts:  # once more, as after an answer that got lost
        _post(url, body, write_key)

    assert {url.rsplit("/", 1)[1] for url, _ in posts} == {"p", "i", "g", "t", "a"}
    assert_all_there("next", name="Nexa", account="Next Works")
    assert len(on_the_tape()) == 5


class Shop(SimpleHTTPRequestHandler):
    """A page of another origin, with the browser SDK beside it."""

    def do_GET(self) -> None:
        """The page itself, or a file of the SDK."""
        if self.path != "/":
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def a_shop() -> Iterator[str]:
    bundles = sdks.installed() / "analytics-next" / "dist" / "umd"
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Shop, directory=str(bundles)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def _wait_until_sent(page: Page, sent: list[Request]) -> None:
    for _ in range(100):
        answered = [request for request in sent if request.method == "POST" and request.response()]
        if len(answered) >= 5:
            return
        page.wait_for_timeout(100)
    raise AssertionError([request.url for request in sent])


def _post(url: str, body: bytes, write_key: str) -> None:
    key = base64.b64encode(f"{write_key}:".encode()).decode()
    request = urllib.request.Request(url, body, {"Authorization": f"Basic {key}", "Content-Type": "text/plain"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        assert json.load(answer) == {"success": True}
