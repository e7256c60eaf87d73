"""Who may see whom: every other query, and every verb that acts on a record, starts here."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from twofold.core import unit
from twofold.core.actor import Actor, ActorKind, RowScope
from twofold.directory.errors import PersonNotFound
from twofold.directory.models import Account, Membership, Peer, Person
from twofold.directory.permissions import Permission
from twofold.directory.queries.scopes import memberships_met, owned_or_there, people_met
from twofold.directory.queries.sql import Met

STANDING = """
SELECT id, name, is_staff FROM directory_person
WHERE id = %s AND is_active AND deleted_at IS NULL AND merged_into_id IS NULL
"""
UNSEEN = (
    "buying_role",
    "attributes",
    "source",
)  # what the company makes of a membership; its role in the database cannot read it


def people_visible_to(actor: Actor) -> QuerySet[Person]:
    """The living people this actor may see: a customer themselves, staff those of their rows (`scopes`)."""
    return everybody_visible_to(actor).filter(deleted_at=None, merged_into=None)


def everybody_visible_to(actor: Actor) -> QuerySet[Person]:
    """The same with those who were removed or merged into another, but nobody who was erased."""
    there = Person.objects.filter(erased_at=None)
    if actor.is_customer:
        return there.filter(id__in=[actor.person_id])
    actor.require(Permission.SEE_PEOPLE)
    if actor.rows is not None:
        return there.filter(Met(people_met(actor, actor.rows)))
    if actor.account_ids is None:
        return there
    theirs = Membership.objects.filter(person=OuterRef("id"), account__in=actor.account_ids, ended_at=None)
    return there.filter(Exists(theirs) | Q(id__in=[actor.person_id]))


def accounts_visible_to(actor: Actor) -> QuerySet[Account]:
    """The living accounts this actor may see."""
    return all_accounts_visible_to(actor).filter(deleted_at=None, merged_into=None)


def all_accounts_visible_to(actor: Actor) -> QuerySet[Account]:
    """The same with those that were removed or merged into another."""
    if not actor.is_customer:
        actor.require(Permission.SEE_ACCOUNTS)
    if actor.rows is not None:
        return Account.objects.filter(owned_or_there(actor.rows))
    if actor.account_ids is None and not actor.is_customer:
        return Account.objects.all()
    return Account.objects.filter(id__in=actor.account_ids or ())


def memberships_visible_to(actor: Actor, *, in_rows: Callable[[RowScope], Q] = memberships_met) -> QuerySet[Membership]:
    """The memberships, also ended ones, of people and accounts this actor may see; for customers without `UNSEEN`.

    Of staff with some rows each is looked at; where thousands are passed `in_rows` says so (`memberships_passed`).
    """
    if actor.is_customer:
        theirs = Q(person__in=[actor.person_id]) | Q(account__in=actor.account_ids or ())
        return Membership.objects.filter(theirs).defer(*UNSEEN)
    actor.require(Permission.SEE_PEOPLE)
    if actor.rows is not None:
        return Membership.objects.filter(in_rows(actor.rows))
    if actor.account_ids is None:
        return Membership.objects.all()
    return Membership.objects.filter(account__in=actor.account_ids)


def peers_visible_to(actor: Actor) -> QuerySet[Peer]:
    """Who is or was in the accounts that a customer acts in, and what people who work together know of each other."""
    return Peer.objects.filter(account_id__in=actor.account_ids or ())


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person who has signed in is to us."""

    person_id: UUID
    name: str
    is_staff: bool


def standing_of(actor: Actor, person_id: UUID) -> Standing:
    """Whether a person is staff. One statement, with every request: Twofold itself asks it, who sees everybody."""
    if actor.kind is not ActorKind.SYSTEM:
        raise PersonNotFound(person_id)
    with connection.cursor() as cursor:
        cursor.execute(STANDING, [person_id])
        found = cursor.fetchone()
    if found is None:
        raise PersonNotFound(person_id)
    return Standing(*found)


def has_a_place(actor: Actor, person_id: UUID) -> bool:
    """Whether a person is in some account at present. One statement."""
    today = unit.now().date()
    held = memberships_visible_to(actor).filter(person=person_id, ended_at=None)
    return held.exclude(starts_on__gt=today).exclude(ends_on__lt=today).exists()
