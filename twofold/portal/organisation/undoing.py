"""Taking back: a change is answered with a signed address that does the opposite, through verbs, for whoever made it."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import msgspec
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from twofold.access.verbs import assignments, grants, groups, members, organisation, roles
from twofold.access.verbs.assignments import Whom
from twofold.core.refusals import Conflict
from twofold.portal.here import actor_of

SALT = "twofold.portal.undo"
VALID_SECONDS = 15 * 60
VERBS: Mapping[str, Callable[..., object]] = {
    f"{verb.__module__.rsplit('.', 1)[1]}.{verb.__name__}": verb
    for verb in (
        assignments.assign,
        assignments.unassign,
        grants.give,
        grants.take,
        groups.put,
        groups.take_out,
        groups.edit,
        members.edit,
        organisation.edit,
        roles.define,
        roles.edit,
    )
}  # fmt: skip


class TooLateToTakeBack(Conflict):
    """This can no longer be taken back."""


def address(request: HttpRequest, verb: Callable[..., object], *args: Any, **told: Any) -> str:
    """Where to post to, to call this verb. Only whoever it was made for can, where they were, for a quarter of an hour."""
    actor = actor_of(request)
    name = f"{verb.__module__.rsplit('.', 1)[1]}.{verb.__name__}"
    step = msgspec.to_builtins([actor.person_id, actor.account_id, name, [_packed(one) for one in args], _packed(told)])
    return reverse("portal:undo", args=[signing.dumps(step, salt=SALT, compress=True)])


@require_POST
def undo(request: HttpRequest, token: str) -> HttpResponse:
    """Do it, and show the page again."""
    actor = actor_of(request)
    try:
        person, account, name, args, told = signing.loads(token, salt=SALT, max_age=VALID_SECONDS)
    except signing.BadSignature as error:
        raise TooLateToTakeBack from error
    if (person, account) != (str(actor.person_id), str(actor.account_id)):
        raise TooLateToTakeBack
    VERBS[name](actor, *(_unpacked(one) for one in args), **_unpacked(told))
    messages.success(request, gettext("Taken back"))
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return redirect("portal:organisation")


def _packed(value: Any) -> Any:
    """As JSON keeps it, so that ids are ids again afterwards."""
    if isinstance(value, UUID):
        return {"id": str(value)}
    if isinstance(value, Whom):
        return {"whom": [_packed(value.memberships), _packed(value.groups)]}
    if isinstance(value, dict):
        return {"told": {key: _packed(one) for key, one in value.items()}}
    if isinstance(value, list | tuple | set | frozenset):
        return [_packed(one) for one in value]
    return value


def _unpacked(value: Any) -> Any:
    if isinstance(value, list):
        return [_unpacked(one) for one in value]
    if not isinstance(value, dict):
        return value
    ((kind, inside),) = value.items()
    match kind:
        case "id":
            return UUID(inside)
        case "whom":
            return Whom(*(tuple(_unpacked(one)) for one in inside))
        case _:
            return {key: _unpacked(one) for key, one in inside.items()}
