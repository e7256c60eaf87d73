"""Finding people and accounts by any part of what they are called, for the one field where everything is found."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import F, FilteredRelation, Q, QuerySet

from twofold.core.actor import Actor
from twofold.directory.models import Account, Identifier, Person
from twofold.directory.permissions import Permission
from twofold.directory.queries.matching import matches
from twofold.directory.queries.traces import rules_of_kinds
from twofold.directory.queries.visible import accounts_visible_to, people_visible_to
from twofold.directory.searching import words_of

SHORTEST = 2
LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Found:
    """A person or an account (`subject`), and what tells it from another of the same name."""

    subject: str
    id: UUID
    name: str
    detail: str
    account_name: str
    photo: str
    seen_at: datetime | None
    is_exact: bool


def find(actor: Actor, text: str, *, limit: int = 10) -> list[Found]:
    """People and accounts that every word of the text leads to, the best first.

    A word leads to them as the beginning of a name, an address, a domain, a number, an identifier; accents and the ways
    of writing a phone number do not matter. Whole words go before beginnings, then who was seen last. Visitors are found
    by a whole identifier only. At most six statements.
    """
    if sum(map(len, words_of(text))) < SHORTEST:
        return []
    found = _people(actor, text, limit=limit) if actor.may(Permission.SEE_PEOPLE) or actor.is_customer else []
    if actor.may(Permission.SEE_ACCOUNTS) or actor.is_customer:
        found += _accounts(actor, text, limit=limit)
    found.sort(key=lambda one: (one.is_exact, one.seen_at or LONG_AGO), reverse=True)
    return found[:limit]


def _people(actor: Actor, text: str, *, limit: int) -> list[Found]:
    known = people_visible_to(actor).filter(known_at__isnull=False)
    found = _read_people(matches(known, text, exactly=True), limit=limit, is_exact=True)
    if len(found) < limit:
        found += _read_people(matches(known, text), limit=limit, is_exact=False)
    if not actor.is_customer:
        visitors = Identifier.objects.filter(_whole_identifier(text), person__known_at=None).values("person")[:limit]
        found += _read_people(people_visible_to(actor).filter(id__in=visitors), limit=limit, is_exact=True)
    return list({one.id: one for one in reversed(found)}.values())


def _whole_identifier(text: str) -> Q:
    """The text as each kind of identifier would have it: an index lookup each."""
    asked = Q(pk__in=())
    for rules in rules_of_kinds().values():
        value = None if rules.makes_known else rules.normalise(text)
        if value:
            asked |= Q(kind=rules.key, value=value)
    return asked


def _read_people(people: QuerySet[Person], *, limit: int, is_exact: bool) -> list[Found]:
    rows = (
        people.annotate(
            job=FilteredRelation("memberships", condition=Q(memberships__ended_at=None, memberships__is_primary=True))
        )
        .order_by(F("seen_at").desc(nulls_last=True), "-id")
        .values_list("id", "name", "email", "phone", "job__account__name", "photo", "seen_at")[:limit]
    )
    return [
        Found("person", person, name, email if email != name else phone, account or "", photo, seen_at, is_exact)
        for person, name, email, phone, account, photo, seen_at in rows
    ]


def _accounts(actor: Actor, text: str, *, limit: int) -> list[Found]:
    accounts = accounts_visible_to(actor)
    found = _read_accounts(matches(accounts, text, exactly=True), limit=limit, is_exact=True)
    if len(found) < limit:
        found += _read_accounts(matches(accounts, text), limit=limit, is_exact=False)
    return list({one.id: one for one in reversed(found)}.values())


def _read_accounts(accounts: QuerySet[Account], *, limit: int, is_exact: bool) -> list[Found]:
    rows = accounts.order_by(F("seen_at").desc(nulls_last=True), "-id").values_list(
        "id", "name", "website", "city", "parent__name", "seen_at"
    )[:limit]
    return [
        Found("account", account, name, website or city, parent or "", "", seen_at, is_exact)
        for account, name, website, city, parent, seen_at in rows
    ]
