"""The company's applications, and who of an account uses them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from twofold.access import theirs
from twofold.access.errors import ApplicationNotFound
from twofold.access.models import Application, Assignment, Offer
from twofold.access.permissions import Permission
from twofold.access.queries.organisation import MOST_COUNTED
from twofold.core import unit
from twofold.core.actor import Actor

MOST = 500

# By itself, by a group, or because everybody of the account has it. A membership over means nothing any more.
MINE = """
SELECT DISTINCT a.id, a.name, a.description, a.address, a.icon
FROM directory_membership m
JOIN access_assignment s ON s.account_id = m.account_id AND (
    s.membership_id = m.id OR s.membership_id IS NULL AND s.group_id IS NULL
    OR s.group_id IN (SELECT gm.group_id FROM access_groupmember gm WHERE gm.membership_id = m.id))
JOIN access_application a ON a.id = s.application_id AND a.retired_at IS NULL
    AND (a.is_for_all OR EXISTS (SELECT 1 FROM access_offer o WHERE o.application_id = a.id AND o.account_id = m.account_id))
WHERE m.person_id = %(person)s AND m.account_id = %(account)s AND m.ended_at IS NULL
    AND coalesce(m.starts_on, %(today)s) <= %(today)s AND coalesce(m.ends_on, %(today)s) >= %(today)s
ORDER BY a.name
"""
# What an account has, and by whom it is used there; each is counted by itself, and no further than it is shown.
HAD = """
SELECT a.id, a.name, a.description, a.address, a.icon,
    (SELECT count(*) FROM (
        SELECT 1 FROM access_assignment s
        JOIN directory_membership m ON m.id = s.membership_id AND m.account_id = s.account_id AND m.ended_at IS NULL
        WHERE s.account_id = %(account)s AND s.application_id = a.id LIMIT %(most)s + 1) AS people),
    (SELECT count(*) FROM (
        SELECT 1 FROM access_assignment s
        WHERE s.account_id = %(account)s AND s.application_id = a.id AND s.group_id IS NOT NULL
        LIMIT %(most)s + 1) AS groups),
    EXISTS (SELECT 1 FROM access_assignment s
        WHERE s.account_id = %(account)s AND s.application_id = a.id AND s.membership_id IS NULL AND s.group_id IS NULL)
FROM access_application a
WHERE a.retired_at IS NULL AND (%(application)s::uuid IS NULL OR a.id = %(application)s)
    AND (a.is_for_all OR EXISTS (SELECT 1 FROM access_offer o WHERE o.application_id = a.id AND o.account_id = %(account)s))
ORDER BY a.name LIMIT %(shown)s
"""


@dataclass(frozen=True, slots=True)
class MyApplication:
    """An application that somebody may use in the account they act in."""

    id: UUID
    name: str
    description: str
    address: str
    icon: str


@dataclass(frozen=True, slots=True)
class AccountApplication:
    """An application that an account has: how many people and groups use it there, or everybody.

    Each is counted up to one beyond `MOST_COUNTED`.
    """

    id: UUID
    name: str
    description: str
    address: str
    icon: str
    people: int
    groups: int
    is_for_everybody: bool


@dataclass(frozen=True, slots=True)
class AssignedApplication:
    """An application that was assigned to somebody by themselves."""

    id: UUID
    name: str
    icon: str
    is_owner: bool


@dataclass(frozen=True, slots=True)
class ApplicationRow:
    """An application as staff see it; `accounts` is how many it was offered to."""

    id: UUID
    name: str
    description: str
    address: str
    icon: str
    is_for_all: bool
    retired_at: datetime | None
    accounts: int


def applications_of_account(account_id: UUID) -> "QuerySet[Application]":
    """Those that an account has and that are not retired, by name."""
    offered = Offer.objects.filter(application=OuterRef("id"), account=account_id)
    return Application.objects.filter(Q(is_for_all=True) | Exists(offered), retired_at=None).order_by("name")


def my_applications(actor: Actor) -> list[MyApplication]:
    """What the actor may use in the account they act in, by name. One statement."""
    if actor.account_id is None:
        return []
    asked = {"person": actor.person_id, "account": actor.account_id, "today": unit.now().date()}
    with connection.cursor() as cursor:
        cursor.execute(MINE, asked)
        return [MyApplication(*row) for row in cursor]


def account_applications(actor: Actor, account_id: UUID) -> list[AccountApplication]:
    """What an account has, by name, and how many use it there; at most `MOST`. Two statements."""
    return _had(actor, account_id)


def applications_of_member(actor: Actor, account_id: UUID, membership_id: UUID) -> list[AssignedApplication]:
    """What was assigned to somebody by themselves, by name; what they have by a group or as everybody is not among it."""
    actor.require(Permission.SEE_MEMBERS)
    theirs.account(actor, account_id)
    rows = Assignment.objects.filter(account=account_id, membership=membership_id, application__retired_at=None)
    found = rows.order_by("application__name").values_list(
        "application_id", "application__name", "application__icon", "is_owner"
    )
    return [AssignedApplication(*row) for row in found]


def groups_of_application(actor: Actor, account_id: UUID, application_id: UUID) -> list[tuple[UUID, str]]:
    """The groups of an account that use an application, by name."""
    actor.require(Permission.SEE_MEMBERS)
    theirs.account(actor, account_id)
    rows = Assignment.objects.filter(account=account_id, application=application_id, group__account=account_id)
    return list(rows.order_by("group__name").values_list("group_id", "group__name"))


def owners_of_application(actor: Actor, account_id: UUID, application_id: UUID) -> frozenset[UUID]:
    """The memberships of those who run an application in an account."""
    actor.require(Permission.SEE_MEMBERS)
    theirs.account(actor, account_id)
    rows = Assignment.objects.filter(account=account_id, application=application_id, is_owner=True)
    return frozenset(rows.filter(membership__isnull=False).values_list("membership_id", flat=True))


def account_application(actor: Actor, account_id: UUID, application_id: UUID) -> AccountApplication:
    """One of them; refuses with `ApplicationNotFound`."""
    for one in _had(actor, account_id, application_id):
        return one
    raise ApplicationNotFound(application_id)


def _had(actor: Actor, account_id: UUID, application_id: UUID | None = None) -> list[AccountApplication]:
    actor.require(Permission.SEE_MEMBERS)
    theirs.account(actor, account_id)
    asked = {"account": account_id, "application": application_id, "most": MOST_COUNTED, "shown": MOST}
    with connection.cursor() as cursor:
        cursor.execute(HAD, asked)
        return [AccountApplication(*row) for row in cursor]


def applications(actor: Actor) -> Sequence[ApplicationRow]:
    """Every application there is, those that are retired last. One statement."""
    actor.require(Permission.MANAGE_APPLICATIONS)
    counted = Offer.objects.filter(application=OuterRef("id")).order_by().values("application")
    rows = Application.objects.annotate(
        accounts=counted.annotate(n=Count("id")).values("n")[:1],
    ).order_by("retired_at", "name")
    shown = [
        ApplicationRow(
            one.id, one.name, one.description, one.address, one.icon, one.is_for_all, one.retired_at, one.accounts or 0
        )
        for one in rows
    ]
    return sorted(shown, key=lambda one: one.retired_at is not None)


def application(actor: Actor, application_id: UUID) -> ApplicationRow:
    """One of them; refuses with `ApplicationNotFound`."""
    for one in applications(actor):
        if one.id == application_id:
            return one
    raise ApplicationNotFound(application_id)
