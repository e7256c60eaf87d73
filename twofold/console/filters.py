"""What the address of a list asks for: the quick filters above it, and the condition that was built or written.

Both are one condition; a quick filter that makes no sense asks for nothing, a condition that does not is refused.
"""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse

from twofold.console import periods, places
from twofold.console.asking import an_id
from twofold.console.listing import Address, Filter, Part, choice_filter
from twofold.console.lists.kinds import List
from twofold.console.lists.words import Words
from twofold.console.page import ConsoleRequest
from twofold.directory import queries as directory
from twofold.directory.conditions import (
    EVERYTHING,
    All,
    Condition,
    ConditionNotUnderstood,
    Is,
    Operator,
    Some,
    every,
    parse,
    written,
)
from twofold.directory.errors import SortUnknown
from twofold.directory.queries import Asked, Colleague
from twofold.directory.queries.lists import Beside

KNOWN = (
    "q", "kind", "tag", "owner", "seen", "created", "country", "account", "industry", "where", "removed", "sort",
    "columns", "group", "sum", "view",
)  # fmt: skip
NOBODY, ME, VISITOR = "nobody", "me", "visitor"


def address_of(of: List, query: QueryDict | str) -> Address:
    """The address of a list, from the query of a request or one that was kept."""
    return Address.of(of.path, QueryDict(query) if isinstance(query, str) else query, KNOWN)


def asked(of: List, address: Address) -> Asked:
    """Whom an address asks for. Refuses with `ConditionNotUnderstood` a condition that cannot be read."""
    return Asked(
        where=every(*_quick(of, address), parse(address.one("where"))),
        text=address.one("q"),
        removed=bool(address.one("removed")),
        visitors=of.subject == "person" and address.one("kind") == VISITOR,
    )


def beside(request: ConsoleRequest, of: List, record_id: UUID, address: Address) -> Beside:
    """The neighbours of a record in a list; none if its condition or its sort can no longer be understood."""
    try:
        sort = address.one("sort", of.sort)
        return directory.beside(request.actor, of.subject, record_id, asked(of, address), sort=sort)
    except (ConditionNotUnderstood, SortUnknown):
        return Beside(None, None)


def _quick(of: List, address: Address) -> list[Condition]:
    kind, tag, owner, industry = (address.one(key) for key in ("kind", "tag", "owner", "industry"))
    countries = tuple(code for code in address.every("country") if places.country_name(code) != code)
    account_id = an_id(address.one("account"))
    return [
        _equal("kind", kind) if kind in dict(of.kinds) and kind != VISITOR else EVERYTHING,
        _equal("tag", tag) if tag else EVERYTHING,
        _owner(owner),
        Is("country", Operator.ONE_OF, countries) if countries else EVERYTHING,
        periods.condition("seen", address.one("seen")),
        periods.condition("created", address.one("created")),
        _equal("industry", industry) if industry and of.subject == "account" else EVERYTHING,
        Some("membership", _equal("account", str(account_id))) if account_id and of.subject == "person" else EVERYTHING,
    ]


def _equal(key: str, value: str) -> Is:
    return Is(key, Operator.EQUAL, (value,))


def _owner(text: str) -> Condition:
    if text == NOBODY:
        return Is("owner", Operator.EMPTY)
    return _equal("owner", text) if text == ME or an_id(text) else EVERYTHING


def instead(of: List, address: Address, where: Condition, **changes: str | None) -> str:
    """The address that asks for a condition which has the quick filters in it already."""
    visitors = address.one("kind") == VISITOR and of.subject == "person"
    quick = dict.fromkeys(("tag", "owner", "seen", "created", "country", "account", "industry"))
    return address.to(**{**quick, **({} if visitors else {"kind": None}), **changes, "where": written(where)})


def built(of: List, address: Address, words: Words) -> list[Part]:
    """The parts of the condition that was built, in words, each with the way to be without it."""
    where = parse(address.one("where"))
    parts = where.parts if isinstance(where, All) else (where,)
    return [
        Part(words.of(part), address.to(where=written(every(*(other for other in parts if other is not part)))))
        for part in parts
    ]


def builder_url(of: List, address: Address) -> str:
    """Where the condition is built."""
    return f"{reverse('console:list_filter', args=[of.subject])}?{urlencode({'in': address.query})}"


def offered(
    request: ConsoleRequest, of: List, address: Address, *, tags: Sequence[str], staff: Sequence[Colleague]
) -> list[Filter]:
    """The quick filters."""
    others = [(str(one.id), one.name) for one in staff if one.id != request.actor.person_id]
    countries = [(code, places.country_name(code)) for code in directory.countries(request.actor, subject=of.subject)]
    return [
        choice_filter(address, "kind", "Kind", of.kinds),
        choice_filter(address, "tag", "Tag", [(tag, tag) for tag in tags]),
        choice_filter(address, "owner", "Owner", [(ME, "Me"), *others, (NOBODY, "Nobody")]),
        _period(address, "seen", "Last seen", (*periods.WITHIN, *periods.QUIET)),
        _period(address, "created", "Created", periods.WITHIN),
        choice_filter(address, "country", "Country", sorted(countries, key=lambda one: one[1]), several=True),
        *([choice_filter(address, "removed", "Removed", [("1", "only")])] if address.one("removed") else []),
        *_of_account(request, address),
    ]


def _period(address: Address, key: str, label: str, options: Sequence[tuple[str, str]]) -> Filter:
    offer = choice_filter(address, key, label, options)
    return replace(offer, value=periods.in_words(address.one(key))) if address.one(key) else offer


def _of_account(request: ConsoleRequest, address: Address) -> list[Filter]:
    """The chip of the account whose people are shown, there only when one came from its record."""
    account_id = an_id(address.one("account"))
    if account_id is None:
        return []
    name = directory.names_of_accounts(request.actor, [account_id]).get(account_id, "that is gone")
    return [Filter("account", "Account", name, [], address.to(account=None))]
