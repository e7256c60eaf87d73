"""The data directory: what lies where in it, and the locks that say who uses it and who owns it."""

import fcntl
import json
import os
import secrets
import shlex
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


class EngineError(Exception):
    """The engines cannot be started or used; the message is a sentence for whoever runs Twofold."""


@dataclass(frozen=True)
class Folder:
    """The data directory."""

    path: Path

    @classmethod
    def at(cls, path: Path) -> "Folder":
        """The data directory at this path, made if need be, open to its owner alone."""
        folder = cls(path.expanduser().resolve())
        try:
            # Search without read for root's: PostgreSQL then runs as another user.
            folder.path.mkdir(parents=True, exist_ok=True, mode=0o711 if os.geteuid() == 0 else 0o700)
            for private in (folder.locks, folder.logs, folder.clickhouse):
                private.mkdir(exist_ok=True, mode=0o700)
        except OSError as error:
            raise EngineError(f"The data directory {path} cannot be used: {error.strerror}.") from error
        return folder

    @property
    def locks(self) -> Path:
        return self.path / "locks"

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def postgres(self) -> Path:
        return self.path / "postgres"

    @property
    def clickhouse(self) -> Path:
        return self.path / "clickhouse"

    @property
    def urls(self) -> Path:
        """Where the host says that both engines answer, and at which URLs."""
        return self.locks / "urls.json"

    def secret(self, name: str) -> str:
        """A random secret of this directory, made at first use and readable by its owner alone."""
        path = self.path / name
        if not path.exists():
            draft = path.with_name(f".{name}.{os.getpid()}.{secrets.token_hex(4)}")
            write_privately(draft, secrets.token_urlsafe(48))
            # A link, unlike a rename, never replaces: whoever was first wins, and all read the same.
            with suppress(FileExistsError):
                os.link(draft, path)
            draft.unlink()
        return path.read_text()


def write_privately(path: Path, text: str) -> None:
    """Write a file that its owner alone may read; a reader sees the old text or the new, never half of it."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(descriptor)
    draft.rename(path)


class Lock:
    """A lock on a file. The kernel frees it with the process that holds it, however that ends."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def take(self, *, shared: bool = False, timeout: float = 0) -> bool:
        """Take the lock, waiting so many seconds at most. False if somebody else holds it all that time."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        deadline = time.monotonic() + timeout
        while True:
            try:
                fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    os.close(descriptor)
                    return False
                time.sleep(0.02)
            else:
                self._descriptor = descriptor
                return True

    def release(self) -> None:
        """Let go of the lock. Letting go twice changes nothing."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def is_held_elsewhere(self) -> bool:
        """Whether another process, or another part of this one, holds the lock for itself alone."""
        if self.take(shared=True):
            self.release()
            return False
        return True

    @contextmanager
    def held(self, *, timeout: float, otherwise: str) -> Iterator[None]:
        """Hold the lock for a while; a `EngineError` with this sentence if it cannot be had in time."""
        if not self.take(timeout=timeout):
            raise EngineError(otherwise)
        try:
            yield
        finally:
            self.release()


class OwnerLock(Lock):
    """A lock for one owner, who leaves word beside it of who they are."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._word = path.with_suffix(".json")

    def take(self, *, shared: bool = False, timeout: float = 0) -> bool:
        """Take the lock and, if it is for oneself alone, say so."""
        if not super().take(shared=shared, timeout=timeout):
            return False
        if not shared:
            write_privately(self._word, json.dumps(_who_am_i()))
        return True

    def owner(self) -> str:
        """Who holds the lock: process, command, since when."""
        try:
            word = json.loads(self._word.read_text())
            return f"process {word['pid']} ({word['command']}, since {word['since']})"
        except (OSError, ValueError, KeyError):
            return "a process that did not say who it is"


def _who_am_i() -> dict[str, str | int]:
    return {
        "pid": os.getpid(),
        "command": shlex.join([Path(sys.argv[0]).name or "python", *sys.argv[1:]]),
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
    }
