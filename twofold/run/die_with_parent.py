"""Children that do not outlive their parent, even when it is killed."""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1  # prctl(2)


def die_with_parent(signal_number: signal.Signals = signal.SIGTERM, *, parent: int = 0) -> None:
    """Ask the kernel for a signal to this process when its parent ends. Linux only; elsewhere the parent must see to it.

    A process that takes a while to get here gives the id of its `parent`, who may be gone by now.
    """
    if not sys.platform.startswith("linux"):
        return
    parent = parent or os.getppid()
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal_number)
    if os.getppid() != parent:  # it ended before the kernel was asked
        os.kill(os.getpid(), signal_number)
