"""The chain into a file of JSON lines. The file itself says how far it has come, so nothing is lost or written twice."""

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec
from django.db import connection

from twofold.core.proof.entries import START, Head
from twofold.core.proof.lines import Line, Written

ROTATED_AT = 100_000_000
BLOCK = 65_536
HASH = "SELECT hash FROM core_auditlink WHERE number = %s"


class FileOfAnotherChain(Exception):
    """What stands in the file did not come from this ledger, or the ledger's chain was written anew."""


class AuditFile:
    """`audit.jsonl`, and beside it, when that has grown large, `audit.1-250000.jsonl`: from which number to which.

    Each page is on the disk before the next is begun. After `kill -9` a line that was not finished is cut off, and it goes
    on with the number after the last whole one. One process at a time writes it.
    """

    def __init__(self, path: Path, *, rotated_at: int = ROTATED_AT) -> None:
        self.name = "file"
        self.target = str(path)
        self.page = 1_000
        self._path = path
        self._rotated_at = rotated_at
        self._file = -1

    @contextmanager
    def held(self) -> Iterator[bool]:
        """Whether nobody else writes it."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            is_mine = os.fstat(self._file).st_ino == self._path.stat().st_ino  # not turned over while it was opened
        except (BlockingIOError, FileNotFoundError):
            is_mine = False
        try:
            yield is_mine
        finally:
            os.close(self._file)

    def last(self, number: int) -> int:
        """The number of the last line. Refuses with `FileOfAnotherChain` to go on behind one that this chain has not."""
        del number
        _cut_off_unfinished(self._file)
        head = _head_of(_last_line(self._file)) or self._last_turned_over()
        if head.number:
            with connection.cursor() as cursor:
                cursor.execute(HASH, [head.number])
                row = cursor.fetchone()
            if row is None or bytes(row[0]) != head.hash:
                raise FileOfAnotherChain(
                    f"{self._path} ends with number {head.number:,} of another chain: move it away to begin anew, and keep it."
                )
        return head.number

    def noted(self) -> Head:
        """What the file says the head was, whoever writes it."""
        heads = [_head_of(_last_line_of(self._path))] if self._path.exists() else []
        return next(filter(None, heads), None) or self._last_turned_over()

    def send(self, lines: Sequence[Line]) -> None:
        """Write them down for good."""
        if os.fstat(self._file).st_size >= self._rotated_at:
            self._turn_over()
        text = memoryview(b"".join(line.text + b"\n" for line in lines))
        while text:
            text = text[os.write(self._file, text) :]
        os.fsync(self._file)

    def _turn_over(self) -> None:
        first, last = _head_of(_first_line(self._file)), _head_of(_last_line(self._file))
        if first is None or last is None:
            return
        self._path.rename(self._path.with_name(f"{self._path.stem}.{first.number}-{last.number}{self._path.suffix}"))
        new = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC, 0o600)
        fcntl.flock(new, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.dup2(new, self._file, inheritable=False)
        os.close(new)
        _sync_folder(self._path.parent)

    def _last_turned_over(self) -> Head:
        """Killed between turning over and the first line, the last line is in the file before."""
        names = self._path.parent.glob(f"{self._path.stem}.*-*{self._path.suffix}")
        heads = [head for name in names if (head := _head_of(_last_line_of(name)))]
        return max(heads, key=lambda head: head.number, default=START)


def _head_of(line: bytes) -> Head | None:
    """Where a line is in the chain; nothing for no line."""
    if not line.strip():
        return None
    try:
        return msgspec.json.decode(line, type=Written).head
    except (msgspec.MsgspecError, ValueError) as error:
        raise FileOfAnotherChain(f"There is something else in the file than lines of the audit log: {error}") from error


def _cut_off_unfinished(file: int) -> None:
    end = os.fstat(file).st_size
    whole = _end_of_last_line(file, end)
    if whole < end:
        os.ftruncate(file, whole)
        os.fsync(file)


def _end_of_last_line(file: int, before: int) -> int:
    """Behind the last line end before a place."""
    while before > 0:
        begin = max(0, before - BLOCK)
        found = os.pread(file, before - begin, begin).rfind(b"\n")
        if found >= 0:
            return begin + found + 1
        before = begin
    return 0


def _last_line(file: int) -> bytes:
    end = _end_of_last_line(file, os.fstat(file).st_size)
    begin = _end_of_last_line(file, end - 1) if end else 0
    return os.pread(file, end - begin, begin)


def _first_line(file: int) -> bytes:
    with os.fdopen(os.dup(file), "rb") as whole:
        whole.seek(0)
        return whole.readline()


def _last_line_of(path: Path) -> bytes:
    file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return _last_line(file)
    finally:
        os.close(file)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
