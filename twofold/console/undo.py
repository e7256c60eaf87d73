"""Taking back: a change is answered with a signed address that does the opposite, through verbs, as long as its notice stands."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from twofold.access.verbs import grants, invitations, keys, staff
from twofold.console.answers import followed, moved, told
from twofold.console.page import ConsoleRequest, is_fragment
from twofold.core import operations
from twofold.core.operations import Operation
from twofold.core.refusals import Conflict
from twofold.directory.verbs import (
    accounts,
    custom_fields,
    identifiers,
    many,
    many_memberships,
    memberships,
    notes,
    people,
    putting_aside,
    saved_views,
    tags,
)
from twofold.events.verbs import sources

SALT = "twofold.console.undo"
VALID_SECONDS = 15 * 60
VERBS: Mapping[str, Callable[..., object]] = {
    f"{verb.__module__.rsplit('.', 1)[1]}.{verb.__name__}": verb
    for verb in (
        accounts.assign_owner,
        accounts.edit,
        accounts.let_be_one,
        accounts.move,
        accounts.remove,
        accounts.restore,
        accounts.unmerge,
        custom_fields.restore,
        grants.give,
        grants.take,
        identifiers.put_back,
        identifiers.remove,
        invitations.revoke,
        many.take_back_accounts,
        many.take_back_people,
        many_memberships.take_back,
        keys.restore,
        memberships.edit,
        memberships.make_primary,
        notes.edit,
        notes.restore,
        operations.undo,
        people.assign_owner,
        people.edit,
        people.let_be_one,
        people.remove,
        people.restore,
        people.unmerge,
        putting_aside.remove_accounts,
        putting_aside.remove_people,
        putting_aside.restore_accounts,
        putting_aside.restore_people,
        saved_views.restore,
        sources.rename,
        staff.readmit,
        sources.restore,
        tags.tag_accounts,
        tags.tag_people,
        tags.untag_accounts,
        tags.untag_people,
    )
}


class TooLateToTakeBack(Conflict):
    """This can no longer be taken back."""


@dataclass(frozen=True, slots=True)
class Step:
    """A verb by its name, the record or the records it acts on, and what else it is told (as JSON holds it)."""

    verb: str
    on: UUID | Sequence[UUID]
    told: Mapping[str, Any] = field(default_factory=dict)


def address(request: ConsoleRequest, *steps: Step) -> str:
    """Where to post to, to take these steps. Only whoever it was made for can, and only for a quarter of an hour."""
    told = [
        [step.verb, str(step.on) if isinstance(step.on, UUID) else [str(one) for one in step.on], dict(step.told)]
        for step in steps
    ]
    token = signing.dumps([str(request.actor.person_id), told], salt=SALT, compress=True)
    return reverse("console:undo", args=[token])


@require_POST
def undo(request: ConsoleRequest, token: str) -> HttpResponse:
    """Take the steps, all or none, and load the page again."""
    try:
        by, steps = signing.loads(token, salt=SALT, max_age=VALID_SECONDS)
    except signing.BadSignature as error:
        raise TooLateToTakeBack from error
    if by != str(request.actor.person_id):
        raise TooLateToTakeBack
    done = [
        VERBS[verb](request.actor, _ids(on), **{key: _value(key, value) for key, value in more.items()})
        for verb, on, more in steps
    ]
    if request.headers.get("HX-Target") == "list":
        return _on_a_list(done)
    if is_fragment(request):
        messages.success(request, "Taken back")
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return moved(request, reverse("console:people"), "Taken back")


def _on_a_list(done: Sequence[object]) -> HttpResponse:
    """The list is drawn anew, or what takes it back in the background is followed."""
    for one in done:
        if isinstance(one, Operation):
            return followed(HttpResponse(status=204), one.id)
    return told(HttpResponse(status=204), "Taken back", listchanged={})


def _ids(on: str | list[str]) -> UUID | list[UUID]:
    return UUID(on) if isinstance(on, str) else [UUID(one) for one in on]


def _value(key: str, value: Any) -> Any:
    return UUID(value) if key.endswith("_id") and value else value
