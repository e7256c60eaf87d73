"""Requests to be let in, for those who decide and for those who ask."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from twofold.access import theirs
from twofold.access.joining.people import proven_addresses
from twofold.access.models import JoinRequest
from twofold.access.models.request import OPEN
from twofold.access.permissions import Permission
from twofold.core import unit
from twofold.core.actor import Actor
from twofold.core.unit import unit_of_work
from twofold.directory import queries as directory

MOST = 200
LATE = timedelta(days=2)
SYSTEM = Actor.system("access")


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request. `decision` is empty while it waits; `reason` was told to whoever asked."""

    id: UUID
    kind: str
    person_id: UUID
    name: str
    address: str
    account_id: UUID | None
    account_name: str
    company: str
    message: str
    asked_at: datetime
    reminded_at: datetime | None
    sponsor_id: UUID | None
    sponsor_name: str
    decision: str
    decided_at: datetime | None
    decider_name: str
    reason: str

    @property
    def days(self) -> int:
        """How many days it has waited, or did."""
        return ((self.decided_at or unit.now()) - self.asked_at).days

    @property
    def is_late(self) -> bool:
        """Whether it waits longer than anybody should."""
        return not self.decision and unit.now() - self.asked_at >= LATE


def requests_visible_to(actor: Actor) -> QuerySet[JoinRequest]:
    """Those the actor may decide: of the account they act in; for staff of those they see, and without one if they see all."""
    actor.require(Permission.DECIDE_REQUESTS)
    requests = JoinRequest.objects.all()
    return theirs.seen(requests.filter(account__isnull=False) if actor.is_customer else requests, actor)


def requests(actor: Actor, *, state: str = "waiting", kind: str = "", text: str = "") -> list[RequestRow]:
    """The queue: what waits, the oldest first; or what was decided, the newest first."""
    found = requests_visible_to(actor)
    found = found.filter(OPEN) if state == "waiting" else found.exclude(OPEN)
    if state in JoinRequest.Decision.values:
        found = found.filter(decision=state)
    if kind:
        found = found.filter(kind=kind)
    if text:
        found = found.filter(address__icontains=text) | found.filter(company__icontains=text)
    ordered = found.order_by("asked_at", "id") if state == "waiting" else found.order_by("-decided_at", "-id")
    return _rows(ordered[:MOST])


def request(actor: Actor, request_id: UUID) -> RequestRow | None:
    """One that the actor may decide; None if there is no such."""
    return next(iter(_rows(requests_visible_to(actor).filter(id=request_id))), None)


def how_many_wait(actor: Actor) -> int:
    """How many requests the actor may decide now."""
    return requests_visible_to(actor).filter(OPEN).count()


def my_requests(actor: Actor) -> list[RequestRow]:
    """What the actor asked for, and where it stands; the newest first."""
    return _rows(JoinRequest.objects.filter(person=actor.person_id).order_by("-asked_at", "-id")[:MOST])


def joinable(actor: Actor) -> dict[UUID, str]:
    """The accounts that the domain of a proven address of the actor says they belong to, without those they are in."""
    with unit_of_work(SYSTEM):
        domains = [address.partition("@")[2] for address in proven_addresses(actor.person_id)]
        accounts = directory.accounts_of_domains(SYSTEM, domains)
        places = directory.memberships_visible_to(SYSTEM).filter(person=actor.person_id, ended_at=None)
        mine = set(places.values_list("account", flat=True))
    return {account: name for account, name in accounts.items() if account not in mine}


def _rows(found: Collection[JoinRequest] | QuerySet[JoinRequest]) -> list[RequestRow]:
    rows: Sequence[JoinRequest] = list(found)
    people = {one for row in rows for one in (row.person_id, row.sponsor_id, row.decided_by_id) if one}
    with unit_of_work(SYSTEM):  # who asks is nobody's peer yet, and who decides may be one of the staff
        names = directory.names_of_people(SYSTEM, people)
        accounts = directory.names_of_accounts(SYSTEM, {row.account_id for row in rows if row.account_id})
    return [
        RequestRow(
            row.id, row.kind, row.person_id, names.get(row.person_id, ""), row.address, row.account_id,
            accounts.get(row.account_id, "") if row.account_id else "", row.company, row.message, row.asked_at,
            row.reminded_at, row.sponsor_id, names.get(row.sponsor_id, "") if row.sponsor_id else "", row.decision,
            row.decided_at, names.get(row.decided_by_id, "") if row.decided_by_id else "", row.reason,
        )
        for row in rows
    ]  # fmt: skip
