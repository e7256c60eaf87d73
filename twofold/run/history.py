"""`twofold import`: a file of tracking calls, one a line, through the same intake as the endpoint's."""

import queue
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from django.conf import settings
from msgspec import Raw
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from twofold.core.actor import Actor
from twofold.core.unit import unit_of_work
from twofold.events import queries
from twofold.events.ingest import desk
from twofold.events.ingest.arrival import Origin
from twofold.events.ingest.batch import Parcel
from twofold.events.ingest.intake import Intake
from twofold.events.ingest.reasons import NotTaken, Reason
from twofold.events.verbs import sources

if TYPE_CHECKING:
    from twofold.core.refusals import Refusal

ACTOR = Actor.system("twofold import")
LINES = 1_000
UNDER_WAY = 4
PAUSE_SECONDS = 0.5
MOST_TRIES = 120


@dataclass(frozen=True, slots=True)
class Report:
    """What became of the lines of a file."""

    taken: int = 0
    repeated: int = 0
    refused: int = 0


def import_file(file: Path, *, source_name: str) -> Report:
    """Take the lines as events of the source of that name, made if there is none. The same file again adds nothing.

    A line that is no event becomes a dead letter. A line without a `messageId` is known again by what it says.
    """
    intake = Intake()
    sender = _Sender(intake, _origin(source_name))
    try:
        with _progress() as progress, file.open("rb") as lines:
            bar = progress.add_task(file.name, total=file.stat().st_size)
            whole = _whole_lines(lines)
            while chunk := list(islice(whole, LINES)):
                sender.send(chunk)
                progress.update(bar, completed=lines.tell())
            sender.finish()
    finally:
        intake.stop()
    return sender.report


class _Sender:
    """Keeps a few parcels under way, so that reading the file and writing the tape go on side by side."""

    def __init__(self, intake: Intake, origin: Origin) -> None:
        self.report = Report()
        self._intake = intake
        self._origin = origin
        self._answers: queue.SimpleQueue[tuple[Parcel, Refusal | None]] = queue.SimpleQueue()
        self._under_way = 0
        self._tries = 0

    def send(self, lines: list[bytes]) -> None:
        """Hand the lines in; waits while too many are under way."""
        looked = _look_at(lines, self._origin)
        self.report = replace(self.report, refused=self.report.refused + len(looked.refused))
        if looked.events or looked.letters:
            self._submit(looked)
        while self._under_way >= UNDER_WAY:
            self._take_answer()

    def finish(self) -> None:
        """Wait for everything that is under way."""
        while self._under_way:
            self._take_answer()

    def _submit(self, looked: desk.Looked) -> None:
        parcel = Parcel(looked.events, looked.letters, lambda refusal: self._answers.put((parcel, refusal)))
        self._intake.submit(parcel)
        self._under_way += 1

    def _take_answer(self) -> None:
        """Count a parcel that is on the tape; one that was refused for the moment is handed in again."""
        parcel, refusal = self._answers.get()
        if refusal is None:
            self._tries = 0
            self._under_way -= 1
            report, repeats = self.report, parcel.repeats
            taken = report.taken + len(parcel.events) - repeats
            self.report = replace(report, taken=taken, repeated=report.repeated + repeats)
            return
        self._tries += 1
        if self._tries > MOST_TRIES:
            raise refusal
        time.sleep(PAUSE_SECONDS)
        self._intake.submit(parcel)


def _origin(source_name: str) -> Origin:
    with unit_of_work(ACTOR):
        live = (source for source in queries.sources(ACTOR) if not source.revoked_at)
        source = next((source for source in live if source.name == source_name), None)
        source = source or sources.create(ACTOR, source_name)
        return Origin(source.id, source.name)


def _whole_lines(file: BinaryIO) -> Iterator[bytes]:
    """The lines that are not blank. Of one that is too long for an event only so much is read as shows that it is."""
    limit = settings.TRACKING_MAX_EVENT + 2
    while line := file.readline(limit):
        if len(line) == limit and not line.endswith(b"\n"):
            while (rest := file.readline(65_536)) and not rest.endswith(b"\n"):
                pass
        if line := line.strip():
            yield line


def _look_at(lines: list[bytes], origin: Origin) -> desk.Looked:
    """Check every line. What is wrong in one is wrong in it alone."""
    received_at = int(time.time() * 1000)
    events = [line for line in lines if _is_text(line)]
    unreadable = [line for line in lines if not _is_text(line)]
    opened = desk.Opened([Raw(_with_id(line)) for line in events])
    looked = desk.look_at(opened, kind=None, origin=origin, received_at=received_at)
    for place, line in enumerate(unreadable, start=len(events)):
        looked.refused[place] = reason = NotTaken(Reason.NOT_UTF8, "The line is not UTF-8.")
        looked.letters.append(desk.letter(reason, line, origin=origin, received_at=received_at, kind="import"))
    return looked


def _is_text(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _with_id(event: bytes) -> bytes:
    """The event with an id made from what it says, unless it has one."""
    if b'"messageId"' in event or not event.endswith(b"}") or len(event) < 3:
        return event
    return event[:-1] + b',"messageId":"line-' + blake2b(event, digest_size=16).hexdigest().encode() + b'"}'


def _progress() -> Progress:
    return Progress(TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
