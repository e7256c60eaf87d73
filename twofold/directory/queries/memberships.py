"""Who is in which account: memberships with the names of both sides."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from twofold.core.actor import Actor
from twofold.directory.errors import MembershipNotFound
from twofold.directory.masks import attributes_shown, name_shown, shown
from twofold.directory.models import Membership
from twofold.directory.queries.visible import memberships_visible_to


@dataclass(frozen=True, slots=True)
class MembershipRow:
    """A membership with the names of both sides."""

    id: UUID
    person_id: UUID
    person_name: str
    person_email: str
    person_photo: str
    account_id: UUID
    account_name: str
    account_kind: str
    title: str
    department: str
    buying_role: str
    standing: str
    starts_on: date | None
    ends_on: date | None
    ended_at: datetime | None
    is_primary: bool
    attributes: Mapping[str, Any]
    source: str

    @property
    def is_live(self) -> bool:
        """Whether it has not ended."""
        return self.ended_at is None


def membership(actor: Actor, membership_id: UUID) -> MembershipRow:
    """One membership, also an ended one. Refuses with `MembershipNotFound`."""
    found = _rows(actor, list(_with_names(memberships_visible_to(actor).filter(id=membership_id))))
    if not found:
        raise MembershipNotFound(membership_id)
    return found[0]


def memberships_of_person(actor: Actor, person_id: UUID) -> list[MembershipRow]:
    """In which accounts a person is and was: the primary first, then those that live, then the ended ones. One statement."""
    found = memberships_visible_to(actor).filter(person=person_id, account__merged_into=None)
    return _rows(
        actor,
        sorted(_with_names(found), key=lambda one: (one.ended_at is not None, not one.is_primary, one.created_at)),
    )


def people_of_account(actor: Actor, account_id: UUID, *, limit: int = 200) -> list[MembershipRow]:
    """Who is and was in an account, the living first, at most `limit`. One statement."""
    found = memberships_visible_to(actor).filter(account=account_id, person__merged_into=None, person__deleted_at=None)
    living = list(_with_names(found.filter(ended_at=None)).order_by("created_at", "id")[:limit])
    ended = list(_with_names(found.filter(ended_at__isnull=False)).order_by("-ended_at", "id")[: limit - len(living)])
    return _rows(actor, [*living, *ended])


def _with_names(found: Any) -> Any:
    return found.select_related("person", "account").defer("person__search", "account__search")


def _rows(actor: Actor, found: list[Membership]) -> list[MembershipRow]:
    return [
        MembershipRow(
            id=one.id,
            person_id=one.person_id,
            person_name=name_shown(actor, one.person_id, one.person.name),
            person_email=shown(actor, "person", {"email": one.person.email})["email"],
            person_photo=shown(actor, "person", {"photo": one.person.photo})["photo"],
            account_id=one.account_id,
            account_name=one.account.name,
            account_kind=one.account.kind,
            title=one.title,
            department=one.department,
            buying_role="" if actor.is_customer else one.buying_role,
            standing=one.standing,
            starts_on=one.starts_on,
            ends_on=one.ends_on,
            ended_at=one.ended_at,
            is_primary=one.is_primary,
            attributes={} if actor.is_customer else attributes_shown(actor, "membership", one.attributes),
            source="" if actor.is_customer else one.source,
        )
        for one in found
    ]
