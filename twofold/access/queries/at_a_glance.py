"""How an organisation stands, at a glance: what whoever runs it looks at first. Nothing is counted beyond `MOST_COUNTED`."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from twofold.access import owners, theirs
from twofold.access.permissions import Permission
from twofold.access.queries.organisation import MOST_COUNTED, own_membership
from twofold.core import unit
from twofold.core.actor import Actor
from twofold.core.unit import unit_of_work

SOON, MOST_LEAVING = timedelta(days=30), 3

COUNTED = "(SELECT count(*) FROM (SELECT 1 FROM {what} LIMIT %(most)s + 1) counted)"
PEERS = "directory_peer WHERE account_id = %(account)s AND ended_at IS NULL AND standing = '{standing}'"
INVITATIONS = """access_invitation WHERE account_id = %(account)s AND redeemed_at IS NULL AND revoked_at IS NULL
    AND expires_at > %(now)s AND held_at IS {held}"""
LEAVING = """directory_peer p JOIN access_seat s ON s.membership_id = p.id
    WHERE p.account_id = %(account)s AND p.ended_at IS NULL AND p.standing = 'guest' AND s.expires_at BETWEEN %(now)s AND %(soon)s"""
SUMMARY = "SELECT " + ", ".join(
    COUNTED.format(what=what)
    for what in (
        PEERS.format(standing="member"), PEERS.format(standing="guest"), LEAVING,
        INVITATIONS.format(held="NULL"), INVITATIONS.format(held="NOT NULL"),
        "access_joinrequest WHERE account_id = %(account)s AND decision = ''",
    )
)  # fmt: skip
WHO_LEAVES = f"SELECT p.name, s.expires_at FROM {LEAVING} ORDER BY s.expires_at, p.id LIMIT %(shown)s"  # noqa: S608 - parts of ours


@dataclass(frozen=True, slots=True)
class Summary:
    """Of its people, its guests who leave within 30 days, what is open, and who owns it; `leaving` names the first of them."""

    members: int
    guests: int
    guests_leaving: int
    invitations: int
    invitations_held: int
    requests: int
    leaving: tuple[tuple[str, datetime], ...]
    owners: int
    is_only_owner: bool


def summary(actor: Actor, account_id: UUID) -> Summary:
    """How the organisation stands. Four statements, however large it is; pages show of it what their reader may see."""
    actor.require(Permission.SEE_MEMBERS)
    theirs.account(actor, account_id)
    now = unit.now()
    asked: dict[str, Any] = {
        "account": account_id, "most": MOST_COUNTED, "now": now, "soon": now + SOON, "shown": MOST_LEAVING,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(SUMMARY, asked)
        members, guests, guests_leaving, invitations, held, requests = cursor.fetchone() or (0,) * 6
        cursor.execute(WHO_LEAVES, asked)
        leaving = tuple((str(name), until) for name, until in cursor)
    own = own_membership(actor)
    with unit_of_work(Actor.system("access")):  # whose place ends is not every peer's to read
        lasting = owners.lasting(account_id)
    return Summary(
        members=members, guests=guests, guests_leaving=guests_leaving, invitations=invitations, invitations_held=held,
        requests=requests, leaving=leaving, owners=len(lasting), is_only_owner=lasting == {own},
    )  # fmt: skip
