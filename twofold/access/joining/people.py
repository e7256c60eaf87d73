"""Who has proven which address, and whom to write to about an account."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from twofold.access.errors import OfferNotPossible
from twofold.access.joining.places import permissions_in
from twofold.access.models import Grant
from twofold.access.permissions import Permission
from twofold.core.actor import Actor
from twofold.directory import queries as directory

SYSTEM = Actor.system("access")
MOST_READERS = 20
LONGEST_ADDRESS = 320


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who gets a letter."""

    person_id: UUID
    address: str
    name: str
    language: str


def checked_address(address: str) -> str:
    """The address as it is kept. Refuses what is none."""
    address = address.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        address = ""
    if not address or len(address) > LONGEST_ADDRESS:
        raise OfferNotPossible("address", _("This is not an e-mail address."))
    return address


def has_proven(person_id: UUID, address: str) -> bool:
    """Whether the address is this person's beyond doubt."""
    return EmailAddress.objects.filter(user=person_id, email=address, verified=True).exists()


def proven_addresses(person_id: UUID | None) -> list[str]:
    """The addresses that are a person's beyond doubt, the primary one first."""
    mine = EmailAddress.objects.filter(user=person_id, verified=True).order_by("-primary", "id")
    return list(mine.values_list("email", flat=True)) if person_id else []


def readers(person_ids: Collection[UUID]) -> list[Reader]:
    """These people with the address they have proven, the primary one first. Who has none gets no letter."""
    mails = EmailAddress.objects.filter(user__in=person_ids, verified=True).order_by("user", "-primary", "id")
    first: dict[UUID, str] = {}
    for person_id, address in mails.values_list("user_id", "email"):
        first.setdefault(person_id, address)
    people = (
        directory.people_visible_to(SYSTEM).filter(id__in=first, is_active=True).values_list("id", "name", "locale")
    )
    return [Reader(person_id, first[person_id], name, locale) for person_id, name, locale in people]


def who_may(account_id: UUID, permission: Permission) -> list[Reader]:
    """Those in an account whose roles there hold the permission; where nobody can be written to, its owner among the staff."""
    grants = Grant.objects.filter(membership__account=account_id, membership__ended_at=None).select_related(
        "role", "membership"
    )
    holders = {
        grant.membership.person_id
        for grant in grants.order_by("granted_at")
        if permission in permissions_in(grant.role)
    }
    return readers(holders)[:MOST_READERS] or readers(owners_of(account_id))


def owners_of(account_id: UUID) -> list[UUID]:
    """The member of staff who looks after an account, if anybody does."""
    looked_after = directory.accounts_visible_to(SYSTEM).filter(id=account_id, owner__isnull=False)
    return [owner for (owner,) in looked_after.values_list("owner") if owner]
