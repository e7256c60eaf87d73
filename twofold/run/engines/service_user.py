"""Whom PostgreSQL runs as. It refuses root, so a Twofold started by root lends it another user."""

import ctypes
import os
import pwd
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from twofold.run.engines.folder import EngineError

# Users that a machine is likely to have, the most fitting first. None is ever created.
_CANDIDATES = ("twofold", "postgres", "nobody")

_PR_SET_PDEATHSIG, _PR_SET_KEEPCAPS, _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE = 1, 8, 47, 2
_CAP_DAC_READ_SEARCH, _CAP_DAC_OVERRIDE = 2, 1
_CAPABILITY_VERSION_3 = 0x20080522

_ON_LINUX = sys.platform.startswith("linux")

# Loaded here, since between fork and exec nothing may be loaded any more.
_libc = ctypes.CDLL(None, use_errno=True)


def service_user(cluster: Path) -> pwd.struct_passwd:
    """The user PostgreSQL runs as: ourselves; for root the owner of the cluster or, at first, one of a few candidates."""
    try:
        if os.geteuid() != 0:
            return pwd.getpwuid(os.geteuid())
        owner = cluster.stat().st_uid if cluster.exists() else 0
        return pwd.getpwuid(owner) if owner else _first_candidate()
    except KeyError as error:
        raise EngineError("PostgreSQL needs its user to have a name: add this user id to /etc/passwd.") from error


def _first_candidate() -> pwd.struct_passwd:
    for name in _CANDIDATES:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise EngineError("PostgreSQL does not run as root: add a user called twofold, or run Twofold as an ordinary user.")


def becoming(user: pwd.struct_passwd, *paths: Path) -> Callable[[], None]:
    """What a child does before it becomes PostgreSQL: take the user, and a signal for the day its parent dies.

    Where that user could not enter one of the paths, say a home directory of root's, it may enter all the same.
    """
    switches = os.geteuid() == 0
    key = None if not switches or all(_may_enter(user, path) for path in paths) else _master_key()

    def become() -> None:
        if key is not None:
            _libc.prctl(_PR_SET_KEEPCAPS, 1, 0, 0, 0)
        if switches:
            os.setgroups([])
            os.setgid(user.pw_gid)
            os.setuid(user.pw_uid)
        if key is not None:
            _libc.capset(*key.arguments)
            _libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, key.capability, 0, 0)
        # After the switch, because a change of user clears it. SIGINT is PostgreSQL's fast, clean shutdown.
        if _ON_LINUX:
            _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGINT, 0, 0, 0)

    return become


class _Key:
    """One capability of root's that survives the change of user, as the system call wants to be told."""

    def __init__(self, capability: int) -> None:
        self.capability = capability
        mask = 1 << capability
        header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
        sets = (ctypes.c_uint32 * 6)(mask, mask, mask, 0, 0, 0)  # effective, permitted, inheritable
        self.arguments = (header, sets)


def _master_key() -> _Key:
    """The least of root's powers that opens directories; containers often have only the larger one."""
    status = Path("/proc/self/status").read_text()
    held = int(status.split("CapEff:")[1].split()[0], 16)
    for capability in (_CAP_DAC_READ_SEARCH, _CAP_DAC_OVERRIDE):
        if held & 1 << capability:
            return _Key(capability)
    raise EngineError("PostgreSQL does not run as root, and its user may not enter these directories; use others.")


def _may_enter(user: pwd.struct_passwd, path: Path) -> bool:
    for folder in path.resolve().parents:
        status = folder.stat()
        shift = 6 if status.st_uid == user.pw_uid else 3 if status.st_gid == user.pw_gid else 0
        if not status.st_mode >> shift & 1:
            return False
    return True
