"""Who is in an account: as what, with which roles, in which groups."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from twofold.access import theirs
from twofold.access.permissions import Permission
from twofold.access.queries.organisation import MOST_COUNTED
from twofold.core.actor import Actor
from twofold.core.unit import unit_of_work
from twofold.directory.errors import MembershipNotFound

PAGE, IN_A_FILE = 50, 500
MOST_ABOVE = 100

# What people of one account know of each other: the customer's role reads it from a view, staff from where it comes from.
PEERS = "directory_peer"
PEERS_FOR_STAFF = """(
    SELECT m.id, m.account_id, m.person_id, p.name, p.photo, m.title, m.department, m.standing, m.starts_on, m.ends_on, m.ended_at
    FROM directory_membership m JOIN directory_person p ON p.id = m.person_id
    WHERE p.deleted_at IS NULL AND p.merged_into_id IS NULL)"""
FOUND = """
FROM {peers} peer LEFT JOIN access_seat s ON s.membership_id = peer.id
WHERE peer.account_id = %(account)s AND peer.ended_at IS NULL
  AND (%(one)s::uuid IS NULL OR peer.id = %(one)s)
  AND (%(standing)s = '' OR peer.standing = %(standing)s)
  AND (%(role)s::uuid IS NULL OR EXISTS (
      SELECT 1 FROM access_grant g WHERE g.membership_id = peer.id AND g.account_id = peer.account_id AND g.role_id = %(role)s))
  AND (%(group)s::uuid IS NULL OR EXISTS (
      SELECT 1 FROM access_groupmember gm WHERE gm.membership_id = peer.id AND gm.group_id = %(group)s))
  AND (%(application)s::uuid IS NULL OR EXISTS (
      SELECT 1 FROM access_assignment a WHERE a.membership_id = peer.id AND a.account_id = peer.account_id
      AND a.application_id = %(application)s))
  AND (%(search)s = '' OR position(lower(%(search)s) IN lower(
      concat_ws(' ', peer.name, peer.title, peer.department, s.address))) > 0)
"""
# Reads every place of the account: names are people's, and an index on them here would be a copy that each import and merge keeps.
MEMBERS = """
SELECT peer.id, peer.person_id, peer.name, peer.photo, peer.title, peer.department, peer.standing, peer.starts_on, peer.ends_on,
       coalesce(s.address, ''), s.expires_at, s.used_at
""" + FOUND + """
  AND (%(after)s::text IS NULL OR (lower(peer.name), peer.id) > (%(after)s, %(after_id)s::uuid))
ORDER BY lower(peer.name), peer.id LIMIT %(limit)s
"""  # fmt: skip
COUNTED = "SELECT count(*) FROM (SELECT 1 " + FOUND + "LIMIT %(most)s + 1) counted"  # noqa: S608 - parts of ours
ROLES = """
SELECT g.membership_id, r.id, r.key, r.name, g.reaches_below FROM access_grant g JOIN access_role r ON r.id = g.role_id
WHERE g.membership_id = ANY(%(ids)s) AND g.account_id = %(account)s ORDER BY g.granted_at, r.id
"""
GROUPS = """
SELECT gm.membership_id, g.id, g.name, gm.is_owner FROM access_groupmember gm JOIN access_group g ON g.id = gm.group_id
WHERE gm.membership_id = ANY(%(ids)s) AND g.account_id = %(account)s ORDER BY lower(g.name), g.id
"""
# Those whose roles reach down from above; and from where.
ABOVE = """
WITH RECURSIVE up AS (
    SELECT parent_id AS id, 1 AS steps FROM directory_account WHERE id = %(account)s AND parent_id IS NOT NULL
    UNION ALL
    SELECT a.parent_id, up.steps + 1 FROM directory_account a JOIN up ON a.id = up.id
    WHERE up.steps < 32 AND a.parent_id IS NOT NULL AND a.deleted_at IS NULL AND a.merged_into_id IS NULL)
SELECT o.id, p.name, o.name, r.key, r.name
FROM up JOIN directory_account o ON o.id = up.id AND o.deleted_at IS NULL AND o.merged_into_id IS NULL
JOIN access_grant g ON g.account_id = o.id AND g.reaches_below
JOIN directory_membership m ON m.id = g.membership_id AND m.account_id = g.account_id AND m.ended_at IS NULL
JOIN directory_person p ON p.id = m.person_id AND p.deleted_at IS NULL AND p.merged_into_id IS NULL
JOIN access_role r ON r.id = g.role_id
ORDER BY up.steps, p.name, r.id LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role that somebody has here; `reaches_below`: and in all below."""

    id: UUID
    key: str
    name: str
    reaches_below: bool


@dataclass(frozen=True, slots=True)
class InGroup:
    """A group that somebody is in."""

    id: UUID
    name: str
    is_owner: bool


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in an account, as its own people know them. `address` is the one they came in by, empty if staff put them there."""

    id: UUID
    person_id: UUID
    name: str
    photo: str
    title: str
    department: str
    standing: str
    starts_on: date | None
    ends_on: date | None
    address: str
    expires_at: datetime | None
    used_at: datetime | None
    roles: tuple[HeldRole, ...] = ()
    groups: tuple[InGroup, ...] = ()

    @property
    def is_guest(self) -> bool:
        """Whether they are let in from outside."""
        return self.standing == "guest"


