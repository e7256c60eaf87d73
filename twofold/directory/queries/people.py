"""The list of people."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet

from twofold.core.actor import Actor
from twofold.directory.errors import SortUnknown
from twofold.directory.models import Membership, Person, Tagging
from twofold.directory.queries.matching import matches, tag_called, with_attributes
from twofold.directory.queries.paging import About, Page, Sort, about_how_many, page_of
from twofold.directory.queries.visible import everybody_visible_to, people_visible_to

SORTS = {
    "seen": Sort("seen_at", descending=False, read=datetime.fromisoformat, is_latest_first=True),
    "-seen": Sort("seen_at", descending=True, read=datetime.fromisoformat, is_latest_first=True),
    "created": Sort("created_at", descending=False, read=datetime.fromisoformat, is_nullable=False),
    "-created": Sort("created_at", descending=True, read=datetime.fromisoformat, is_nullable=False),
    "name": Sort("sort_name", descending=False),
    "-name": Sort("sort_name", descending=True),
}
KINDS = ("contact", "consumer", "staff", "visitor")


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleFilters:
    """Which people. Without a `kind`: everybody who is known, that is, all but visitors.

    Moments are from (included) to (not included). `attributes` are custom fields and what they must be; a choice of
    several is met by any that has all of it. `owner_id` and `is_unowned` exclude each other.
    """

    kind: str = ""
    text: str = ""
    tag: str = ""
    owner_id: UUID | None = None
    is_unowned: bool = False
    account_id: UUID | None = None
    countries: tuple[str, ...] = ()
    seen_from: datetime | None = None
    seen_to: datetime | None = None
    created_from: datetime | None = None
    created_to: datetime | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)
    removed: bool = False


EVERYBODY = PeopleFilters()


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person as the list shows them. Account and role are those of the primary membership."""

    id: UUID
    name: str
    email: str
    phone: str
    country: str
    city: str
    photo: str
    kind: str
    owner_id: UUID | None
    owner_name: str
    account_id: UUID | None
    account_name: str
    title: str
    buying_role: str
    standing: str
    seen_at: datetime | None
    created_at: datetime
    tags: tuple[str, ...]
    attributes: Mapping[str, Any]


def people_page(
    actor: Actor,
    *,
    filters: PeopleFilters = EVERYBODY,
    sort: str = "-seen",
    after: str | None = None,
    before: str | None = None,
    limit: int = 50,
    fields: Collection[str] = (),
) -> Page[PersonRow]:
    """A page of people, after or before a cursor. `fields` are the custom fields whose values the rows bring along.

    Visitors have no name: sorted by it, they are sorted by when they were seen. A few statements, however many rows.
    """
    if sort not in SORTS:
        raise SortUnknown(sort)
    if filters.kind == "visitor":
        sort = sort.replace("name", "seen")
    people = people_matching(actor, filters).annotate(job=_job())
    columns = _COLUMNS if fields else tuple(column for column in _COLUMNS if column != "attributes")
    rows, first, last = page_of(people, SORTS[sort], after=after, before=before, limit=limit, columns=columns)
    tags = _tags_of(actor, [row["id"] for row in rows])
    return Page([_row(row, tags.get(row["id"], ()), fields) for row in rows], first, last)


def people_by_id(actor: Actor, person_ids: Collection[UUID]) -> list[PersonRow]:
    """The living people with these ids as the list shows them, visitors, too. Two statements."""
    people = people_visible_to(actor).filter(id__in=set(person_ids)).annotate(job=_job())
    columns = tuple(column for column in _COLUMNS if column != "attributes")
    tags = _tags_of(actor, list(person_ids))
    return [_row(row, tags.get(row["id"], ()), ()) for row in people.order_by("id").values(*columns)]


def how_many_people(actor: Actor, *, filters: PeopleFilters = EVERYBODY) -> About:
    """How many people match: exactly up to 10,000, about beyond."""
    return about_how_many(people_matching(actor, filters))


