"""An account as its page shows it: its people and their parts in buying, its tree, what points at it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from twofold.access.permissions import Permission as Access
from twofold.console import filters, hats
from twofold.console.evidence import Join, joins
from twofold.console.figures import Figure, figures
from twofold.console.hats import Hat
from twofold.console.lists.kinds import ACCOUNTS
from twofold.console.page import ConsoleRequest
from twofold.console.record import Link, Record
from twofold.directory import queries as directory
from twofold.directory.queries import Branch, MembershipRow
from twofold.events import queries as events

KEY_ROLES = ("economic_buyer", "decision_maker", "champion")
PLAYERS_SHOWN = 5
MEMBERS_SHOWN = 10
BRANCHES_SHOWN = 20
IDENTIFIERS = {
    "domain": ("Domain", "globe"),
    "group_id": ("Id in an application", "hash"),
    "vat": ("VAT number", "landmark"),
    "company_number": ("Company number", "landmark"),
    "external_id": ("Id elsewhere", "hash"),
}


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in the account."""

    row: MembershipRow
    name: str
    url: str
    edit_url: str
    position: str
    hat: Hat


@dataclass(frozen=True, slots=True)
class Role:
    """A part in buying, and who plays it; how many more do, and where all of them are listed."""

    label: str
    people: Sequence[Member]
    more: int = 0
    url: str = ""


@dataclass(slots=True)
class Node:
    """An account in the tree. `open` if the way to the present one leads through it; `more` are not shown."""

    name: str
    url: str
    people: int
    current: bool
    below: list["Node"] = field(default_factory=list)
    open: bool = False
    more: int = 0


@dataclass(frozen=True, slots=True)
class Trace:
    """Something that points at the account."""

    kind: str
    icon: str
    value: str
    note: str


