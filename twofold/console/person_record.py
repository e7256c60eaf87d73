"""A person as their page shows them: hats, accounts, traces, consents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from twofold.access.permissions import Permission as Access
from twofold.console import agreements, filters, hats, places
from twofold.console.agreements import LANGUAGE
from twofold.console.days import day
from twofold.console.evidence import Why, why
from twofold.console.figures import Figure, figures
from twofold.console.hats import Hat
from twofold.console.lists.kinds import ACCOUNTS, PEOPLE
from twofold.console.page import ConsoleRequest
from twofold.console.properties import Field
from twofold.console.record import Aside, Link, Record
from twofold.core import clock
from twofold.core.permissions import Permission as Core
from twofold.directory import queries as directory
from twofold.directory.queries import ConsentRow, Identity, KnownBy, MembershipRow
from twofold.events import queries as events
from twofold.events.queries import Sums
from twofold.look.templatetags.look import identifier_icon

REACHED_BY = ("email", "phone")
DEVICES = ("anonymous_id", "device_id")
ONLINE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class InAccount:
    """A membership, as the person's page tells it."""

    row: MembershipRow
    url: str
    edit_url: str
    gist: str


@dataclass(frozen=True, slots=True)
class Trace:
    """An identifier, as the page tells it, and what can be done about it by hand."""

    id: UUID
    label: str
    icon: str
    value: str
    note: str
    can_be_removed: bool
    can_be_primary: bool


@dataclass(frozen=True, slots=True)
class Agreement:
    """A decision on a purpose and a channel, in words."""

    row: ConsentRow
    purpose: str
    channel: str


class PersonRecord(Record):
    """One person; a tombstone shows the person it turned out to be."""

    subject = "person"
    first = "given_name"

    def __init__(self, request: ConsoleRequest, person_id: UUID) -> None:
        super().__init__(request)
        self.row = directory.person(request.actor, person_id)
        self.id, self.tags, self.deleted_at = self.row.id, self.row.tags, self.row.deleted_at
        self.name = self.row.name or "Visitor"
        self.photo = self.row.fields["photo"]
        self.values: dict[str, Any] = {
            **self.row.attributes,
            **self.row.fields,
            "owner": str(self.row.owner_id or ""),
        }
        self.owner_names = {str(self.row.owner_id): self.row.owner_name}

    @property
    def act_as_url(self) -> str:  # type: ignore[override]  # of accounts there is none
        """Where one asks to act as them, for whoever may; nobody acts as a colleague, nor as whoever cannot sign in."""
        may = self.actor.may(Access.ACT_AS_CUSTOMERS) and not self.row.is_staff and self.row.known_at
        return reverse("console:person_act_as", args=[self.id]) if may and not self.deleted_at else ""

    @property
    def erase_url(self) -> str:  # type: ignore[override]  # of accounts there is none
        """Where one has them erased, for whoever may, if in admin mode."""
        may = self.actor.might(Core.ERASE_ENTRIES) and not self.row.is_staff
        return reverse("console:person_erase", args=[self.id]) if may else ""

    def beside(self, one: Field, value: Any) -> Aside:
        """At their time zone stands what the clock shows there."""
        if one.key == "time_zone" and value:
            now = places.local_time(value)
            return Aside(f"{now} there" if now else "")
        return super().beside(one, value)

    @cached_property
    def _memberships(self) -> list[MembershipRow]:
        rows = directory.memberships_of_person(self.actor, self.id)
        return [replace(row, account_name=row.account_name or ACCOUNTS.nameless) for row in rows]

    @cached_property
    def memberships(self) -> list[InAccount]:
        """The accounts they are in now."""
        return [_in_account(row) for row in self._memberships if row.is_live]

    @cached_property
    def past_memberships(self) -> list[InAccount]:
        """The accounts they were in."""
        return [_in_account(row) for row in self._memberships if not row.is_live]

    @cached_property
    def sums(self) -> Sums:
        """What they did, added up."""
        return events.figures_of_person(self.actor, self.id)

    @property
    def figures(self) -> list[Figure]:
        """The same, for the head of the page."""
        return figures(self.sums)

    @cached_property
    def hats(self) -> list[Hat]:
        """What they are to us, all at once."""
        worn = [Hat("Staff")] if self.row.is_staff else []
        if self.row.kind == "visitor":
            worn.append(Hat("Visitor"))
        elif since := self._consumer_since(is_staff=bool(worn)):
            worn.append(Hat(f"Consumer since {since.year}", "violet"))
        online = [Hat("Online now", "good", dot=True)] if self._is_online else []
        return [*worn, *(_hat(row) for row in self._memberships if row.is_live), *online]

    def _consumer_since(self, *, is_staff: bool) -> datetime | None:
        """Since when they order for themselves; whoever is in no account is one since we know them."""
        if self.sums.private_since or is_staff or any(row.is_live for row in self._memberships):
            return self.sums.private_since
        return self.row.known_at or self.row.created_at

    @property
    def _is_online(self) -> bool:
        return bool(self.sums.last_at and clock.now() - self.sums.last_at < ONLINE)

    @cached_property
    def identifiers(self) -> list[Trace]:
        """What they are known by, the most trusted first."""
        return [_trace(one, self.row.fields) for one in self.identity.identifiers]

    @cached_property
    def identity(self) -> Identity:
        """Why all of that is one person."""
        return directory.identity_of(self.actor, self.id)

    @cached_property
    def why(self) -> Why:
        """The same in words."""
        return why(self.actor, self.id, self.identity)

    @cached_property
    def consents(self) -> Sequence[Agreement]:
        """What holds now."""
        return self._agreements(directory.current_consents(self.actor, self.id))

    @cached_property
    def consent_history(self) -> Sequence[Agreement]:
        """Every decision, newest first."""
        return self._agreements(directory.consent_history(self.actor, self.id, limit=50))

    @cached_property
    def _purposes(self) -> directory.Purposes:
        return directory.purposes_in(LANGUAGE)

    def _agreements(self, rows: Sequence[ConsentRow]) -> Sequence[Agreement]:
        name, channel = self._purposes.name, agreements.channel
        return [Agreement(row, name(row.purpose), channel(row.channel)) for row in rows]

    @cached_property
    def list(self) -> Link:
        """The list they were opened from."""
        query = self.list_query.urlencode()
        return Link("People", f"{reverse('console:people')}?{query}" if query else reverse("console:people"))

    @cached_property
    def neighbours(self) -> tuple[Link | None, Link | None]:
        """The one before and the one after in that list."""
        address = filters.address_of(PEOPLE, self.list_query)
        beside = filters.beside(self.request, PEOPLE, self.id, address)
        query = f"?{urlencode({'in': address.query})}" if address.query else ""
        before, after = (
            Link(one[1] or "Visitor", f"{reverse('console:person', args=[one[0]])}{query}") if one else None
            for one in (beside.before, beside.after)
        )
        return before, after


