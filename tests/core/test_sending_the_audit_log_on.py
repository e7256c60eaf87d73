"""The audit log goes to a file and to a webhook, every entry in order, whatever is killed or does not answer."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook as Standard
from standardwebhooks.webhooks import WebhookVerificationError

from tests.core.chained import ME, link_all, spend, the_owner
from twofold.core.audit import streams
from twofold.core.audit.to_file import AuditFile
from twofold.core.audit.to_webhook import Webhook
from twofold.core.models import AuditStream
from twofold.core.proof.checking import LineBroken, check_lines
from twofold.core.unit import unit_of_work

pytestmark = pytest.mark.usefixtures("committed")

SECRET = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def numbers(path: Path) -> list[int]:
    return [json.loads(line)["number"] for line in path.read_text().splitlines()]


def send_all(stream: streams.Stream) -> None:
    while streams.advance(stream):
        pass


def state_of(stream: streams.Stream) -> AuditStream:
    with unit_of_work(ME):
        return AuditStream.objects.get(name=stream.name)


def rested(stream: streams.Stream) -> None:
    """As if the pause after a failure were over."""
    with unit_of_work(ME):
        AuditStream.objects.filter(name=stream.name).update(next_try_at=None)


class TestTheFile:
    def test_holds_every_entry_once_and_can_be_checked_by_itself(self, tmp_path: Path) -> None:
        path = tmp_path / "logs" / "audit.jsonl"
        spend(1, 2)
        link_all()
        send_all(AuditFile(path))
        spend(3)
        head = link_all()
        send_all(AuditFile(path))
        send_all(AuditFile(path))

        with path.open("rb") as file:
            assert check_lines(file) == head
        assert numbers(path) == [1, 2, 3]
        assert [json.loads(line)["body"]["coins"] for line in path.read_text().splitlines()] == [1, 2, 3]
        assert path.stat().st_mode & 0o077 == 0

    def test_is_cut_back_to_its_last_whole_line(self, tmp_path: Path) -> None:
        path = tmp_path / "audit.jsonl"
        spend(1, 2, 3)
        link_all()
        send_all(AuditFile(path))
        whole = path.read_bytes()
        path.write_bytes(whole[:-20])

        send_all(AuditFile(path))

        assert path.read_bytes() == whole

    def test_is_turned_over_when_it_is_large_and_goes_on_with_the_next_number(self, tmp_path: Path) -> None:
        path = tmp_path / "audit.jsonl"
        for coins in range(4):
            spend(coins, coins)
            link_all()
            send_all(AuditFile(path, rotated_at=500))

        names = sorted(each.name for each in tmp_path.iterdir())
        assert names == ["audit.1-2.jsonl", "audit.3-4.jsonl", "audit.5-6.jsonl", "audit.jsonl"]
        assert [number for name in names for number in numbers(tmp_path / name)] == [*range(1, 9)]

        path.rename(tmp_path / "audit.7-8.jsonl")  # killed between turning over and the first line
        spend(9)
        link_all()
        send_all(AuditFile(path))
        assert numbers(path) == [9]

    def test_is_written_by_one_process_at_a_time(self, tmp_path: Path) -> None:
        spend(1)
        link_all()
        mine, others = AuditFile(tmp_path / "audit.jsonl"), AuditFile(tmp_path / "audit.jsonl")

        with mine.held() as held:
            assert held
            assert streams.advance(others) == 0

        assert streams.advance(others) == 1

    def test_of_another_chain_is_not_gone_on_with(self, tmp_path: Path) -> None:
        path = tmp_path / "audit.jsonl"
        spend(1, 2)
        link_all()
        send_all(AuditFile(path))
        with the_owner() as owner:
            owner.execute("UPDATE core_auditlink SET hash = digest WHERE number = 2")
        before = path.read_bytes()

        for found in (None, b"a diary\n"):
            if found:
                path.write_bytes(found)
            send_all(AuditFile(path))
            assert "FileOfAnotherChain" in state_of(AuditFile(path)).last_error
            rested(AuditFile(path))
        assert before.count(b"\n") == 2
        assert path.read_bytes() == b"a diary\n"

    def test_that_cannot_be_written_is_told_and_tried_again(self, tmp_path: Path) -> None:
        spend(1)
        link_all()
        (tmp_path / "audit.jsonl").mkdir()
        stream = AuditFile(tmp_path / "audit.jsonl")

        assert streams.advance(stream) == 0
        assert streams.advance(stream) == 0

        assert (state_of(stream).failures, "IsADirectory" in state_of(stream).last_error) == (1, True)

    @pytest.mark.timeout(120)
    def test_has_no_gap_and_no_repeat_after_kill_9(self, tmp_path: Path) -> None:
        path = tmp_path / "audit.jsonl"
        for _ in range(10):
            spend(*range(300))
        head = link_all()
        for wait in (0.05, 0.1, 0.15, 0.0, 0.2):
            writer = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE)
            assert writer.stdout
            writer.stdout.readline()
            time.sleep(wait)
            os.kill(writer.pid, signal.SIGKILL)
            writer.wait()
            writer.stdout.close()

        send_all(AuditFile(path, rotated_at=100_000))

        turned_over = sorted(
            (each for each in tmp_path.iterdir() if each != path),
            key=lambda each: int(each.name.split(".")[1].split("-")[0]),
        )
        assert len(turned_over) > 1
        assert [number for name in [*turned_over, path] for number in numbers(name)] == [*range(1, head.number + 1)]


WRITER = """
import sys
from pathlib import Path
import django
django.setup()
from twofold.core.audit import streams
from twofold.core.audit.to_file import AuditFile
stream = AuditFile(Path(sys.argv[1]), rotated_at=100_000)
stream.page = 7
print("ready", flush=True)
while True:
    streams.advance(stream)