class AccountRecord(Record):
    """One account."""

    subject = "account"
    photo = ""

    def __init__(self, request: ConsoleRequest, account_id: UUID) -> None:
        super().__init__(request)
        self.row = directory.account(request.actor, account_id)
        self.id, self.tags, self.deleted_at = self.row.id, self.row.tags, self.row.deleted_at
        self.name = self.row.name or "Account without a name"
        self.values: dict[str, Any] = {**self.row.attributes, **self.row.fields, "owner": str(self.row.owner_id or "")}
        self.owner_names = {str(self.row.owner_id): self.row.owner_name}

    @cached_property
    def hats(self) -> list[Hat]:
        """What it is to us."""
        hat = hats.of_account(self.row.kind)
        owner = [Hat(f"{self.row.owner_name} looks after it")] if self.row.owner_name else []
        return [Hat(hat.words, hat.tone, dot=True), *owner]

    @property
    def shows_organisation(self) -> bool:
        """Whether the reader may see how it runs itself."""
        return self.actor.may(Access.SEE_MEMBERS)

    @property
    def shows_invitations(self) -> bool:
        """Whether the reader may see who is invited."""
        return self.actor.may(Access.INVITE_MEMBERS)

    @cached_property
    def figures(self) -> list[Figure]:
        """What was done for it, added up."""
        return figures(events.figures_of_account(self.actor, self.id))

    @cached_property
    def parent(self) -> Link | None:
        """The account it is part of."""
        if self.row.parent_id is None or not self.row.parent_name:
            return None
        return Link(self.row.parent_name, reverse("console:account", args=[self.row.parent_id]))

    @cached_property
    def _people(self) -> list[Member]:
        return [_member(row) for row in directory.people_of_account(self.actor, self.id)]

    @cached_property
    def everybody(self) -> list[Member]:
        """Who is in it now, as far as they are read: those with a part in buying first."""
        return sorted((one for one in self._people if one.row.is_live), key=_weight)

    @property
    def members(self) -> list[Member]:
        """The first of them."""
        return self.everybody[:MEMBERS_SHOWN]

    @property
    def has_more_members(self) -> bool:
        """Whether there are more than are shown."""
        return self.row.people > MEMBERS_SHOWN

    @property
    def members_url(self) -> str:
        """The list of all of them."""
        return f"{reverse('console:people')}?{urlencode({'account': self.id})}"

    @cached_property
    def committee(self) -> list[Role]:
        """Who plays which part when it buys; the parts that decide are there even if nobody plays them."""
        played: dict[str, list[Member]] = {}
        for one in self.everybody:
            if one.row.buying_role and one.row.buying_role != "user":
                played.setdefault(one.row.buying_role, []).append(one)
        if not played:
            return []
        return [
            self._role(key, label, played.get(key, ()))
            for key, label in hats.BUYING_ROLES
            if key in played or key in KEY_ROLES
        ]

    def _role(self, key: str, label: str, people: Sequence[Member]) -> Role:
        where = urlencode({"where": f"membership(account = {self.id} AND role = {key})"})
        return Role(label, people[:PLAYERS_SHOWN], len(people) - PLAYERS_SHOWN, f"{reverse('console:people')}?{where}")

    @cached_property
    def identifiers(self) -> list[Trace]:
        """What points at it."""
        return [
            Trace(label, icon, value, label.lower())
            for kind, value in self.row.identifiers
            for label, icon in [IDENTIFIERS.get(kind, (kind, "hash"))]
        ]

    @cached_property
    def joins(self) -> list[Join]:
        """The accounts that turned out to be this one, each with the way back."""
        return joins("account", self.id, directory.merges_of_account(self.actor, self.id))

    @cached_property
    def tree(self) -> Node | None:
        """The tree it is in, from the top; where it has many branches only the first of them."""
        branches = directory.account_tree(self.actor, self.id)
        nodes = {branch.id: _node(branch, self.id) for branch in branches}
        path = _path(branches, self.id)
        for branch in branches[1:]:
            above = nodes.get(branch.parent_id) if branch.parent_id else None
            if above is None:
                continue
            if len(above.below) < BRANCHES_SHOWN or branch.id in path:
                above.below.append(nodes[branch.id])
            else:
                above.more += 1
        for account_id in path:
            nodes[account_id].open = True
        return nodes[branches[0].id] if branches else None

    @cached_property
    def list(self) -> Link:
        """The list it was opened from."""
        query = self.list_query.urlencode()
        return Link("Accounts", f"{reverse('console:accounts')}?{query}" if query else reverse("console:accounts"))

    @cached_property
    def neighbours(self) -> tuple[Link | None, Link | None]:
        """The one before and the one after in that list."""
        address = filters.address_of(ACCOUNTS, self.list_query)
        beside = filters.beside(self.request, ACCOUNTS, self.id, address)
        query = f"?{urlencode({'in': address.query})}" if address.query else ""
        before, after = (
            Link(one[1] or "Account without a name", f"{reverse('console:account', args=[one[0]])}{query}")
            if one
            else None
            for one in (beside.before, beside.after)
        )
        return before, after


def _member(row: MembershipRow) -> Member:
    return Member(
        row,
        row.person_name or "Visitor",
        reverse("console:person", args=[row.person_id]),
        reverse("console:membership", args=[row.id]),
        ", ".join(filter(None, (row.title, row.department))),
        hats.in_account(standing=row.standing, buying_role=row.buying_role),
    )


def _weight(member: Member) -> tuple[bool, int, str]:
    roles = list(hats.ROLE_NAMES)
    role = member.row.buying_role
    return member.row.standing == "guest", roles.index(role) if role else len(roles), member.name.casefold()


def _node(branch: Branch, here: UUID) -> Node:
    return Node(
        branch.name or "Account without a name",
        reverse("console:account", args=[branch.id]),
        branch.people,
        current=branch.id == here,
    )


def _path(branches: Sequence[Branch], here: UUID) -> set[UUID]:
    """The account and those above it, as far as they are in the tree."""
    above = {branch.id: branch.parent_id for branch in branches}
    path: set[UUID] = set()
    one: UUID | None = here
    while one in above and one not in path:
        path.add(one)
        one = above[one]
    return path
