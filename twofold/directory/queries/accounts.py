"""The list of accounts."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet

from twofold.core.actor import Actor
from twofold.directory.errors import SortUnknown
from twofold.directory.models import Account, AccountIdentifier, Membership, Tagging
from twofold.directory.queries.matching import matches, tag_called, with_attributes
from twofold.directory.queries.paging import About, Page, Sort, about_how_many, page_of
from twofold.directory.queries.visible import accounts_visible_to, all_accounts_visible_to

SORTS = {
    "seen": Sort("seen_at", descending=False, read=datetime.fromisoformat, is_latest_first=True),
    "-seen": Sort("seen_at", descending=True, read=datetime.fromisoformat, is_latest_first=True),
    "created": Sort("created_at", descending=False, read=datetime.fromisoformat, is_nullable=False),
    "-created": Sort("created_at", descending=True, read=datetime.fromisoformat, is_nullable=False),
    "name": Sort("sort_name", descending=False),
    "-name": Sort("sort_name", descending=True),
    "employees": Sort("employees", descending=False, read=int),
    "-employees": Sort("employees", descending=True, read=int),
}
KINDS = tuple(Account.Kind.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFilters:
    """Which accounts. Moments are from (included) to (not included); `is_top` means that nothing is above."""

    kind: str = ""
    text: str = ""
    tag: str = ""
    owner_id: UUID | None = None
    is_unowned: bool = False
    is_top: bool = False
    industry: str = ""
    countries: tuple[str, ...] = ()
    seen_from: datetime | None = None
    seen_to: datetime | None = None
    created_from: datetime | None = None
    created_to: datetime | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)
    removed: bool = False


ALL = AccountFilters()


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account as the list shows it. `people` are those who are in it now."""

    id: UUID
    name: str
    kind: str
    domain: str
    industry: str
    employees: int | None
    country: str
    city: str
    parent_id: UUID | None
    parent_name: str
    owner_id: UUID | None
    owner_name: str
    people: int
    seen_at: datetime | None
    created_at: datetime
    tags: tuple[str, ...]
    attributes: Mapping[str, Any]


def accounts_page(
    actor: Actor,
    *,
    filters: AccountFilters = ALL,
    sort: str = "name",
    after: str | None = None,
    before: str | None = None,
    limit: int = 50,
    fields: Collection[str] = (),
) -> Page[AccountRow]:
    """A page of accounts, after or before a cursor; four statements, however many rows."""
    if sort not in SORTS:
        raise SortUnknown(sort)
    accounts = accounts_matching(actor, filters)
    columns = _COLUMNS if fields else tuple(column for column in _COLUMNS if column != "attributes")
    rows, first, last = page_of(accounts, SORTS[sort], after=after, before=before, limit=limit, columns=columns)
    return Page(_rows(actor, rows, fields), first, last)


def accounts_by_id(actor: Actor, account_ids: Collection[UUID]) -> list[AccountRow]:
    """The living accounts with these ids as the list shows them. Four statements."""
    accounts = accounts_visible_to(actor).filter(id__in=set(account_ids))
    columns = tuple(column for column in _COLUMNS if column != "attributes")
    return _rows(actor, list(accounts.order_by("id").values(*columns)), ())


def how_many_accounts(actor: Actor, *, filters: AccountFilters = ALL) -> About:
    """How many accounts match: exactly up to 10,000, about beyond."""
    return about_how_many(accounts_matching(actor, filters))


def accounts_matching(actor: Actor, filters: AccountFilters) -> QuerySet[Account]:
    """The accounts this actor may see and the filters ask for."""
    accounts = all_accounts_visible_to(actor).filter(merged_into=None, deleted_at__isnull=not filters.removed)
    if filters.text:
        accounts = matches(accounts, filters.text)
    if filters.tag:
        accounts = accounts.filter(Exists(Tagging.objects.filter(account=OuterRef("id"), tag=tag_called(filters.tag))))
    if filters.is_unowned:
        accounts = accounts.filter(owner=None)
    if filters.is_top:
        accounts = accounts.filter(parent=None)
    if filters.attributes:
        accounts = with_attributes(accounts, filters.attributes)
    if filters.countries:
        accounts = accounts.filter(country__in=filters.countries).exclude(country="")
    plain = {
        "kind": filters.kind or None,
        "industry": filters.industry or None,
        "owner": filters.owner_id,
        "seen_at__gte": filters.seen_from,
        "seen_at__lt": filters.seen_to,
        "created_at__gte": filters.created_from,
        "created_at__lt": filters.created_to,
    }
    return accounts.filter(**{name: value for name, value in plain.items() if value is not None})


_COLUMNS = (
    "id", "name", "kind", "industry", "employees", "country", "city", "parent_id", "owner_id", "seen_at", "created_at",
    "sort_name", "attributes", "parent__name", "owner__name",
)  # fmt: skip


def _rows(actor: Actor, rows: list[dict[str, Any]], fields: Collection[str]) -> list[AccountRow]:
    shown = [row["id"] for row in rows]
    people = _people_in(shown)
    domains, tags = ({}, {}) if actor.is_customer else (_domains_of(shown), _tags_of(shown))  # these are for staff
    return [
        _row(row, people.get(row["id"], 0), domains.get(row["id"], ""), tags.get(row["id"], ()), fields) for row in rows
    ]


def _row(
    row: Mapping[str, Any], people: int, domain: str, tags: tuple[str, ...], fields: Collection[str]
) -> AccountRow:
    attributes = row.get("attributes") or {}
    return AccountRow(
        id=row["id"],
        name=row["name"],
        kind=row["kind"],
        domain=domain,
        industry=row["industry"],
        employees=row["employees"],
        country=row["country"],
        city=row["city"],
        parent_id=row["parent_id"],
        parent_name=row["parent__name"] or "",
        owner_id=row["owner_id"],
        owner_name=row["owner__name"] or "",
        people=people,
        seen_at=row["seen_at"],
        created_at=row["created_at"],
        tags=tags,
        attributes={key: attributes[key] for key in fields if key in attributes},
    )


def _people_in(account_ids: list[UUID]) -> dict[UUID, int]:
    living = Membership.objects.filter(account__in=account_ids, ended_at=None)
    return dict(living.values("account_id").annotate(people=Count("id")).values_list("account_id", "people"))


def _domains_of(account_ids: list[UUID]) -> dict[UUID, str]:
    """The first domain of each."""
    found = AccountIdentifier.objects.filter(account__in=account_ids, kind=AccountIdentifier.Kind.DOMAIN)
    return dict(found.order_by("-created_at", "-id").values_list("account_id", "value"))


def _tags_of(account_ids: list[UUID]) -> dict[UUID, tuple[str, ...]]:
    tags: dict[UUID, tuple[str, ...]] = {}
    worn = Tagging.objects.filter(account__in=account_ids).order_by("tag__name")
    for account, tag in worn.values_list("account_id", "tag__name"):
        if account is not None:
            tags[account] = (*tags.get(account, ()), tag)
    return tags