def _in_account(row: MembershipRow) -> InAccount:
    role = hats.ROLE_NAMES.get(row.buying_role, "")
    parts = ["Guest" if row.standing == "guest" else "", row.title, row.department, role, _dates(row)]
    return InAccount(
        row,
        reverse("console:account", args=[row.account_id]),
        reverse("console:membership", args=[row.id]),
        " · ".join(filter(None, parts)) or "Member",
    )


def _dates(row: MembershipRow) -> str:
    since = f"since {day(row.starts_on)}" if row.starts_on else ""
    until = f"until {day(row.ends_on)}" if row.ends_on else ""
    return " ".join(filter(None, (since, until)))


def _hat(row: MembershipRow) -> Hat:
    url = reverse("console:account", args=[row.account_id])
    until = f" until {day(row.ends_on)}" if row.ends_on else ""
    if row.standing == "guest":
        return Hat(f"Guest of {row.account_name}{until}", "warn", url)
    what = hats.ROLE_NAMES.get(row.buying_role) or row.title or "Member"
    joint = "at" if row.buying_role or row.title else "of"
    return Hat(f"{what} {joint} {row.account_name}{until}", hats.TONES.get(row.buying_role, "accent"), url)


def _trace(one: KnownBy, fields: Mapping[str, str]) -> Trace:
    is_shown = fields.get(one.kind) == one.value
    if one.is_shared:
        note = "shared"
    elif is_shown:
        note = "primary, proven" if one.proven_at else "primary"
    elif one.proven_at:
        note = "proven"
    else:
        note = f"since {day(one.created_at)}"
    return Trace(
        one.id,
        one.label,
        identifier_icon(one.kind),
        one.value,
        note,
        can_be_removed=one.kind not in DEVICES,
        can_be_primary=one.kind in REACHED_BY and not is_shown and not one.is_shared,
    )
