"""Pieces of a file, read and prepared: those of a long one in a process of its own, while the database writes the one before.

What is ready lies in memory only: an import whose worker died, or that goes on in another process, is read on from the place
that its operation keeps.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from uuid import UUID

import msgspec

from twofold.core import files
from twofold.core.actor import Actor
from twofold.core.apart import Apart
from twofold.core.operations import Doing
from twofold.directory.importing.prepared import Prepared
from twofold.directory.importing.preparing import Planned
from twofold.directory.importing.reading import rows
from twofold.directory.importing.shapes import Row, Shape

PIECE = 6_000
OPEN = 3
LONG = 4_000_000  # bytes; a process of its own takes a second to begin


class Place(msgspec.Struct, frozen=True):
    """A row and where it begins; the first of all is row 1 at 0."""

    row: int = 1
    at: int = 0


class Piece(msgspec.Struct, frozen=True):
    """Rows to be done together, and where the next begin: nowhere after the last."""

    rows: list[Prepared]
    next: Place | None


class Pieces:
    """The pieces of a file from a place on, one for each call."""

    def __init__(self, path: Path, shape: Shape, planned: Planned, place: Place) -> None:
        self._preparer = planned.preparer()
        self._rows = rows(path, shape, from_row=place.row, at=place.at)
        self._waiting: list[Row] = []  # what the next piece begins with, for its place is told with the one before

    def __call__(self, expects_new: bool) -> Piece:  # noqa: FBT001 - the one question there is
        """The next piece; `expects_new` if its rows are likely to be about people who are not there yet."""
        prepare = self._preparer.prepare_new if expects_new else self._preparer.prepare
        found = [*self._waiting, *islice(self._rows, PIECE - len(self._waiting))]
        self._waiting = list(islice(self._rows, 1))
        following = next((Place(row.number, row.at) for row in self._waiting), None)
        return Piece([prepare(row) for row in found], following)


class PackedPieces:
    """The same pieces as MessagePack, which takes a third of the time that pickling takes on both sides."""

    def __init__(self, path: Path, shape: Shape, planned: Planned, place: Place) -> None:
        self._pieces = Pieces(path, shape, planned, place)

    def __call__(self, expects_new: bool) -> bytes:  # noqa: FBT001
        """The next piece."""
        return msgspec.msgpack.encode(self._pieces(expects_new))


class ReadAhead:
    """The same pieces, prepared in a process of its own before they are asked for."""

    def __init__(self, path: Path, shape: Shape, planned: Planned, place: Place, held: ExitStack) -> None:
        self._apart = Apart(f"{__name__}.{PackedPieces.__name__}", path, shape, planned, place)
        held.callback(self._apart.close)
        self._thread = held.enter_context(ThreadPoolExecutor(1, "import feed"))
        self._next = self._ask(expects_new=False)

    def __call__(self, expects_new: bool) -> Piece:  # noqa: FBT001
        """The next piece; what is expected now goes for the one after it."""
        piece = self._next.result()
        self._next = self._ask(expects_new=expects_new)
        return piece

    def _ask(self, *, expects_new: bool) -> Future[Piece]:
        self._apart.ask(expects_new)
        return self._thread.submit(self._answer)

    def _answer(self) -> Piece:
        return msgspec.msgpack.decode(self._apart.answer(), type=Piece)


class Feed:
    """One file, being read."""

    def __init__(self, read: Callable[[bool], Piece], place: Place, held: ExitStack) -> None:
        self.place: Place | None = place
        self.expects_new = False
        self._read = read
        self._held = held

    def take(self) -> Piece:
        """The next piece; what went wrong with reading it is raised here."""
        piece = self._read(self.expects_new)
        self.place = piece.next
        return piece

    def close(self) -> None:
        """Read no more."""
        self._held.close()


_feeds: OrderedDict[UUID, Feed] = OrderedDict()
_lock = threading.Lock()


def next_piece(actor: Actor, doing: Doing, shape: Shape, plan: Callable[[], Planned]) -> Piece:
    """The piece that comes next in an operation, by the place that it keeps."""
    place = Place(**doing.position) if doing.position else Place()
    with _lock:
        feed = _feeds.pop(doing.operation_id, None)
    if feed is None or feed.place != place:
        if feed:
            feed.close()
        feed = _begun(actor, UUID(doing.told["file"]), shape, plan(), place)
    try:
        piece = feed.take()
    except Exception:
        feed.close()
        raise
    with _lock:
        _feeds[doing.operation_id] = feed
        oldest = [_feeds.popitem(last=False)[1] for _ in range(len(_feeds) - OPEN)]
        if piece.next is None:
            oldest.append(_feeds.pop(doing.operation_id))
    for one in oldest:
        one.close()
    return piece


def _begun(actor: Actor, file_id: UUID, shape: Shape, planned: Planned, place: Place) -> Feed:
    with ExitStack() as held:
        path = held.enter_context(files.opened(actor, file_id))
        is_long = path.stat().st_size >= LONG
        read = ReadAhead(path, shape, planned, place, held) if is_long else Pieces(path, shape, planned, place)
        return Feed(read, place, held.pop_all())


def expect_new(operation_id: UUID, *, likely: bool) -> None:
    """Say whether the rows to come are likely to be about people who are not there yet."""
    with _lock:
        feed = _feeds.get(operation_id)
    if feed:
        feed.expects_new = likely
