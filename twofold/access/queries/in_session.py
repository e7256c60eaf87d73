"""Who acts in a session: its person, in admin mode or not; in the portal as a customer, themselves or another."""

from dataclasses import replace
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase

from twofold.access import modes
from twofold.access.facts import AdminModeEnded, ImpersonationEnded
from twofold.access.modes import Acting
from twofold.access.permissions import SHOWN_WHILE_ACTING, Permission
from twofold.access.queries.actors import actor_of, customer_of
from twofold.access.sessions import CONTEXT
from twofold.core import unit
from twofold.core.actor import Actor
from twofold.core.facts import record
from twofold.directory.errors import PersonNotFound


def actor_in_session(session: SessionBase, person_id: UUID, *, as_customer: bool) -> Actor:
    """Who acts: staff as what they are, or with `as_customer` a person in the account they chose, be it by somebody else.

    Refuses with `NotInAccount` an account that they are not, or no longer, in. An admin mode that is over ends here.
    """
    if not as_customer:
        mode = modes.admin_mode_in(session)
        if mode and modes.is_over(mode):
            end_admin_mode(session, actor_of(person_id))
            mode = None
        return actor_of(person_id, admin_until=mode.until if mode else None)
    chosen = session.get(CONTEXT)
    account_id = UUID(chosen) if chosen else None
    acting = modes.acting_in(session)
    return _acted(person_id, acting, account_id) if acting else customer_of(person_id, account_id)


def end_admin_mode(session: SessionBase, actor: Actor) -> None:
    """End the admin mode of this session, if there is one, and write it down."""
    mode = modes.drop_admin_mode(session)
    if mode and actor.person_id:
        told = AdminModeEnded(person_id=actor.person_id, is_timed_out=modes.is_over(mode), until=mode.until)
        record(told, by=actor)


def end_acting(session: SessionBase, person_id: UUID) -> Acting | None:
    """End that this member of staff acts as a customer, if they do, and write it down. Everybody may stop."""
    acting = modes.drop_acting(session)
    if acting:
        staff = actor_of(person_id)
        ended = ImpersonationEnded(
            person_id=acting.person_id, staff_name=staff.name, is_timed_out=modes.is_over(acting)
        )
        record(ended, by=staff)
    return acting


def _acted(staff_id: UUID, acting: Acting, account_id: UUID | None) -> Actor:
    """The customer, as this member of staff. Until now if they may not go on: either may be somebody else than before."""
    staff = actor_of(staff_id)
    try:
        customer = customer_of(acting.person_id, account_id)
        is_customer = actor_of(acting.person_id).is_customer
    except PersonNotFound:
        customer, is_customer = customer_of(staff_id), False
    return replace(
        customer,
        name=f"{staff.name} as {customer.name}"[:200],
        permissions=customer.permissions & SHOWN_WHILE_ACTING,
        impersonator_id=staff_id,
        impersonated_until=acting.until if is_customer and staff.may(Permission.ACT_AS_CUSTOMERS) else unit.now(),
    )