"""


class TestLines:
    @pytest.mark.parametrize(
        ("line", "old", "new"),
        [
            (1, '"coins": 20', '"coins": 21'),
            (2, '"actor_name":"test"', '"actor_name":"tess"'),
            (1, '"audience":0', '"audience":1'),
            (1, '"recorded_at":"2', '"recorded_at":"3'),
            (2, '"number":3', '"number":4'),
            (2, '"salt":"', '"salt":"00'),
        ],
    )
    def test_that_were_changed_are_found(self, tmp_path: Path, line: int, old: str, new: str) -> None:
        path = tmp_path / "audit.jsonl"
        spend(10, 20, 30)
        link_all()
        send_all(AuditFile(path))
        lines = path.read_text().splitlines(keepends=True)
        assert old in lines[line]
        lines[line] = lines[line].replace(old, new)

        with pytest.raises(LineBroken):
            check_lines(each.encode() for each in lines)

    def test_that_were_removed_or_reordered_are_found(self, tmp_path: Path) -> None:
        path = tmp_path / "audit.jsonl"
        spend(1, 2, 3)
        head = link_all()
        send_all(AuditFile(path))
        one, two, three = path.read_bytes().splitlines(keepends=True)

        assert check_lines([one, two, three]) == check_lines([two, three]) == head
        assert check_lines([]) is None
        for broken in ([one, three], [one, three, two], [one, one], [one, b"{}"], [b"\xff"]):
            with pytest.raises(LineBroken):
                check_lines(broken)


class Receiver(ThreadingHTTPServer):
    """Somebody else's system. `answers` are the statuses it gives, then 200."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: list[int] = []
        self.taken: list[dict[str, Any]] = []
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/audit?token=hidden"

    def numbers(self) -> list[int]:
        return [entry["number"] for message in self.taken for entry in message["data"]["entries"]]


class Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status = self.server.answers.pop(0) if self.server.answers else 200
        self.server.asked.append(self.path)
        if status == 200:
            try:
                self.server.taken.append(Standard(SECRET).verify(body, dict(self.headers.items())))
            except WebhookVerificationError:
                status = 401
        self.send_response(status)
        if status in {301, 307}:
            self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


class TestTheWebhook:
    def test_gets_signed_pages_in_order_and_each_entry_once(self, receiver: Receiver) -> None:
        stream = Webhook(receiver.url, SECRET)
        spend(1, 2)
        link_all()
        send_all(stream)
        spend(3)
        link_all()
        send_all(Webhook(receiver.url, SECRET))

        assert receiver.numbers() == [1, 2, 3]
        assert receiver.taken[0]["type"] == "audit.entries"
        assert state_of(stream).number == 3
        assert "hidden" not in state_of(stream).target

    def test_that_fails_is_tried_again_later_with_the_same(self, receiver: Receiver) -> None:
        stream = Webhook(receiver.url, SECRET)
        receiver.answers = [500, 503]
        spend(1)
        link_all()

        send_all(stream)
        send_all(stream)  # rests
        assert len(receiver.asked) == 1
        assert "answered 500" in state_of(stream).last_error
        for _ in range(2):
            rested(stream)
            send_all(stream)

        assert receiver.numbers() == [1]
        assert (state_of(stream).failures, state_of(stream).last_error) == (0, "")

    def test_is_followed_nowhere_else(self, receiver: Receiver) -> None:
        stream = Webhook(receiver.url, SECRET)
        receiver.answers = [307, 301]
        spend(1)
        link_all()

        send_all(stream)
        rested(stream)
        send_all(stream)

        assert receiver.asked == ["/audit?token=hidden"] * 2
        assert receiver.taken == []

    def test_does_not_believe_another_secret(self, receiver: Receiver) -> None:
        stream = Webhook(receiver.url, "whsec_" + "A" * 32)
        spend(1)
        link_all()

        send_all(stream)

        assert "answered 401" in state_of(stream).last_error

    def test_that_is_away_holds_up_nobody(self) -> None:
        stream = Webhook("http://127.0.0.1:9/audit", SECRET)
        spend(1)
        link_all()

        send_all(stream)

        assert state_of(stream).failures == 1
        spend(2)
        assert link_all().number == 2

    def test_gets_large_entries_in_pages_of_a_megabyte(
        self, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("twofold.core.audit.to_webhook.LARGEST", 1_000)
        spend(*range(20))
        link_all()

        send_all(Webhook(receiver.url, SECRET))

        assert receiver.numbers() == [*range(1, 21)]
        assert len(receiver.taken) > 5

    def test_of_another_address_begins_at_the_beginning(self, receiver: Receiver) -> None:
        spend(1, 2)
        link_all()
        send_all(Webhook(receiver.url, SECRET))
        send_all(Webhook(receiver.url.replace("/audit", "/other"), SECRET))

        assert receiver.numbers() == [1, 2, 1, 2]