@dataclass(frozen=True, slots=True)
class WhichMembers:
    """Which people of an account are asked for; what is left out does not matter."""

    search: str = ""
    standing: str = ""
    role_id: UUID | None = None
    group_id: UUID | None = None
    application_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class MembersPage:
    """People by name; `after` is where the next page begins, None at the end. `total` is how many were found, as far as counted."""

    members: tuple[Member, ...]
    after: tuple[str, UUID] | None
    total: int


@dataclass(frozen=True, slots=True)
class FromAbove:
    """Somebody whose role in an account above reaches down to this one."""

    name: str
    account_name: str
    role_key: str
    role_name: str


ALL = WhichMembers()


def members(
    actor: Actor,
    account_id: UUID,
    which: WhichMembers = ALL,
    *,
    after: tuple[str, UUID] | None = None,
    limit: int = PAGE,
) -> MembersPage:
    """Who is in an account, by name. Five statements, however many they are; no more are counted than `MOST_COUNTED`."""
    actor.require(Permission.SEE_MEMBERS)
    theirs.account(actor, account_id)
    found, onward = _page(actor, account_id, which, after=after, limit=limit)
    ((total,),) = _ask(actor, COUNTED, _asked(account_id, which))
    return MembersPage(tuple(found), onward, total)


def every_member(actor: Actor, account_id: UUID) -> Iterator[list[Member]]:
    """All of them, some hundreds at a time, each time in a unit of work of its own: to be written to a file."""
    onward: tuple[str, UUID] | None = None
    while True:
        with unit_of_work(actor):
            actor.require(Permission.MANAGE_MEMBERS)
            theirs.account(actor, account_id)
            found, onward = _page(actor, account_id, ALL, after=onward, limit=IN_A_FILE)
        yield found
        if onward is None:
            return


def member(actor: Actor, account_id: UUID, membership_id: UUID) -> Member:
    """One of them; refuses with `MembershipNotFound`."""
    actor.require(Permission.SEE_MEMBERS)
    theirs.account(actor, account_id)
    asked = _asked(account_id, ALL) | {"one": membership_id, "after": None, "after_id": None, "limit": 1}
    rows = _ask(actor, MEMBERS, asked)
    if not rows:
        raise MembershipNotFound(membership_id)
    (found,) = _with_roles(account_id, [Member(*rows[0])])
    return found


def from_above(actor: Actor, account_id: UUID) -> list[FromAbove]:
    """Whose roles reach down to the account from above, where staff see that one. Looks at `MOST_ABOVE` at most."""
    actor.require(Permission.SEE_MEMBERS)
    theirs.account(actor, account_id)
    with unit_of_work(Actor.system("access")), connection.cursor() as cursor:  # accounts above are not seen from here
        cursor.execute(ABOVE, {"account": account_id, "most": MOST_ABOVE})
        found = list(cursor)
    near = theirs.near(actor, {above for above, *_ in found})
    return [FromAbove(*row) for above, *row in found if above in near]


def names_in(actor: Actor, account_id: UUID, person_ids: Collection[UUID]) -> dict[UUID, str]:
    """What people are called who are or were in the account. One statement beside the look."""
    theirs.account(actor, account_id)
    statement = (
        "SELECT DISTINCT person_id, name FROM {peers} peer WHERE account_id = %(account)s AND person_id = ANY(%(ids)s)"
    )
    return dict(_ask(actor, statement, {"account": account_id, "ids": list(person_ids)}))


def _page(
    actor: Actor, account_id: UUID, which: WhichMembers, *, after: tuple[str, UUID] | None, limit: int
) -> tuple[list[Member], tuple[str, UUID] | None]:
    """So many from there on, and from where on there are more. Three statements."""
    asked = _asked(account_id, which) | {
        "after": after[0] if after else None, "after_id": after[1] if after else None, "limit": limit + 1,
    }  # fmt: skip
    rows = _ask(actor, MEMBERS, asked)
    found = _with_roles(account_id, [Member(*row) for row in rows[:limit]])
    last = found[-1] if len(rows) > limit else None
    return found, (last.name.lower(), last.id) if last else None


def _asked(account_id: UUID, which: WhichMembers) -> dict[str, Any]:
    return {
        "account": account_id,
        "one": None,
        "standing": which.standing,
        "role": which.role_id,
        "group": which.group_id,
        "application": which.application_id,
        "search": which.search.strip()[:100],
        "most": MOST_COUNTED,
    }


def _ask(actor: Actor, statement: str, asked: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement.format(peers=PEERS if actor.is_customer else PEERS_FOR_STAFF), asked)
        return list(cursor)


def _with_roles(account_id: UUID, found: list[Member]) -> list[Member]:
    roles = _by_membership(ROLES, account_id, [one.id for one in found])
    groups = _by_membership(GROUPS, account_id, [one.id for one in found])
    return [
        replace(
            one,
            roles=tuple(HeldRole(*role) for role in roles[one.id]),
            groups=tuple(InGroup(*group) for group in groups[one.id]),
        )
        for one in found
    ]


def _by_membership(statement: str, account_id: UUID, ids: Collection[UUID]) -> dict[UUID, list[tuple[Any, ...]]]:
    found: dict[UUID, list[tuple[Any, ...]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(statement, {"ids": list(ids), "account": account_id})
        for membership, *rest in cursor:
            found[membership].append(tuple(rest))
    return found
