"""Removing many people or accounts at once, and bringing them back, in a number of statements that does not grow with them."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from twofold.core import unit
from twofold.core.actor import Actor
from twofold.core.facts import record_all
from twofold.core.verbs import verb
from twofold.directory import bulk
from twofold.directory.facts import AccountRemoved, AccountRestored, PersonRemoved, PersonRestored
from twofold.directory.guards import objections_to_people
from twofold.directory.permissions import Permission
from twofold.directory.queries.visible import all_accounts_visible_to, everybody_visible_to


@verb(Permission.REMOVE_PEOPLE)
def remove_people(
    actor: Actor, person_ids: Collection[UUID], *, removed_at: Mapping[UUID, datetime] | None = None
) -> list[UUID]:
    """Put people aside as `people.remove` does. Returns those who were there; unknown ids are passed over.

    So are people to whose removal a room above objects (`directory.guards`). `removed_at` is when each had been removed
    before, for those who were brought back by mistake.
    """
    there = everybody_visible_to(actor).filter(id__in=person_ids, deleted_at=None, merged_into=None)
    names = dict(there.select_for_update(of=("self",), no_key=True).order_by("id").values_list("id", "name"))
    for kept in objections_to_people(names.keys()):
        del names[kept]
    _put_aside("directory_person", {one: (removed_at or {}).get(one, unit.now()) for one in names})
    record_all((PersonRemoved(person_id=one, name=name) for one, name in names.items()), by=actor)
    return list(names)


@verb(Permission.REMOVE_ACCOUNTS)
def remove_accounts(
    actor: Actor, account_ids: Collection[UUID], *, removed_at: Mapping[UUID, datetime] | None = None
) -> list[UUID]:
    """The same for accounts; what is below them stays."""
    there = all_accounts_visible_to(actor).filter(id__in=account_ids, deleted_at=None, merged_into=None)
    names = dict(there.select_for_update(of=("self",), no_key=True).order_by("id").values_list("id", "name"))
    _put_aside("directory_account", {one: (removed_at or {}).get(one, unit.now()) for one in names})
    record_all((AccountRemoved(account_id=one, name=name) for one, name in names.items()), by=actor)
    return list(names)


@verb(Permission.REMOVE_PEOPLE)
def restore_people(actor: Actor, person_ids: Collection[UUID]) -> dict[UUID, datetime]:
    """Bring people back as `people.restore` does. Returns those who were removed, and since when."""
    removed = everybody_visible_to(actor).filter(id__in=person_ids, deleted_at__isnull=False, merged_into=None)
    held = removed.select_for_update(of=("self",), no_key=True).order_by("id").values_list("id", "deleted_at")
    since = {one: at for one, at in held if at}
    _put_aside("directory_person", dict.fromkeys(since))
    record_all((PersonRestored(person_id=one) for one in since), by=actor)
    return since


@verb(Permission.REMOVE_ACCOUNTS)
def restore_accounts(actor: Actor, account_ids: Collection[UUID]) -> dict[UUID, datetime]:
    """The same for accounts."""
    removed = all_accounts_visible_to(actor).filter(id__in=account_ids, deleted_at__isnull=False, merged_into=None)
    held = removed.select_for_update(of=("self",), no_key=True).order_by("id").values_list("id", "deleted_at")
    since = {one: at for one, at in held if at}
    _put_aside("directory_account", dict.fromkeys(since))
    record_all((AccountRestored(account_id=one) for one in since), by=actor)
    return since


def _put_aside(table: str, moments: Mapping[UUID, datetime | None]) -> None:
    """Since when each is removed; None brings it back."""
    source, parameters = bulk.rows({"id": "uuid", "at": "timestamptz"}, list(moments.items()))
    bulk.run(
        f"UPDATE {table} r SET deleted_at = v.at FROM {source} WHERE r.id = v.id",  # noqa: S608 - our own names
        parameters,
        fetch=False,
    )
