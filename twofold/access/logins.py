"""Logins: one elsewhere that was connected; and when two people turn out to be one, or two: each signs in whom it belongs to."""

from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import get_user_model

from twofold.access import phones, sessions
from twofold.access.announcing import announce
from twofold.access.circumstances import Here
from twofold.access.facts.security import LoginConnected
from twofold.access.queries.logins import shown
from twofold.core.actor import Actor
from twofold.directory import queries as directory
from twofold.directory.identities import Pair

ACCESS = Actor.system("access")


def follow(from_person: UUID, to_person: UUID) -> list[str]:
    """Move those proven addresses and phones that belong to the other by now, with the logins elsewhere if none is left here.

    The other keeps their own password and second steps; those that are left behind open nothing, for a person without a proven
    address signs in nowhere. To a member of staff nothing moves: whoever may make two records one does not say by that who comes
    in as a colleague. Again it changes nothing. Returns the addresses that moved.
    """
    if get_user_model().objects.filter(pk=to_person, is_staff=True).exists():
        return []
    phones.follow(from_person, to_person)
    theirs = list(EmailAddress.objects.filter(user=from_person, verified=True))
    held = directory.traces(ACCESS, [Pair("email", one.email) for one in theirs])
    moving = [one for one in theirs if (trace := held.get(Pair("email", one.email))) and trace.person_id == to_person]
    if not moving:
        return []
    has_primary = EmailAddress.objects.filter(user=to_person, primary=True).exists()
    for one in moving:
        one.user_id, one.primary = to_person, not has_primary
        one.save(update_fields=["user", "primary"])
        has_primary = True
    if len(moving) == len(theirs):
        SocialAccount.objects.filter(user=from_person).update(user=to_person)
        sessions.end_all(from_person)
    elif not any(one.primary for one in theirs if one not in moving):
        EmailAddress.objects.filter(pk=next(one.pk for one in theirs if one not in moving)).update(primary=True)
    return [one.email for one in moving]


def tell_connected(account: SocialAccount, *, by: Actor, here: Here) -> None:
    """Write down that a login was connected, and tell its person by letter."""
    login = shown(account)
    told = LoginConnected(
        person_id=account.user_id, provider=login.provider, name=login.name, email=login.address, **here.told
    )
    announce(told, by=by, here=here)
