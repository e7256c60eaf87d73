"""What every page of the portal shows around its content: who one is, and as whom one acts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from twofold.access import queries as access
from twofold.access.contexts import Context
from twofold.directory import queries as directory
from twofold.portal.here import actor_of
from twofold.portal.places import Entry, entries_for

LISTED = 20


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame: the signed-in person, the accounts they may act in, and the one they act in now (None: themselves).

    `lost` names the account that they have just fallen out of. Beyond `LISTED` accounts the switch has a search.
    """

    me: directory.Myself
    contexts: Sequence[Context]
    current: Context | None
    lost: str
    entries: Sequence[Entry]

    @property
    def name(self) -> str:
        """What they are called; by an address whose name nobody knows."""
        return self.me.name or self.me.email

    @property
    def places(self) -> list[Entry]:
        """The navigation."""
        return [one for one in self.entries if not (one.is_personal and self.current)]

    @property
    def personal(self) -> list[Entry]:
        """The person's menu."""
        return [one for one in self.entries if one.is_personal]

    @property
    def has_search(self) -> bool:
        """Whether there are too many accounts to find one by looking."""
        return len(self.contexts) > LISTED


def page(request: HttpRequest, **more: Any) -> dict[str, Any]:
    """The context of a template that extends `portal/shell.html`.

    Two statements beside what the page itself asks, and one more where the navigation says how much waits.
    """
    actor = actor_of(request)
    contexts = access.my_contexts(actor)
    shell = Shell(
        directory.myself(actor),
        contexts,
        next((one for one in contexts if one.account_id == actor.account_id), None),
        request.session.pop(access.LOST, ""),
        entries_for(actor, request.path),
    )
    return {"actor": actor, "shell": shell} | more
