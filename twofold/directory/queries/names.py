"""What people and accounts are called, for pages that have their ids only."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from twofold.core.actor import Actor, ActorKind
from twofold.directory.masks import name_shown
from twofold.directory.models import Person
from twofold.directory.queries.scopes import people_met
from twofold.directory.queries.visible import all_accounts_visible_to, everybody_visible_to

ERASED = "Erased person"


def names_of_people(actor: Actor, person_ids: Collection[UUID]) -> dict[UUID, str]:
    """The names of those this actor may see, also of people who were removed; those merged since have their new name.

    Somebody nobody knows the name of is called by their address, or by nothing; who was erased, `ERASED` to staff.
    """
    if not person_ids:
        return {}
    people = everybody_visible_to(actor)
    if actor.rows is not None:  # whom one works with, one knows
        people = Person.objects.filter(people_met(actor, actor.rows) | Q(is_staff=True), erased_at=None)
    rows = people.filter(id__in=set(person_ids)).values_list(
        "id", "is_staff", "name", "email", "merged_into__name", "merged_into__email"
    )
    found = {person: _called(actor, person, called, is_staff=is_staff) for person, is_staff, *called in rows}
    missing = set(person_ids) - found.keys() if actor.kind is ActorKind.STAFF else ()
    if missing:
        erased = Person.objects.filter(id__in=missing, erased_at__isnull=False)
        found |= dict.fromkeys(erased.values_list("id", flat=True), ERASED)
    return found


def _called(actor: Actor, person_id: UUID, called: Sequence[str], *, is_staff: bool) -> str:
    """Colleagues have a name for everybody. An address stands in for a name where it is not hidden."""
    name, mail, new, new_mail = called
    if not is_staff and "person.email" in actor.masked:
        mail = new_mail = ""
    found = next(filter(None, (new, new_mail, name, mail)), "")
    return found if is_staff else name_shown(actor, person_id, found)


def names_of_accounts(actor: Actor, account_ids: Collection[UUID]) -> dict[UUID, str]:
    """The names of those this actor may see, also of accounts that were removed; those merged since have their new name."""
    if not account_ids:
        return {}
    accounts = all_accounts_visible_to(actor).filter(id__in=set(account_ids))
    return dict(accounts.values_list("id", Coalesce(F("merged_into__name"), F("name"))))
