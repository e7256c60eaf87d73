"""Handing an account over to its own people: somebody becomes an owner, and whoever cannot come in yet is invited by it."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from twofold.access import owners, proofs, theirs
from twofold.access.errors import NoAddressToInvite
from twofold.access.joining.inviting import Wording
from twofold.access.joining.places import Place
from twofold.access.models import Role
from twofold.access.permissions import Permission
from twofold.access.verbs import grants, invitations
from twofold.core.actor import Actor
from twofold.core.registers import BuiltIn
from twofold.core.unit import unit_of_work
from twofold.core.verbs import verb
from twofold.directory import queries as directory


@dataclass(frozen=True, slots=True)
class Appointed:
    """What came of it: the invitation that went out, if one had to; whether the account has other owners as well."""

    invitation_id: UUID | None
    has_others: bool


@verb(Permission.GRANT_ROLES)
def appoint(actor: Actor, membership_id: UUID, *, reaches_below: bool = False) -> Appointed:
    """Make somebody an owner of their account. Whoever cannot sign in yet is invited by letter, in the same transaction.

    Refuses as `grants.give` and `invitations.invite` do, and with `NoAddressToInvite`.
    """
    place = theirs.place(actor, membership_id)
    owner = Role.objects.get(key=BuiltIn.OWNER)
    with unit_of_work(actor):
        grants.give(actor, [membership_id], owner.id, reaches_below=reaches_below)
        is_in = proofs.can_sign_in(place.person_id)
        invitation = None if is_in else _invite(actor, place.person_id, place.account_id, owner.id)
        return Appointed(invitation, bool(owners.lasting(place.account_id) - {membership_id}))


def _invite(actor: Actor, person_id: UUID, account_id: UUID, role_id: UUID) -> UUID:
    """At the address we know them by, in their language; they are not asked for more than to show that it is theirs."""
    fields = directory.person(Actor.system("access"), person_id).fields
    if not fields["email"]:
        raise NoAddressToInvite(person_id)
    language = str(fields.get("locale") or "").partition("-")[0]
    wording = Wording(language=language if language in dict(settings.LANGUAGES) else "en")
    place = Place(roles=frozenset({role_id}))
    return invitations.invite(actor, account_id, str(fields["email"]), place, wording).id
