"""The filters above the lists: what they offer, and what an address asks for, as the directory understands it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from twofold.console import periods, places
from twofold.console.asking import an_id
from twofold.console.listing import Address, Filter, choice_filter
from twofold.console.page import ConsoleRequest
from twofold.directory import queries as directory
from twofold.directory.queries import Colleague

KNOWN = ("q", "kind", "tag", "owner", "seen", "created", "country", "account", "industry", "removed", "sort", "view")
NOBODY, ME = "nobody", "me"


def asked(request: ConsoleRequest, address: Address) -> dict[str, Any]:
    """What people and accounts are asked for alike, as fields of their filters. What cannot be understood asks for nothing."""
    seen_from, seen_to = periods.span(address.one("seen"))
    created_from, created_to = periods.span(address.one("created"))
    return {
        "kind": address.one("kind"),
        "text": address.one("q"),
        "tag": address.one("tag"),
        "owner_id": _owner(request, address.one("owner")),
        "is_unowned": address.one("owner") == NOBODY,
        "countries": tuple(address.every("country")),
        "seen_from": seen_from,
        "seen_to": seen_to,
        "created_from": created_from,
        "created_to": created_to,
        "removed": bool(address.one("removed")),
    }


def _owner(request: ConsoleRequest, text: str) -> UUID | None:
    return request.actor.person_id if text == ME else an_id(text)


def offered(
    request: ConsoleRequest,
    address: Address,
    *,
    subject: str,
    kinds: Sequence[tuple[str, str]],
    tags: Sequence[str],
    staff: Sequence[Colleague],
) -> list[Filter]:
    """The chips that both lists have."""
    others = [(str(one.id), one.name) for one in staff if one.id != request.actor.person_id]
    countries = [(code, places.country_name(code)) for code in directory.countries(request.actor, subject=subject)]
    return [
        choice_filter(address, "kind", "Kind", kinds),
        choice_filter(address, "tag", "Tag", [(tag, tag) for tag in tags]),
        choice_filter(address, "owner", "Owner", [(ME, "Me"), *others, (NOBODY, "Nobody")]),
        _period(address, "seen", "Last seen", (*periods.WITHIN, *periods.QUIET)),
        _period(address, "created", "Created", periods.WITHIN),
        choice_filter(address, "country", "Country", sorted(countries, key=lambda one: one[1]), several=True),
        choice_filter(address, "removed", "Removed", [("1", "only")]),
    ]


def _period(address: Address, key: str, label: str, options: Sequence[tuple[str, str]]) -> Filter:
    offer = choice_filter(address, key, label, options)
    return replace(offer, value=periods.in_words(address.one(key))) if address.one(key) else offer
