"""Proofs of addresses: what happens when somebody shows that an address is theirs (docs/decisions/0013-proof-of-an-address.md).

Until then a person who signed up is a visitor who can do nothing. From then on nothing holds that a stranger may have left
behind in their name, and they are who the directory knows by that address.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import QuerySet

from twofold.access import sessions
from twofold.access.errors import AddressIsAnothers
from twofold.access.facts import AddressProven
from twofold.access.models import Browser, Keyring, Passkey, Phone
from twofold.access.yielding import yield_address
from twofold.core import unit
from twofold.core.actor import Actor
from twofold.core.facts import record
from twofold.core.refusals import NotFound, Refusal
from twofold.core.unit import unit_of_work
from twofold.directory import queries as directory
from twofold.directory.verbs import identifiers, people

DOOR = Actor.system("sign-in")
UNPROVEN_FOR, MOST = timedelta(days=7), 1_000
WAYS: tuple[tuple[Any, str], ...] = (
    (Passkey.objects, "person"),
    (Keyring.objects, "person"),
    (Phone.objects, "person"),
    (Authenticator.objects, "user"),
    (SocialAccount.objects, "user"),
)


def proven(person_id: UUID, address: str, *, in_this_browser: bool) -> UUID:
    """Note that a person has shown an address to be theirs. Returns who they are: somebody known by it may turn out to be them.

    On a person's first proof all ways in go that were there before; with `in_this_browser`, where the sign-up was begun by
    whoever shows it now, what they have just chosen themselves stays. Proven before, nothing happens. Whoever was removed
    lets go of it. Refuses an address with which somebody else signs in, and then nothing of it has happened.
    """
    address = address.strip().lower()
    taken = _theirs(address).values_list("user_id", flat=True).first()
    if taken is not None:
        if taken != person_id:
            raise AddressIsAnothers(address)
        return person_id
    with unit_of_work(DOOR):
        is_first = not can_sign_in(person_id)
        survivor = _become_one(person_id, address, is_first=is_first)
        if is_first:
            _keep_only(survivor, person_id if in_this_browser else None)
        identifiers.hand_over(DOOR, survivor, kind="email", value=address)
        if not directory.person(DOOR, survivor).fields["email"]:
            people.edit(DOOR, survivor, fields={"email": address}, source="portal")
        _let_in_with(survivor, address)
        record(AddressProven(person_id=survivor, email=address), by=DOOR)
        return survivor


def can_sign_in(person_id: UUID) -> bool:
    """Whether somebody can sign in as this person by now: with a proven address, or as staff."""
    return (
        EmailAddress.objects.filter(user=person_id, verified=True).exists()
        or get_user_model().objects.filter(pk=person_id, is_staff=True).exists()
    )


def signs_in_with(person_id: UUID, address: str) -> bool:
    """Whether the address is proven to be this person's, or of whom they turned out to be."""
    return EmailAddress.objects.filter(email=address, verified=True, user=became(person_id)).exists()


def is_anothers(address: str, person_id: UUID | None) -> bool:
    """Whether somebody else signs in with this address."""
    return _theirs(address).exclude(user=person_id).exists()


def became(person_id: UUID) -> UUID:
    """Who a person is by now: themselves, or the one of whom they turned out to be a part."""
    return get_user_model().objects.filter(pk=person_id).values_list("merged_into_id", flat=True).first() or person_id


def known_by(address: str, *, also_removed: bool = False) -> UUID | None:
    """Who signs in with this address, or may: a contact with a place in an account, whom nobody has signed in as yet.

    With `also_removed` also who did before they were removed, so that they can be told.
    """
    proven = EmailAddress.objects.filter(email=address, verified=True) if also_removed else _theirs(address)
    if found := proven.filter(user__is_active=True).values_list("user_id", flat=True).first():
        return found
    holder = _holder(address)
    if holder is None or can_sign_in(holder) or not directory.has_a_place(DOOR, holder):
        return None
    return holder


def close(person_id: UUID) -> None:
    """Take every way in from a person for good, proven addresses too.

    Whoever brings their record back, or makes them staff, lets nobody in by that.
    """
    _keep_only(person_id, None)
    EmailAddress.objects.filter(user=person_id).delete()


def user(person_id: UUID) -> AbstractBaseUser:
    """The person, as django-allauth takes one."""
    found: AbstractBaseUser = get_user_model().objects.get(pk=person_id)
    return found


def forget_unproven() -> int:
    """Remove sign-ups of a week ago whose address nobody has proven; nothing hangs on them. Returns how many, at most `MOST`."""
    visitors = (
        get_user_model()
        .objects.filter(
            known_at=None, last_login=None, merged_into=None, created_at__lt=unit.now() - UNPROVEN_FOR, identifiers=None
        )
        .exclude(password="")
    )
    forgotten = list(visitors.order_by("created_at").values_list("pk", flat=True)[:MOST])
    get_user_model().objects.filter(pk__in=forgotten).delete()
    return len(forgotten)


def _theirs(address: str) -> QuerySet[EmailAddress]:
    """The address as one that is proven to be somebody's who is there."""
    return EmailAddress.objects.filter(email=address, verified=True, user__deleted_at=None)


def _holder(address: str) -> UUID | None:
    """The living person who is known by this address. One who was removed stays so: they are nobody's beginning."""
    try:
        holder = directory.holder_of(DOOR, "email", address)
        directory.standing_of(DOOR, holder)
    except NotFound:
        return None
    return holder


def _become_one(person_id: UUID, address: str, *, is_first: bool) -> UUID:
    """Make the person and the contact of this address one, who keeps what the contact has: owner, memberships, deals.

    A holder who signs in otherwise stays apart, and so does one of whom a rule of the directory says so: then the address
    goes over alone.
    """
    holder = _holder(address)
    if holder is None or holder == person_id or can_sign_in(holder):
        return person_id
    winner, loser = (holder, person_id) if is_first else (person_id, holder)
    try:
        with unit_of_work(DOOR):
            people.merge(DOOR, winner, loser, evidence=f"They have shown that {address} is theirs")
    except Refusal:
        return person_id
    return winner


def _keep_only(survivor: UUID, chosen_by: UUID | None) -> None:
    """Take away every way in, but what was chosen as `chosen_by` in the sign-up that is being proven."""
    users = get_user_model().objects
    user = users.get(pk=survivor)
    if chosen_by is None:
        user.set_unusable_password()
    elif chosen_by != survivor:
        user.password = users.values_list("password", flat=True).get(pk=chosen_by)
    user.save(update_fields=["password"])
    sessions.end_all(survivor)
    Browser.objects.filter(person=survivor).delete()
    if chosen_by != survivor:
        for ways, whose in WAYS:
            ways.filter(**{whose: survivor}).delete()
            ways.filter(**{whose: chosen_by}).update(**{whose: survivor})
    EmailAddress.objects.filter(user=survivor, verified=False).delete()


def _let_in_with(person_id: UUID, address: str) -> None:
    EmailAddress.objects.filter(email=address, verified=False).delete()
    yield_address(address)
    if is_anothers(address, person_id):  # restored since it was asked
        raise AddressIsAnothers(address)
    is_primary = not EmailAddress.objects.filter(user=person_id, primary=True).exists()
    EmailAddress.objects.create(user_id=person_id, email=address, verified=True, primary=is_primary)
