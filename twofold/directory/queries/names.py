"""What people and accounts are called, for pages that have their ids only."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from twofold.core.actor import Actor
from twofold.directory.queries.scopes import people_met
from twofold.directory.queries.visible import all_accounts_visible_to, everybody_visible_to


def names_of_people(actor: Actor, person_ids: Collection[UUID]) -> dict[UUID, str]:
    """The names of those this actor may see, also of people who were removed; those merged since have their new name.

    Somebody nobody knows the name of is called by their address, or by nothing.
    """
    if not person_ids:
        return {}
    people = everybody_visible_to(actor)
    if actor.rows is not None:  # whom one works with, one knows
        people = people.model.objects.filter(people_met(actor, actor.rows) | Q(is_staff=True))
    rows = people.filter(id__in=set(person_ids)).values_list(
        "id", "name", "email", "merged_into__name", "merged_into__email"
    )
    return {person: next(filter(None, (new, new_mail, name, mail)), "") for person, name, mail, new, new_mail in rows}


def names_of_accounts(actor: Actor, account_ids: Collection[UUID]) -> dict[UUID, str]:
    """The names of those this actor may see, also of accounts that were removed; those merged since have their new name."""
    if not account_ids:
        return {}
    accounts = all_accounts_visible_to(actor).filter(id__in=set(account_ids))
    return dict(accounts.values_list("id", Coalesce(F("merged_into__name"), F("name"))))
