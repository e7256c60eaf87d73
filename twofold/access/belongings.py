"""What the access room keeps of a person, for that person."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession

from twofold.access.models import Acceptance, Browser, Grant, Passkey, Phone
from twofold.access.queries.logins import logins_of
from twofold.core.actor import Actor, ActorKind
from twofold.core.belongings import Rows, declare_belongings
from twofold.core.queries import every_own_entry


def declare() -> None:
    """Make them known."""
    declare_belongings("sign_in_addresses", _addresses)
    declare_belongings("connected_logins", _logins)
    declare_belongings("sign_in_phones", _phones)
    declare_belongings("sessions", _sessions)
    declare_belongings("browsers", _browsers)
    declare_belongings("passkeys", _passkeys)
    declare_belongings("roles", _roles)
    declare_belongings("accepted_terms", _terms)
    declare_belongings("activity", _activity)


def _addresses(person_id: UUID) -> Rows:
    return EmailAddress.objects.filter(user=person_id).order_by("id").values("email", "verified", "primary")


def _logins(person_id: UUID) -> Rows:
    """Never what a provider handed over for itself: it may hold keys."""
    return ({"provider": one.name, "as": one.address, "since": one.since} for one in logins_of(person_id))


def _phones(person_id: UUID) -> Rows:
    return Phone.objects.filter(person=person_id).order_by("proven_at").values("number", "is_first", "proven_at")


def _sessions(person_id: UUID) -> Rows:
    found = UserSession.objects.filter(user=person_id).order_by("created_at")
    return found.values("ip", "user_agent", "created_at", "last_seen_at")


def _browsers(person_id: UUID) -> Rows:
    found = Browser.objects.filter(person=person_id).order_by("created_at")
    return found.values("user_agent", "address", "created_at", "seen_at", "trusted_until")


def _passkeys(person_id: UUID) -> Rows:
    return Passkey.objects.filter(person=person_id).order_by("created_at").values("name", "created_at", "used_at")


def _roles(person_id: UUID) -> Rows:
    found = Grant.objects.filter(membership__person=person_id).order_by("granted_at")
    return found.values("membership__account__name", "role__key", "role__name", "reaches_below", "granted_at")


def _terms(person_id: UUID) -> Rows:
    found = Acceptance.objects.filter(person=person_id).order_by("accepted_at")
    return found.values("terms__key", "terms__version", "terms__title", "accepted_at")


def _activity(person_id: UUID) -> Iterator[dict[str, Any]]:
    """As they see it: what they did, and what they are shown of what was done about them."""
    reader = Actor(ActorKind.CUSTOMER, "", person_id, account_ids=frozenset())
    for page in every_own_entry(reader):
        for one in page:
            yield {"at": one.recorded_at, "what": one.name, "by": one.actor_name, "details": one.body}
