"""Letting members of staff in."""

from collections.abc import Collection
from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from twofold.access import letters, proofs
from twofold.access.colleagues import built_in, grant, require_an_administrator_beside, require_as_much
from twofold.access.errors import PasswordTooWeak, StaffRoleNotAllowed
from twofold.access.facts import StaffAdmitted, StaffInvited
from twofold.access.permissions import Permission
from twofold.access.sites import site_with
from twofold.access.verbs import staff_roles
from twofold.core import links
from twofold.core.actor import Actor, ActorKind
from twofold.core.facts import record
from twofold.core.registers import Desk
from twofold.core.verbs import verb
from twofold.directory import queries as directory
from twofold.directory.identities import Pair
from twofold.directory.verbs import identifiers, people


@verb(Permission.ADMIT_STAFF)
def admit(actor: Actor, email: str, *, name: str, password: str, desk: Desk = Desk.ADMINISTRATOR) -> UUID:
    """Let the person of this address sign in as a member of staff with this password and role; add them if nobody has it.

    What anybody said of them stops counting: the address and the name are ours from then on, and the address is the only
    one they sign in with. Unless it was proven, so does whatever anybody set up to come in by. Doing it again sets the new
    password and nothing else. Refuses a password that is easy to guess.
    """
    email = email.strip().lower()
    try:
        validate_password(password)
    except ValidationError as error:
        raise PasswordTooWeak(tuple(error.messages)) from error
    known = directory.traces(actor, [Pair("email", email)])
    if known:
        person_id = next(iter(known.values())).person_id
        people.edit(actor, person_id, fields={"email": email} | ({"name": name} if name else {}))
    else:
        person_id = people.add(actor, fields={"name": name or email.partition("@")[0], "email": email}).id
    identifiers.hand_over(actor, person_id, kind="email", value=email)
    people.make_staff(actor, person_id)
    grant(actor, person_id, built_in(desk))
    _close_unless_proven(person_id, email)
    user = get_user_model().objects.get(pk=person_id)
    user.set_password(password)
    user.save(update_fields=["password"])
    EmailAddress.objects.filter(user=user).exclude(email=email).delete()
    EmailAddress.objects.update_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
    record(StaffAdmitted(person_id=person_id, email=email), by=actor)
    return person_id


@verb(Permission.ADMIT_STAFF)
def dismiss(actor: Actor, person_id: UUID) -> None:
    """End that somebody is staff, at once and in every session; their roles wait for their return. Again changes nothing.

    Refuses for whoever holds more than the actor does, and for the last administrator.
    """
    require_as_much(actor, person_id)
    if actor.kind is not ActorKind.SYSTEM:
        require_an_administrator_beside(person_id)
    people.dismiss_staff(actor, person_id)


@verb(Permission.ADMIT_STAFF)
def readmit(actor: Actor, person_id: UUID) -> None:
    """Make somebody staff again who was, with the roles that they had. Refuses for whoever would hold more than the actor."""
    require_as_much(actor, person_id)
    people.make_staff(actor, person_id)


@verb(Permission.ADMIT_STAFF)
def invite(actor: Actor, email: str, *, name: str, role_ids: Collection[UUID]) -> UUID:
    """Make the person of this address a member of staff with these roles, and write them how they come in; add them if need be.

    They choose themselves how they sign in: with a code first, then with what they like. Unless the address was proven, whatever
    anybody set up to come in by stops counting, and ends. Invited again they get another letter. Refuses roles that allow more
    than the actor holds, and none at all; and an address of a colleague who holds more.
    """
    email = email.strip().lower()
    if not role_ids:
        raise StaffRoleNotAllowed("role", "Choose at least one role.")
    known = directory.traces(Actor.system("access"), [Pair("email", email)])
    if known:
        person_id = next(iter(known.values())).person_id
        require_as_much(actor, person_id)
    else:
        person_id = people.add(actor, fields={"name": name or email.partition("@")[0], "email": email}).id
    people.make_staff(actor, person_id)
    for role_id in role_ids:
        staff_roles.give(actor, person_id, role_id)
    if _close_unless_proven(person_id, email):
        EmailAddress.objects.create(user_id=person_id, email=email, verified=False, primary=True)
    letters.post("staff_invited", to=email, site=site_with(None), url=links.to("account_login"), sponsor=actor.name)
    record(StaffInvited(person_id=person_id, email=email), by=actor)
    return person_id


def _close_unless_proven(person_id: UUID, email: str) -> bool:
    """Take every way in that there was, which may be a stranger's, unless they have shown that the address is theirs."""
    if EmailAddress.objects.filter(user=person_id, email=email, verified=True).exists():
        return False
    proofs.close(person_id)
    return True
