"""Somebody writes scripts where a name, a note, an event or a dead letter belongs, and staff look at it."""

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from tests.attacks.addresses import SOME, closed
from tests.console.staff import Staff, text
from tests.events.tracking import Endpoint, person_of, read_ledger
from tests.makers import SYSTEM
from twofold.console.live import Watch, _message, poll
from twofold.core import registers
from twofold.core.actor import Actor, ActorKind
from twofold.core.unit import unit_of_work
from twofold.directory.models import Account
from twofold.directory.verbs import accounts, custom_fields, notes, people, tags
from twofold.events.verbs import sources

SCRIPT = "</script><script>alert(1)</script>"
IMAGE = "\"'><img src=x onerror=alert(1)>"
LINES = "x\r\ndata: <script>alert(1)</script>\n\nid: 9"
ADDRESSES = {"href", "src", "action", "formaction", "hx-get", "hx-post"}
RUN_NOTHING = ("/", "?", "#", "https://", "http://", "mailto:", "tel:")


class Reader(HTMLParser):
    """Reads a page as a browser does, and notes what would run."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.dangers: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.dangers += [f"{tag} {name}" for name in given if name.startswith(("on", "hx-on"))]
        self.dangers += [
            f"{tag} {name}={given[name]}"
            for name in ADDRESSES & given.keys()
            if not given[name].startswith(RUN_NOTHING) and given[name]
        ]
        if tag == "script" and "src" not in given and given.get("type") != "application/json":
            self.dangers.append("a script within the page")


def sown(endpoint: Endpoint) -> dict[str, str]:
    """Scripts in everything that can be written, by staff and by strangers; the pages on which they may turn up."""
    for evil in (SCRIPT, IMAGE, LINES.replace("\r", "").replace("\n", " ")):
        traits = {"name": evil, "firstName": evil, "avatar": "javascript:alert(1)//" + evil, "city": evil, evil: evil}
        context = {"page": {"title": evil, "url": "javascript:alert(1)"}, evil: evil, "userAgent": evil}
        base: dict[str, Any] = {"userId": "mallory", "anonymousId": evil, "context": context}
        endpoint.batch(
            base | {"type": "identify", "traits": traits | {"email": "m@evil.example"}},
            base
            | {"type": "group", "groupId": "evil", "traits": {"name": evil, "website": "javascript:alert(1)", evil: 1}},
            base | {"type": "track", "event": evil, "properties": {evil: evil, "revenue": evil, "products": [evil]}},
            base
            | {"type": "page", "name": evil, "properties": {"url": "javascript:alert(1)", "path": evil, "title": evil}},
            {"type": evil, "messageId": evil},
            {"type": "track", "event": "", "anonymousId": evil, "properties": {evil: evil}},
        )
    mallory = person_of("user_id", "mallory")
    with unit_of_work(SYSTEM):
        account = Account.objects.get().id
        field = custom_fields.define(
            SYSTEM, subject="person", key="evil", label=SCRIPT, kind="choice", choices=[IMAGE, SCRIPT]
        )
        people.edit(SYSTEM, mallory, fields={"evil": IMAGE, "given_name": SCRIPT, "city": IMAGE})
        accounts.edit(SYSTEM, account, fields={"name": SCRIPT, "website": "javascript:alert(1)", "industry": IMAGE})
        for verb, ids in ((tags.tag_people, [mallory]), (tags.tag_accounts, [account])):
            verb(SYSTEM, ids, tag=IMAGE)
        notes.write(SYSTEM, body=SCRIPT + IMAGE, person_id=mallory)
        notes.write(SYSTEM, body=SCRIPT + IMAGE, account_id=account)
        sources.rename(SYSTEM, endpoint.source.id, name=IMAGE)
    read_ledger()
    some = str(SOME[next(kind for kind in SOME if kind.__name__ == "UUIDConverter")])
    of = {"account": account, "source": endpoint.source.id, "field": field.id}
    return {
        name: path.replace(some, str(of.get(name.partition("_")[0], mallory)))
        for name, path in closed().items()
        if name != "live_stream"
    }


class TestAPage:
    def test_runs_nothing_of_what_was_written_into_it(self, jana: Staff, endpoint: Endpoint) -> None:
        pages = sown(endpoint)

        for name, path in pages.items():
            for answer in (jana.get(path), jana.ask(path)):
                if answer.headers["Content-Type"].startswith("text/html"):
                    assert Reader(text(answer)).dangers == [], name
        assert "&lt;script&gt;" in text(jana.get(pages["person"]))
        assert "&lt;img" in text(jana.get(pages["dead_letters"]))


class TestTheStream:
    def test_keeps_every_line_within_its_message(self, jana: Staff, endpoint: Endpoint) -> None:
        sown(endpoint)
        actor = Actor(ActorKind.STAFF, "Jana", jana.person.id, registers.all_permissions())

        rows, seen = poll(Watch(actor))

        assert rows
        for row in rows:
            lines = _message(row, seen).removesuffix("\n\n").split("\n")
            assert [line for line in lines if not line.startswith(("data: ", "id: "))] == []
            assert sum(line.startswith("id: ") for line in lines) == 1
            assert Reader(row).dangers == []

    @pytest.mark.parametrize("line", ["\r", "\n", "\r\n", "\u2028", "\x0b", "\x85"])
    def test_knows_every_way_to_begin_a_line(self, line: str) -> None:
        assert _message(f"a{line}id: 9", "1").count("id: ") == 2
        assert _message(f"a{line}id: 9", "1").endswith("data: id: 9\n\n")


class TestANotice:
    def test_is_one_line_of_plain_letters(self, jana: Staff, endpoint: Endpoint) -> None:
        with unit_of_work(SYSTEM):
            person = people.add(SYSTEM, fields={"name": "Ada"})

        answer = jana.send(f"/people/{person.id}/tag", {"tag": "Ä </script>\r\nSet-Cookie: a=b"})

        sent = answer.headers["HX-Trigger"]
        assert sent.isascii()
        assert not re.search(r"[\r\n]", sent)
        assert json.loads(sent)["toast"]["text"].startswith("Tagged")
        assert "a" not in answer.cookies


class TestThePalette:
    def test_is_data_and_no_page(self, jana: Staff, endpoint: Endpoint) -> None:
        sown(endpoint)

        answer = jana.get("/find?q=alert")

        assert answer.headers["Content-Type"] == "application/json"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert all(item["href"].startswith("/") for group in answer.json() for item in group["items"])
