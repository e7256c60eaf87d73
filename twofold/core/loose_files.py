"""Files on this machine's disk that have no name: gone with the process, also when it is killed."""

import os
import tempfile
import weakref
from collections.abc import Iterable
from pathlib import Path


class LooseFile:
    """What was written, to be read by its path for as long as somebody holds on to this."""

    def __init__(self, content: Iterable[bytes] = ()) -> None:
        with tempfile.TemporaryFile() as file:
            file.writelines(content)
            file.flush()
            self.fd = os.dup(file.fileno())
        weakref.finalize(self, os.close, self.fd)

    @property
    def path(self) -> Path:
        """A path that this process and those it starts can open; each opening has a place of its own."""
        return Path(f"/proc/{os.getpid()}/fd/{self.fd}")
