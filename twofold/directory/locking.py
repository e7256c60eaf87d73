"""Taking a record for oneself: it is locked and read again, or refused if it is not there for this actor.

Its key never changes, so the lock leaves in peace those who only point at it: events of a person wait for nobody who edits them.
"""

from uuid import UUID

from twofold.core.actor import Actor
from twofold.directory.errors import AccountNotFound, MembershipNotFound, PersonNotFound
from twofold.directory.models import Account, Membership, Person
from twofold.directory.queries.visible import (
    accounts_visible_to,
    all_accounts_visible_to,
    everybody_visible_to,
    memberships_visible_to,
    people_visible_to,
)


def lock_person(actor: Actor, person_id: UUID, *, removed: bool = False) -> Person:
    """A living person, or with `removed` also one who was put aside (but not one who was merged away)."""
    visible = everybody_visible_to(actor).filter(merged_into=None) if removed else people_visible_to(actor)
    person = visible.select_for_update(of=("self",), no_key=True).filter(id=person_id).first()
    if person is None:
        raise PersonNotFound(person_id)
    return person


def lock_account(actor: Actor, account_id: UUID, *, removed: bool = False) -> Account:
    """A living account, or with `removed` also one that was put aside."""
    visible = all_accounts_visible_to(actor).filter(merged_into=None) if removed else accounts_visible_to(actor)
    account = visible.select_for_update(of=("self",), no_key=True).filter(id=account_id).first()
    if account is None:
        raise AccountNotFound(account_id)
    return account


def lock_membership(actor: Actor, membership_id: UUID) -> Membership:
    """A membership, also an ended one."""
    membership = (
        memberships_visible_to(actor).select_for_update(of=("self",), no_key=True).filter(id=membership_id).first()
    )
    if membership is None:
        raise MembershipNotFound(membership_id)
    return membership
