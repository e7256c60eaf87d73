"""Putting tags on people and accounts, one or many at once, and taking them off."""

from collections.abc import Collection
from uuid import UUID

from twofold.core import ids, unit
from twofold.core.actor import Actor
from twofold.core.facts import record_all
from twofold.core.verbs import verb
from twofold.directory import bulk
from twofold.directory.facts import AccountTagged, AccountUntagged, PersonTagged, PersonUntagged
from twofold.directory.models import Tag, Tagging
from twofold.directory.permissions import Permission
from twofold.directory.queries.visible import accounts_visible_to, people_visible_to
from twofold.directory.tag_names import checked_tag


@verb(Permission.TAG)
def tag_people(actor: Actor, person_ids: Collection[UUID], *, tag: str) -> list[UUID]:
    """Put a tag, new or known, on these people. Returns those who had not worn it; unknown ids are passed over."""
    name = checked_tag(tag)
    people = people_visible_to(actor).filter(id__in=person_ids).order_by("id").values_list("id", flat=True)
    tagged = _put(actor, "person_id", name, list(people))
    record_all((PersonTagged(person_id=person, tag=name) for person in tagged), by=actor)
    return tagged


@verb(Permission.TAG)
def tag_accounts(actor: Actor, account_ids: Collection[UUID], *, tag: str) -> list[UUID]:
    """The same for accounts."""
    name = checked_tag(tag)
    accounts = accounts_visible_to(actor).filter(id__in=account_ids).order_by("id").values_list("id", flat=True)
    tagged = _put(actor, "account_id", name, list(accounts))
    record_all((AccountTagged(account_id=account, tag=name) for account in tagged), by=actor)
    return tagged


@verb(Permission.TAG)
def untag_people(actor: Actor, person_ids: Collection[UUID], *, tag: str) -> list[UUID]:
    """Take a tag off these people. Returns those who had worn it."""
    people = people_visible_to(actor).filter(id__in=person_ids).values("id")
    worn = Tagging.objects.filter(person__in=people, tag__name__iexact=tag.strip())
    untagged = sorted(worn.values_list("person__id", flat=True))
    worn.delete()
    record_all((PersonUntagged(person_id=person, tag=tag.strip()) for person in untagged), by=actor)
    return untagged


@verb(Permission.TAG)
def untag_accounts(actor: Actor, account_ids: Collection[UUID], *, tag: str) -> list[UUID]:
    """Take a tag off these accounts. Returns those who had worn it."""
    accounts = accounts_visible_to(actor).filter(id__in=account_ids).values("id")
    worn = Tagging.objects.filter(account__in=accounts, tag__name__iexact=tag.strip())
    untagged = sorted(worn.values_list("account__id", flat=True))
    worn.delete()
    record_all((AccountUntagged(account_id=account, tag=tag.strip()) for account in untagged), by=actor)
    return untagged


def _put(actor: Actor, subject: str, name: str, record_ids: list[UUID]) -> list[UUID]:
    """The ones that did not wear it before."""
    Tag.objects.bulk_create([Tag(id=ids.new(), name=name, created_at=unit.now())], ignore_conflicts=True)
    tag = Tag.objects.get(name__iexact=name)
    rows = bulk.insert(
        "directory_tagging",
        {"id": "uuid", "tag_id": "uuid", subject: "uuid", "tagged_by": "uuid", "created_at": "timestamptz"},
        [(ids.new(), tag.id, record, actor.person_id, unit.now()) for record in record_ids],
        returning=subject,
    )
    return [record for (record,) in rows]
