"""Everybody in the organisation as a file, for those who look after them."""

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from twofold.access import queries as access
from twofold.access.permissions import Permission
from twofold.access.queries import Member
from twofold.portal import wording
from twofold.portal.here import actor_of
from twofold.portal.organisation.answers import account_of
from twofold.portal.organisation.files import as_file

HEADINGS = (
    gettext_lazy("Name"),
    gettext_lazy("E-mail"),
    gettext_lazy("Standing"),
    gettext_lazy("Title"),
    gettext_lazy("Department"),
    gettext_lazy("Roles"),
    gettext_lazy("Groups"),
    gettext_lazy("Access until"),
    gettext_lazy("Last here"),
)


@require_safe
def export(request: HttpRequest) -> HttpResponseBase:
    """Members and guests by name, with their roles and groups, and when they were last here."""
    actor = actor_of(request)
    actor.require(Permission.MANAGE_MEMBERS)
    pages = access.every_member(actor, account_of(request))
    return as_file("people", HEADINGS, ([_cells(one) for one in page] for page in pages))


def _cells(one: Member) -> tuple[str, ...]:
    roles = ", ".join(wording.role(held.key or held.name) for held in one.roles)
    ends = [one.expires_at, one.used_at]
    return (
        one.name, one.address, wording.role(one.standing), one.title, one.department, roles,
        ", ".join(within.name for within in one.groups),
        *(at.isoformat(timespec="seconds") if at else "" for at in ends),
    )  # fmt: skip
