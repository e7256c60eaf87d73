"""Files that somebody sent: streamed into Postgres in pieces, read again by any process, forgotten after a month.

They lie in the database because every worker reaches it, whichever machine took the file in, and because a file and what is
to be done with it are then kept or lost in one transaction.
"""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from pathlib import Path, PurePosixPath
from uuid import UUID

from backports import zstd
from django.conf import settings

from twofold.core import unit
from twofold.core.actor import Actor
from twofold.core.facts import Fact, record
from twofold.core.loose_files import LooseFile
from twofold.core.models import File, FilePiece
from twofold.core.permissions import Permission
from twofold.core.refusals import Invalid, NotFound
from twofold.core.verbs import verb

KEPT = timedelta(days=30)
PIECE = 1_000_000


@dataclass(eq=False)
class FileTooLarge(Invalid):
    """The file is larger than may be sent."""

    limit: int

    @property
    def message(self) -> str:
        """How much is taken."""
        return f"The file is larger than {self.limit / 1e9:,.3g} GB, which is the most that is taken at once. Nothing of it was kept."


@dataclass(eq=False)
class FileEmpty(Invalid):
    """The file is empty: there is nothing in it to read."""

    name: str


@dataclass(eq=False)
class FileNotFound(NotFound):
    """There is no such file any more: files are kept for 30 days."""

    file_id: UUID


@dataclass(frozen=True, kw_only=True)
class FileKept(Fact):
    """Somebody sent a file."""

    file_id: UUID
    name: str
    size: int


class Keeping:
    """A file on its way in: it is written piece by piece and is there once it is finished."""

    def __init__(self, actor: Actor, name: str) -> None:
        plain = PurePosixPath(name.replace("\\", "/").replace("\0", "")).name[-255:] or "file"
        self.file = File.objects.create(name=plain, kept_by_id=actor.person_id, kept_at=unit.now())
        self._actor = actor
        self._rest = bytearray()
        self._pieces = 0
        self._digest = hashlib.sha256()

    def write(self, content: bytes) -> None:
        """Take the next bytes; `FileTooLarge` beyond the limit."""
        self.file.size += len(content)
        if self.file.size > settings.UPLOAD_LIMIT:
            raise FileTooLarge(settings.UPLOAD_LIMIT)
        self._digest.update(content)
        self._rest += content
        while len(self._rest) >= PIECE:
            self._write_piece()

    def finish(self) -> File:
        """Nothing more comes. `FileEmpty` when nothing came."""
        if not self.file.size:
            raise FileEmpty(self.file.name)
        if self._rest:
            self._write_piece()
        self.file.sha256 = self._digest.hexdigest()
        self.file.save(update_fields=["size", "sha256"])
        record(FileKept(file_id=self.file.id, name=self.file.name, size=self.file.size), by=self._actor)
        return self.file

    def give_up(self) -> None:
        """Keep nothing of it."""
        _forget([self.file.id])

    def _write_piece(self) -> None:
        content, self._rest = bytes(self._rest[:PIECE]), self._rest[PIECE:]
        FilePiece.objects.create(file=self.file, position=self._pieces, content=zstd.compress(content, level=1))
        self._pieces += 1


@verb(Permission.USE_FILES)
def begin(actor: Actor, *, name: str) -> Keeping:
    """Begin to take in a file that comes bit by bit; whoever begins it finishes it in the same unit of work."""
    return Keeping(actor, name)


@verb(Permission.USE_FILES)
def keep(actor: Actor, content: Iterable[bytes], *, name: str) -> File:
    """Take in a whole file from whatever yields its bytes. The same file a second time is a second file."""
    keeping = Keeping(actor, name)
    for piece in content:
        keeping.write(piece)
    return keeping.finish()


def find(actor: Actor, file_id: UUID) -> File:
    """What is known of a file; `FileNotFound` once it is forgotten."""
    actor.require(Permission.USE_FILES)
    found = File.objects.filter(id=file_id).first()
    if found is None:
        raise FileNotFound(file_id)
    return found


def read(actor: Actor, file_id: UUID) -> Iterator[bytes]:
    """The file's bytes, a piece at a time."""
    return _pieces(find(actor, file_id).id)


@contextmanager
def opened(actor: Actor, file_id: UUID) -> Iterator[Path]:
    """The file as one on this machine's disk, for as long as the block runs, for readers that seek.

    The last few stay, so that work which is done bit by bit does not fetch its file again and again.
    """
    copy = _copy(find(actor, file_id).id)
    yield copy.path


@verb(Permission.USE_FILES)
def drop(actor: Actor, file_ids: Iterable[UUID]) -> None:
    """Keep these no longer. Those that are gone already stay gone."""
    del actor
    _forget(file_ids)


def forget_old() -> int:
    """Drop files that were sent a month ago; how many those were."""
    return _forget(File.objects.filter(kept_at__lt=unit.now() - KEPT).values_list("id", flat=True))


def _forget(files: Iterable[UUID]) -> int:
    gone = list(files)
    FilePiece.objects.filter(file__in=gone).delete()
    File.objects.filter(id__in=gone).delete()
    return len(gone)


@lru_cache(maxsize=3)
def _copy(file_id: UUID) -> LooseFile:
    return LooseFile(_pieces(file_id))


def _pieces(file_id: UUID) -> Iterator[bytes]:
    pieces = FilePiece.objects.filter(file=file_id).order_by("position").values_list("content", flat=True)
    return (zstd.decompress(bytes(piece)) for piece in pieces.iterator(chunk_size=4))
