"""An organisation as a whole: its roles, its groups, its owners, its domains, its place in the tree."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from twofold.access import owners, theirs
from twofold.access.contexts import BY_STANDING, allowed_by
from twofold.access.errors import GroupNotFound, RoleNotFound
from twofold.access.permissions import Permission
from twofold.core import registers
from twofold.core.actor import Actor
from twofold.core.registers import BuiltIn
from twofold.core.unit import unit_of_work
from twofold.directory import queries as directory

# The built-in ones in the order in which they were declared, then the account's own by name.
ROLES = """
SELECT r.id, r.key, r.name, r.description, r.permissions,
       (SELECT count(*) FROM (
            SELECT 1 FROM access_grant g JOIN directory_membership m ON m.id = g.membership_id AND m.account_id = g.account_id
            WHERE g.role_id = r.id AND g.account_id = %(account)s AND m.ended_at IS NULL LIMIT %(most)s + 1) counted)
FROM access_role r WHERE r.account_id IS NULL OR r.account_id = %(account)s
ORDER BY array_position(%(order)s::text[], r.key::text) NULLS LAST, lower(r.name)
"""
GROUPS = """
SELECT g.id, g.name, g.description,
       (SELECT count(*) FROM (
            SELECT 1 FROM access_groupmember gm JOIN directory_membership m ON m.id = gm.membership_id
            WHERE gm.group_id = g.id AND m.account_id = g.account_id AND m.ended_at IS NULL LIMIT %(most)s + 1) counted),
       ARRAY(SELECT p.name FROM access_groupmember gm JOIN directory_membership m ON m.id = gm.membership_id
             JOIN {names} p ON p.id = m.id
             WHERE gm.group_id = g.id AND gm.is_owner AND m.account_id = g.account_id AND m.ended_at IS NULL
             ORDER BY p.name LIMIT %(owners)s)
FROM access_group g WHERE g.account_id = %(account)s ORDER BY lower(g.name), g.id
"""
DOMAINS = """
SELECT value, proven_at FROM directory_accountidentifier WHERE account_id = %(account)s AND kind = 'domain' ORDER BY value
"""
NEAR = """
SELECT id, name, CASE WHEN id = (SELECT parent_id FROM directory_account WHERE id = %(account)s) THEN -1 ELSE 1 END
FROM directory_account
WHERE deleted_at IS NULL AND merged_into_id IS NULL AND (
    parent_id = %(account)s OR id = (SELECT parent_id FROM directory_account WHERE id = %(account)s))
ORDER BY 3, lower(name), id LIMIT %(most)s
"""
MOST_NEAR = 100
MOST_COUNTED, OWNERS_NAMED = 1_000, 20
NAMES_FOR_STAFF = "(SELECT m.id, p.name FROM directory_membership m JOIN directory_person p ON p.id = m.person_id)"


@dataclass(frozen=True, slots=True)
class RoleSeen:
    """A role that people of an account may have. `people` is how many have it there, counted up to one beyond `MOST_COUNTED`."""

    id: UUID
    key: str
    name: str
    description: str
    permissions: frozenset[str]
    people: int

    @property
    def is_own(self) -> bool:
        """Whether the account defined it itself."""
        return not self.key

    @property
    def can_be_given(self) -> bool:
        """Not what comes with being a member or a guest."""
        return self.key not in BY_STANDING


@dataclass(frozen=True, slots=True)
class GroupSeen:
    """A group of an account: how many are in it, counted likewise, and who owns it."""

    id: UUID
    name: str
    description: str
    people: int
    owners: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Domain:
    """A domain of an account's mail. Only one that is proven says anything about who may come in."""

    name: str
    proven_at: datetime | None


@dataclass(frozen=True, slots=True)
class Organisation:
    """An account as its own people run it. `above` and `below` are the accounts next to it in the tree."""

    id: UUID
    fields: dict[str, object]
    domains: tuple[Domain, ...]
    above: str
    below: tuple[str, ...]
    has_owner: bool

    @property
    def name(self) -> str:
        """What it is called."""
        return str(self.fields["name"])


def organisation(actor: Actor, account_id: UUID) -> Organisation:
    """The details of an account, for whoever is in it."""
    theirs.account(actor, account_id)
    record = directory.account(actor, account_id)
    with (
        unit_of_work(Actor.system("access")),
        connection.cursor() as cursor,
    ):  # its identifiers and the tree are staff's
        cursor.execute(DOMAINS, {"account": account_id})
        domains = tuple(Domain(*row) for row in cursor)
        cursor.execute(NEAR, {"account": account_id, "most": MOST_NEAR})
        around = list(cursor)
        has_owner = bool(owners.lasting(account_id))
    in_sight = theirs.near(actor, {one for one, _, _ in around})
    near = [(name, side) for one, name, side in around if one in in_sight]
    return Organisation(
        id=account_id,
        fields={name: value for name, value in record.fields.items() if name != "kind"},
        domains=domains,
        above=next((name for name, side in near if side < 0), ""),
        below=tuple(name for name, side in near if side > 0),
        has_owner=has_owner,
    )


def roles(actor: Actor, account_id: UUID) -> list[RoleSeen]:
    """The roles that people of an account may have, the built-in ones first. Two statements."""
    actor.require(Permission.SEE_MEMBERS)
    theirs.account(actor, account_id)
    with connection.cursor() as cursor:
        cursor.execute(ROLES, {"account": account_id, "order": [str(one) for one in BuiltIn], "most": MOST_COUNTED})
        rows = list(cursor)
    return [
        RoleSeen(id_, key, name, description, allowed_by(key, permissions), people)
        for id_, key, name, description, permissions, people in rows
    ]


def role(actor: Actor, account_id: UUID, role_id: UUID) -> RoleSeen:
    """One of them; refuses with `RoleNotFound`."""
    for one in roles(actor, account_id):
        if one.id == role_id:
            return one
    raise RoleNotFound(role_id)


def groups(actor: Actor, account_id: UUID) -> list[GroupSeen]:
    """The groups of an account, by name. Two statements."""
    actor.require(Permission.SEE_MEMBERS)
    theirs.account(actor, account_id)
    names = "directory_peer" if actor.is_customer else NAMES_FOR_STAFF
    with connection.cursor() as cursor:
        cursor.execute(
            GROUPS.format(names=names), {"account": account_id, "most": MOST_COUNTED, "owners": OWNERS_NAMED}
        )
        return [GroupSeen(id_, name, said, people, tuple(owned)) for id_, name, said, people, owned in cursor]


def group(actor: Actor, account_id: UUID, group_id: UUID) -> GroupSeen:
    """One of them; refuses with `GroupNotFound`."""
    for one in groups(actor, account_id):
        if one.id == group_id:
            return one
    raise GroupNotFound(group_id)


def own_membership(actor: Actor) -> UUID | None:
    """The actor's own place in the account they act in; None for whoever is there by a role from above."""
    if actor.account_id is None:
        return None
    own = directory.memberships_visible_to(actor).filter(
        person=actor.person_id, account=actor.account_id, ended_at=None
    )
    return own.values_list("id", flat=True).first()


def permission_sentences() -> dict[str, str]:
    """What a role of an account may allow, and what each of it means; without what everybody may do about themselves."""
    granted = {one for one, held in registers.customer_permissions.items() if held != {BuiltIn.SELF}}
    return {one: registers.permissions[one] for one in registers.permissions if one in granted}
