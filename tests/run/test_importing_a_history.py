"""`twofold import`: a file of tracking calls, as often as one likes."""

import json
from pathlib import Path

import pytest

from twofold.core.actor import Actor
from twofold.core.unit import unit_of_work
from twofold.directory import queries as directory
from twofold.directory.identities import Pair
from twofold.events import queries
from twofold.events.ingest.arrival import Origin
from twofold.events.ingest.desk import Looked
from twofold.events.store.client import client
from twofold.run import history
from twofold.run.history import Report, import_file

pytestmark = pytest.mark.usefixtures("committed")

ACTOR = Actor.system("test")


def an_order(number: int, **more: object) -> dict[str, object]:
    return {
        "type": "track",
        "event": "Order Completed",
        "messageId": f"order-{number}",
        "userId": f"user-{number % 50}",
        "timestamp": f"2025-{number % 12 + 1:02}-15T10:00:00Z",
        "properties": {"total": number},
        **more,
    }


def a_file(folder: Path, *lines: object) -> Path:
    file = folder / "history.jsonl"
    file.write_bytes(
        b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines) + b"\n"
    )
    return file


def on_the_tape() -> int:
    return int(client().query("SELECT uniqExact(event_id) FROM events WHERE type = 'track'").result_rows[0][0])


class TestImporting:
    def test_takes_every_line_once(self, tmp_path: Path) -> None:
        file = a_file(tmp_path, *(an_order(number) for number in range(2_300)))

        assert import_file(file, source_name="Old shop") == Report(taken=2_300)
        assert import_file(file, source_name="Old shop") == Report(repeated=2_300)
        assert on_the_tape() == 2_300

    def test_knows_lines_without_an_id_by_what_they_say(self, tmp_path: Path) -> None:
        lines = [{key: value for key, value in an_order(number).items() if key != "messageId"} for number in range(5)]

        assert import_file(a_file(tmp_path, *lines), source_name="Old shop") == Report(taken=5)
        assert import_file(a_file(tmp_path, *lines, lines[0]), source_name="Old shop") == Report(repeated=6)

    def test_keeps_lines_aside_that_are_no_events(self, tmp_path: Path) -> None:
        file = a_file(
            tmp_path,
            an_order(1),
            b"not json",
            b'{"type": "track", "userId": "\xff\xfe", "event": "Broken"}',
            an_order(2, userId=None),
            b'{"type": "track", "userId": "u", "event": "Huge", "properties": {"x": "' + b"x" * 200_000 + b'"}}',
            b"",
            an_order(3),
        )

        assert import_file(file, source_name="Old shop") == Report(taken=2, refused=4)
        with unit_of_work(ACTOR):
            reasons = {one.reason for one in queries.dead_letter_counts(ACTOR)}
        assert reasons == {"not_an_event", "not_utf8", "nobody_named", "event_too_large"}

    def test_uses_the_source_of_that_name_again(self, tmp_path: Path) -> None:
        import_file(a_file(tmp_path, an_order(1)), source_name="Old shop")
        import_file(a_file(tmp_path, an_order(2)), source_name="Old shop")

        with unit_of_work(ACTOR):
            assert [source.name for source in queries.sources(ACTOR)] == ["Old shop"]

    def test_dates_people_from_their_first_line(self, tmp_path: Path) -> None:
        import_file(a_file(tmp_path, an_order(1)), source_name="Old shop")

        with unit_of_work(ACTOR):
            (trace,) = directory.traces(ACTOR, [Pair("user_id", "user-1")]).values()
            person = directory.people_visible_to(ACTOR).get(id=trace.person_id)
        assert person.created_at.isoformat() == "2025-02-15T10:00:00+00:00"

    def test_takes_an_empty_file_for_one(self, tmp_path: Path) -> None:
        assert import_file(a_file(tmp_path), source_name="Old shop") == Report()


class TestTheFile:
    def test_is_never_read_as_a_whole(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        sizes: list[int] = []
        look_at = history._look_at

        def watched(lines: list[bytes], origin: Origin) -> Looked:
            sizes.append(len(lines))
            return look_at(lines, origin)

        monkeypatch.setattr(history, "_look_at", watched)

        import_file(a_file(tmp_path, *(an_order(number) for number in range(2_500))), source_name="Old shop")

        assert sizes == [1_000, 1_000, 500]
