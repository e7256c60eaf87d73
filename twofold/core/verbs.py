"""The mark of a verb: a write that a room offers to others."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from twofold.core import unit
from twofold.core.actor import Actor

P = ParamSpec("P")
R = TypeVar("R")


def verb(
    *permissions: str,
) -> Callable[[Callable[Concatenate[Actor, P], R]], Callable[Concatenate[Actor, P], R]]:
    """Let only an actor with the permission in, or with one of several, and only inside a unit of work."""

    def mark(function: Callable[Concatenate[Actor, P], R]) -> Callable[Concatenate[Actor, P], R]:
        @wraps(function)
        def guarded(actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
            unit.current()
            if not any(actor.may(permission) for permission in permissions):
                actor.require(permissions[0])
            return function(actor, *args, **kwargs)

        guarded.permissions = permissions  # type: ignore[attr-defined]  # read by tests/house
        return guarded

    return mark