def people_matching(actor: Actor, filters: PeopleFilters) -> QuerySet[Person]:
    """The people this actor may see and the filters ask for."""
    people = everybody_visible_to(actor).filter(merged_into=None, deleted_at__isnull=not filters.removed)
    people = _of_kind(people, filters.kind)
    if filters.text:
        people = matches(people, filters.text)
    if filters.tag:
        people = people.filter(Exists(Tagging.objects.filter(person=OuterRef("id"), tag=tag_called(filters.tag))))
    if filters.is_unowned:
        people = people.filter(owner=None)
    if filters.account_id:
        people = people.filter(
            Exists(Membership.objects.filter(person=OuterRef("id"), account=filters.account_id, ended_at=None))
        )
    if filters.attributes:
        people = with_attributes(people, filters.attributes)
    if filters.countries:
        people = people.filter(country__in=filters.countries).exclude(country="")
    plain = {
        "owner": filters.owner_id,
        "seen_at__gte": filters.seen_from,
        "seen_at__lt": filters.seen_to,
        "created_at__gte": filters.created_from,
        "created_at__lt": filters.created_to,
    }
    return people.filter(**{name: value for name, value in plain.items() if value is not None})


def _of_kind(people: QuerySet[Person], kind: str) -> QuerySet[Person]:
    """Conditions are those of the partial indexes, so that these are used."""
    if kind == "visitor":
        return people.filter(known_at=None)
    people = people.filter(known_at__isnull=False)
    in_an_account = Exists(Membership.objects.filter(person=OuterRef("id"), ended_at=None))
    if kind == "contact":
        return people.filter(in_an_account)
    if kind == "consumer":
        return people.filter(~in_an_account, is_staff=False)
    return people.filter(is_staff=True) if kind == "staff" else people


def _job() -> FilteredRelation:
    """The primary membership. Made anew each time: Django renames the condition of the one it is given."""
    return FilteredRelation("memberships", condition=Q(memberships__ended_at=None, memberships__is_primary=True))


_COLUMNS = (
    "id", "name", "email", "phone", "country", "city", "photo", "is_staff", "known_at", "owner_id", "seen_at",
    "created_at", "sort_name", "attributes", "owner__name", "job__account_id", "job__account__name", "job__title",
    "job__buying_role", "job__standing",
)  # fmt: skip


def _row(row: Mapping[str, Any], tags: tuple[str, ...], fields: Collection[str]) -> PersonRow:
    attributes = row.get("attributes") or {}
    return PersonRow(
        id=row["id"],
        name=row["name"],
        email=row["email"],
        phone=row["phone"],
        country=row["country"],
        city=row["city"],
        photo=row["photo"],
        kind=kind_of(
            is_staff=row["is_staff"], is_known=row["known_at"] is not None, in_account=bool(row["job__account_id"])
        ),
        owner_id=row["owner_id"],
        owner_name=row["owner__name"] or "",
        account_id=row["job__account_id"],
        account_name=row["job__account__name"] or "",
        title=row["job__title"] or "",
        buying_role=row["job__buying_role"] or "",
        standing=row["job__standing"] or "",
        seen_at=row["seen_at"],
        created_at=row["created_at"],
        tags=tags,
        attributes={key: attributes[key] for key in fields if key in attributes},
    )


def kind_of(*, is_staff: bool, is_known: bool, in_account: bool) -> str:
    """What a person is to us, in one word."""
    if is_staff:
        return "staff"
    if in_account:
        return "contact"
    return "consumer" if is_known else "visitor"


def _tags_of(actor: Actor, person_ids: list[UUID]) -> dict[UUID, tuple[str, ...]]:
    """Tags are staff's own words: customers see none."""
    if actor.is_customer:
        return {}
    tags: dict[UUID, tuple[str, ...]] = {}
    worn = Tagging.objects.filter(person__in=person_ids).order_by(F("tag__name"))
    for person, tag in worn.values_list("person_id", "tag__name"):
        if person is not None:
            tags[person] = (*tags.get(person, ()), tag)
    return tags
