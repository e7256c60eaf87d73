"""Who is in which account, as what, and until when."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from twofold.core import ids, unit
from twofold.core.actor import Actor
from twofold.core.facts import record, record_all
from twofold.core.verbs import verb
from twofold.directory.editing import changes_between, source_of
from twofold.directory.errors import EndsBeforeItStarts, MemberAlready, MembershipHasEnded
from twofold.directory.facts import FieldChange, MembershipAdded, MembershipEdited, MembershipEnded
from twofold.directory.guards import ENDING, require_may_lose
from twofold.directory.locking import lock_account, lock_membership, lock_person
from twofold.directory.masks import require_shown
from twofold.directory.membership_fields import put
from twofold.directory.models import Membership
from twofold.directory.permissions import Permission


@verb(Permission.EDIT_PEOPLE)
def add(
    actor: Actor, person_id: UUID, account_id: UUID, *, fields: Mapping[str, Any] | None = None, source: str = ""
) -> Membership:
    """Put a person into an account: `title`, `department`, `buying_role`, `standing`, `starts_on`, `ends_on`, custom fields.

    The first membership of a person is their primary one. Refuses a person who is in the account now.
    """
    require_shown(actor, "membership", fields or ())
    lock_person(actor, person_id)
    lock_account(actor, account_id)
    live = Membership.objects.filter(person=person_id, ended_at=None)
    if existing := live.filter(account=account_id).first():
        raise MemberAlready(existing.id)
    membership = Membership(
        id=ids.new(), person_id=person_id, account_id=account_id, source=source or source_of(actor),
        created_at=unit.now(), is_primary=not live.filter(is_primary=True).exists(),
    )  # fmt: skip
    put(membership, fields or {}, adding=True)
    membership.save(force_insert=True)
    record(
        MembershipAdded(
            membership_id=membership.id, person_id=person_id, account_id=account_id,
            standing=membership.standing, title=membership.title, source=membership.source,
        ),
        by=actor,
    )  # fmt: skip
    return membership


@verb(Permission.SEE_PEOPLE)
def hold(actor: Actor, membership_id: UUID) -> Membership:
    """Let nobody else change the membership until this transaction ends."""
    return lock_membership(actor, membership_id)


@verb(Permission.EDIT_PEOPLE)
def edit(actor: Actor, membership_id: UUID, *, fields: Mapping[str, Any]) -> Membership:
    """Change what a person is in an account; what is so already is no change.

    Refuses an ended membership, and an end where a room above objects (`directory.guards`).
    """
    require_shown(actor, "membership", fields)
    before, after = lock_membership(actor, membership_id), lock_membership(actor, membership_id)
    if before.ended_at:
        raise MembershipHasEnded(membership_id)
    put(after, fields)
    changes = changes_between(before, after, fields.keys())
    if ENDING & {change.field for change in changes}:
        require_may_lose([membership_id])
    if changes:
        after.save()
        _tell(actor, after, changes)
    return after


@verb(Permission.EDIT_PEOPLE)
def end(actor: Actor, membership_id: UUID, *, on: date | None = None) -> Membership:
    """End a membership, today or on an earlier day; another one becomes primary. One that has ended stays as it is.

    A day to come becomes its last day: it lives until that is over. One that has not begun ends on its first day.
    Refuses what a room above objects to (`directory.guards`).
    """
    membership, today = lock_membership(actor, membership_id), unit.now().date()
    if membership.ended_at:
        return membership
    if on and on > today:
        return edit(actor, membership_id, fields={"ends_on": on})
    last = on or max(today, membership.starts_on or today)
    if membership.starts_on and last < membership.starts_on:
        raise EndsBeforeItStarts
    require_may_lose([membership_id])
    was_primary, membership.is_primary = membership.is_primary, False
    membership.ends_on, membership.ended_at = last, unit.now()
    membership.save(update_fields=["ends_on", "ended_at", "is_primary"])
    if was_primary:
        _promote_another(membership.person_id)
    record(
        MembershipEnded(
            membership_id=membership.id, person_id=membership.person_id, account_id=membership.account_id, ends_on=last
        ),
        by=actor,
    )
    return membership


@verb(Permission.EDIT_PEOPLE)
def make_primary(actor: Actor, membership_id: UUID) -> Membership:
    """Make it the account that a person is first of all in. Refuses an ended membership."""
    membership = lock_membership(actor, membership_id)
    if membership.ended_at:
        raise MembershipHasEnded(membership_id)
    if not membership.is_primary:
        Membership.objects.filter(person=membership.person_id, is_primary=True, ended_at=None).update(is_primary=False)
        membership.is_primary = True
        membership.save(update_fields=["is_primary"])
        _tell(actor, membership, [FieldChange(field="is_primary", old=False, new=True)])
    return membership


@verb(Permission.EDIT_PEOPLE)
def end_lapsed(actor: Actor, *, at_most: int = 1_000) -> int:
    """End the memberships whose last day is over. Returns how many; call again when it was `at_most`."""
    lapsed = list(
        Membership.objects.filter(ended_at=None, ends_on__lt=unit.now().date())
        .order_by("ends_on")
        .values_list("id", "ends_on")[:at_most]
    )
    for membership_id, ends_on in lapsed:
        end(actor, membership_id, on=ends_on)
    return len(lapsed)


def _promote_another(person_id: UUID) -> None:
    """The oldest membership that lives is the primary one now."""
    oldest = Membership.objects.filter(person=person_id, ended_at=None).order_by("created_at", "id").first()
    if oldest:
        Membership.objects.filter(id=oldest.id).update(is_primary=True)


def _tell(actor: Actor, membership: Membership, changes: list[FieldChange]) -> None:
    told = MembershipEdited.of(
        changes, membership_id=membership.id, person_id=membership.person_id, account_id=membership.account_id
    )
    record_all(told, by=actor)
