"""What every page of the portal shows around its content: who one is, and as whom one acts."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from twofold.access import queries as access
from twofold.access.contexts import Context
from twofold.portal.here import actor_of


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame: the signed-in person, the accounts they may act in, and the one they act in now (None: themselves)."""

    name: str
    contexts: tuple[Context, ...]
    current: Context | None
    has_lost: bool


def page(request: HttpRequest, **more: Any) -> dict[str, Any]:
    """The context of a template that extends `portal/shell.html`. One statement beside what the page itself asks."""
    actor = actor_of(request)
    contexts = tuple(access.my_contexts(actor))
    current = next((one for one in contexts if one.account_id == actor.account_id), None)
    return {
        "actor": actor,
        "shell": Shell(actor.name, contexts, current, getattr(request, "lost_account", False)),
    } | more
