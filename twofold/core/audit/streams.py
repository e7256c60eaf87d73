"""Sending the chain to where whoever owns the database cannot reach it: to a file, to a webhook, as settings say."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Protocol

import structlog
from django.conf import settings

from twofold.core import clock
from twofold.core.actor import Actor
from twofold.core.audit.to_file import AuditFile
from twofold.core.audit.to_webhook import Webhook
from twofold.core.models import AuditStream
from twofold.core.proof.lines import Line, lines_after
from twofold.core.unit import unit_of_work

log = structlog.get_logger()
ME = Actor.system("audit")
LONGEST_PAUSE = timedelta(minutes=5)


class Stream(Protocol):
    """Somewhere the chain goes. `last` says up to which number it has come, given up to where the database believes."""

    name: str
    target: str
    page: int

    def held(self) -> AbstractContextManager[bool]: ...
    def last(self, number: int) -> int: ...
    def send(self, lines: Sequence[Line]) -> None: ...


def configured() -> list[Stream]:
    """Where the settings say."""
    streams: list[Stream] = []
    if settings.AUDIT_FILE:
        streams.append(AuditFile(settings.AUDIT_FILE))
    if settings.AUDIT_WEBHOOK and settings.AUDIT_WEBHOOK_SECRET:
        streams.append(Webhook(settings.AUDIT_WEBHOOK, settings.AUDIT_WEBHOOK_SECRET))
    return streams


def advance(stream: Stream) -> int:
    """Send the next page; how many entries that were. Nothing while it rests, or while another process is at it.

    The network is spoken to between two units of work, never within one. A failure is noted with the time of the next try.
    """
    state = _state(stream)
    if state.next_try_at and state.next_try_at > clock.now():
        return 0
    try:
        with stream.held() as held:
            lines = _send_next(stream) if held else []
    except Exception as error:  # noqa: BLE001 - whatever it is, it is tried again
        log.warning("audit.stream_failed", stream=stream.name, target=stream.target, error=str(error))
        _note_failure(state, error)
        return 0
    if held and state.failures and not lines:
        _note_success(_state(stream), lines)
    return len(lines)


def _send_next(stream: Stream) -> list[Line]:
    state = _state(stream)  # read again, for another process may have sent since
    with unit_of_work(ME):
        lines = lines_after(stream.last(state.number), stream.page)
    if lines:
        stream.send(lines)
        _note_success(state, lines)
    return lines


def _state(stream: Stream) -> AuditStream:
    """How far it has come; another target begins at the beginning."""
    with unit_of_work(ME):
        state, _ = AuditStream.objects.get_or_create(name=stream.name, defaults={"target": stream.target})
        if state.target != stream.target:
            state = AuditStream(name=stream.name, target=stream.target)
            state.save()
        return state


def _note_success(state: AuditStream, lines: Sequence[Line]) -> None:
    if lines:
        state.number = lines[-1].head.number
    state.failures, state.next_try_at, state.last_error, state.advanced_at = 0, None, "", clock.now()
    with unit_of_work(ME):
        state.save()


def _note_failure(state: AuditStream, error: Exception) -> None:
    state.failures += 1
    state.next_try_at = clock.now() + min(timedelta(seconds=2 ** min(state.failures - 1, 16)), LONGEST_PAUSE)
    state.last_error = f"{type(error).__name__}: {error}"[:2_000]
    with unit_of_work(ME):
        state.save()
