"""Whom PostgreSQL runs as. It refuses root, so a Twofold started by root lends it another user."""

import ctypes
import os
import pwd
import signal
from collections.abc import Callable
from pathlib import Path

from twofold.run.engines.folder import EngineError

# Users that a machine is likely to have, the most fitting first. None is ever created.
_CANDIDATES = ("twofold", "postgres", "nobody")
_PR_SET_PDEATHSIG = 1

# Loaded here, since between fork and exec nothing may be loaded any more.
_libc = ctypes.CDLL(None, use_errno=True)


def service_user(data: Path) -> pwd.struct_passwd:
    """The user PostgreSQL runs as: ourselves, or for root the owner of the cluster, or whoever of a few candidates exists."""
    try:
        if os.geteuid() != 0:
            return pwd.getpwuid(os.geteuid())
        owner = data.stat().st_uid if data.exists() else 0
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


def becoming(user: pwd.struct_passwd) -> Callable[[], None]:
    """What a child does before it becomes PostgreSQL: take the user, and a signal for the day its parent dies."""
    switches = os.geteuid() == 0

    def become() -> None:
        if switches:
            os.setgroups([])
            os.setgid(user.pw_gid)
            os.setuid(user.pw_uid)
        # After the switch, because a change of user clears it. SIGINT is PostgreSQL's fast, clean shutdown.
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGINT)

    return become
