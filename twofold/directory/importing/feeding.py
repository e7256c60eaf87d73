"""Pieces of a file, read and prepared ahead by a thread of their own while the database is busy with the one before.

What is ready lies in memory only: an import whose worker died, or that goes on in another process, is read on from the place
that its operation keeps.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from queue import Full, Queue
from uuid import UUID

from twofold.core import files
from twofold.core.actor import Actor
from twofold.core.operations import Doing
from twofold.directory.importing.preparing import Prepared, Preparer
from twofold.directory.importing.reading import rows
from twofold.directory.importing.shapes import Shape

PIECE = 6_000
AHEAD = 2
OPEN = 3
LOOK_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Place:
    """A row and where it begins; the first of all is row 1 at 0."""

    row: int = 1
    at: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """Rows to be done together, and where the next begin: nowhere after the last."""

    rows: list[Prepared]
    next: Place | None


class Feed:
    """One file, being read ahead."""

    def __init__(self, path: Path, shape: Shape, preparer: Preparer, place: Place, held: ExitStack) -> None:
        self.place: Place | None = place
        self._held = held
        self._ready: Queue[Piece | Exception] = Queue(AHEAD)
        self._is_closed = threading.Event()
        self._source = (path, shape, preparer, place)
        threading.Thread(target=self._read, name="import feed", daemon=True).start()

    def take(self) -> Piece:
        """The next piece; what went wrong with reading it is raised here."""
        piece = self._ready.get()
        if isinstance(piece, Exception):
            raise piece
        self.place = piece.next
        return piece

    def close(self) -> None:
        """Read no more."""
        self._is_closed.set()
        self._held.close()

    def _read(self) -> None:
        try:
            for piece in self._pieces():
                if not self._put(piece):
                    return
        except Exception as error:  # noqa: BLE001 - it is raised where the piece is wanted
            self._put(error)

    def _put(self, piece: Piece | Exception) -> bool:
        while not self._is_closed.is_set():
            try:
                self._ready.put(piece, timeout=LOOK_SECONDS)
            except Full:
                continue
            return True
        return False

    def _pieces(self) -> Iterator[Piece]:
        path, shape, preparer, place = self._source
        found = rows(path, shape, from_row=place.row, at=place.at)
        waiting = [preparer.prepare(row) for row in islice(found, PIECE)]
        while waiting:
            after = [preparer.prepare(row) for row in islice(found, PIECE)]
            yield Piece(waiting, Place(after[0].number, after[0].at) if after else None)
            waiting = after
        if place.row == 1:
            yield Piece([], None)


_feeds: OrderedDict[UUID, Feed] = OrderedDict()
_lock = threading.Lock()


def next_piece(actor: Actor, doing: Doing, shape: Shape, make_preparer: Callable[[], Preparer]) -> Piece:
    """The piece that comes next in an operation, by the place that it keeps."""
    place = Place(**doing.position) if doing.position else Place()
    with _lock:
        feed = _feeds.pop(doing.operation_id, None)
    if feed is None or feed.place != place:
        if feed:
            feed.close()
        held = ExitStack()
        path = held.enter_context(files.opened(actor, UUID(doing.told["file"])))
        feed = Feed(path, shape, make_preparer(), place, held)
    piece = feed.take()
    with _lock:
        _feeds[doing.operation_id] = feed
        oldest = [_feeds.popitem(last=False)[1] for _ in range(len(_feeds) - OPEN)]
        if piece.next is None:
            oldest.append(_feeds.pop(doing.operation_id))
    for one in oldest:
        one.close()
    return piece
