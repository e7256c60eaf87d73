"""An account with its people, and what journeys about coming in do again and again."""

from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from allauth.account.models import EmailAddress

from tests.makers import a_grant, a_membership, a_person, an_account
from twofold.access import queries
from twofold.access.joining import tokens
from twofold.access.joining.inviting import Wording
from twofold.access.joining.places import Place
from twofold.access.models import Invitation, Role
from twofold.access.verbs import invitations
from twofold.core import unit
from twofold.core.actor import Actor
from twofold.directory.models import Account, Person

BEN = "ben@globex.example"


class World(NamedTuple):
    """Atlas, and Priya, who runs it as `role`."""

    atlas: Account
    priya: Person
    actor: Actor


def an_organisation(role: str = "admin", name: str = "Atlas") -> World:
    """An account with somebody in it who runs it."""
    atlas, priya = an_account(name=name), who_signs_in(f"priya@{name.lower()}.example", "Priya")
    a_grant(a_membership(priya, atlas), role)
    return World(atlas, priya, queries.customer_of(priya.id, atlas.id))


def who_signs_in(address: str, name: str = "Ben") -> Person:
    """A person who has proven this address."""
    person = a_person(name=name, email=address)
    EmailAddress.objects.create(user=person, email=address, verified=True, primary=True)
    return person


def role_ids(*keys: str) -> frozenset[UUID]:
    """The built-in roles of these names."""
    return frozenset(Role.objects.filter(key__in=keys).values_list("id", flat=True))


def a_guests_place(days: int = 30) -> Place:
    """A guest's, for some days."""
    return Place(standing="guest", access_until=unit.now() + timedelta(days=days))


def by_link(actor: Actor, account: Account, place: Place | None = None, address: str = BEN) -> bytes:
    """An invitation handed over as a link; returns what its token is known by."""
    wording = Wording(by_link=True)
    made = invitations.invite(actor, account.id, address, place or Place(), wording)
    digest = tokens.digest(made.link.rpartition("/")[2])
    assert digest
    return digest


def the_invitation(address: str = BEN) -> Invitation:
    """The last one of this address."""
    return Invitation.objects.filter(address=address).latest("created_at")
