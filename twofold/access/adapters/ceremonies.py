"""What a browser was asked to prove with a passkey, kept in its session for one answer, and the answer itself."""

from enum import StrEnum
from typing import Any

import msgspec
from django.http import HttpRequest

from twofold.access.passkeys import Options, State

LONGEST = 50_000


class Purpose(StrEnum):
    """What the answer is good for; one that was asked for something else is worth nothing."""

    SIGN_IN = "sign_in"
    SECOND_STEP = "second_step"
    STEP_UP = "step_up"
    MAKE = "make"


def keep(request: HttpRequest, purpose: Purpose, asked: tuple[Options, State] | None) -> str:
    """Keep what was asked; returns the options as the page hands them to the browser. Empty if nothing can be asked."""
    if asked is None:
        return ""
    options, state = asked
    request.session[_key(purpose)] = msgspec.to_builtins(state)
    return msgspec.json.encode(_plain(options)).decode()


def taken(request: HttpRequest, purpose: Purpose) -> State | None:
    """What was asked for this, once."""
    state: State | None = request.session.pop(_key(purpose), None)
    return state


def answer(request: HttpRequest) -> dict[str, Any]:
    """What the browser says it has; empty if that cannot be read."""
    sent = request.POST.get("credential", "")
    try:
        return msgspec.json.decode(sent, type=dict[str, Any]) if len(sent) <= LONGEST else {}
    except msgspec.DecodeError:
        return {}


def _key(purpose: Purpose) -> str:
    return f"passkey_{purpose}"


def _plain(options: Any) -> Any:
    """Options as JSON has them: fido2's are mappings and sequences of its own."""
    if hasattr(options, "items"):
        return {name: _plain(value) for name, value in options.items()}
    if isinstance(options, list | tuple):
        return [_plain(one) for one in options]
    return str(options) if isinstance(options, str) else options
