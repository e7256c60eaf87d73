"""What a session says beside who signed in: in which account they act, their admin mode, and as which customer they act.

All of it belongs to the one session that it was begun in: it is in no cookie, and another browser knows nothing of it.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase

from twofold.access.errors import ReasonMissing
from twofold.access.sessions import CONTEXT
from twofold.core import unit

LOST = "lost"  # the name of the one they fell out of, until a page has told them
ADMIN_MODE = "admin_mode"
ACTING = "acting"
SHORTEST_REASON, LONGEST_REASON = 4, 300


@dataclass(frozen=True, slots=True)
class AdminMode:
    """Admin mode, until when and what for."""

    until: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Acting:
    """A member of staff acts as a customer: until when, what for, and where in the console they came from."""

    person_id: UUID
    until: datetime
    reason: str
    back: str


def admin_mode_in(session: SessionBase) -> AdminMode | None:
    """The admin mode of this session, also one that is over by now."""
    told = session.get(ADMIN_MODE)
    return AdminMode(datetime.fromisoformat(told["until"]), told["reason"]) if told else None


def acting_in(session: SessionBase) -> Acting | None:
    """As whom the person of this session acts, also if the time for it is over."""
    told = session.get(ACTING)
    if not told:
        return None
    return Acting(UUID(told["person_id"]), datetime.fromisoformat(told["until"]), told["reason"], told["back"])


def keep_admin_mode(session: SessionBase, mode: AdminMode) -> None:
    """From the next request on."""
    session[ADMIN_MODE] = _plain(mode)


def keep_acting(session: SessionBase, acting: Acting) -> None:
    """From the next request on, and by themselves: the account that one acted in oneself is left."""
    session.pop(CONTEXT, None)
    session[ACTING] = _plain(acting)


def drop_admin_mode(session: SessionBase) -> AdminMode | None:
    """From now on; says what it was."""
    mode = admin_mode_in(session)
    session.pop(ADMIN_MODE, None)
    return mode


def drop_acting(session: SessionBase) -> Acting | None:
    """From now on, and with it the account that the customer acted in; says what it was."""
    acting = acting_in(session)
    if acting:
        session.pop(ACTING, None)
        session.pop(CONTEXT, None)
    return acting


def is_over(mode: AdminMode | Acting) -> bool:
    """Whether its time has passed."""
    return mode.until <= unit.now()


def checked_reason(reason: str) -> str:
    """The reason for either of them, in one line. Refuses with `ReasonMissing` what is none."""
    reason = " ".join(reason.replace("\0", "").split())[:LONGEST_REASON]
    if len(reason) < SHORTEST_REASON:
        raise ReasonMissing
    return reason


def _plain(mode: AdminMode | Acting) -> dict[str, Any]:
    return {name: value if isinstance(value, str) else _text(value) for name, value in asdict(mode).items()}


def _text(value: UUID | datetime) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
