"""The accounts in their trees and who sits where, written by the verbs that the console calls.

A unit of work holds a few of them, so that it is in nobody's way, and remembers in the ledger that it is done: a loading that
was interrupted goes on where it was.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from datetime import time as time_of_day
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from django.db import OperationalError

from twofold.core.unit import unit_of_work
from twofold.directory import queries as directory
from twofold.directory.identities import Pair
from twofold.directory.verbs import custom_fields, imports
from twofold.run.demo import memory
from twofold.run.demo.companies import Company
from twofold.run.demo.lore import chance
from twofold.run.demo.memory import ACTOR, Memory
from twofold.run.demo.people import Seat
from twofold.run.demo.playing import currency_of

T = TypeVar("T")

AT_ONCE = 500
TRIES = 8
SIGNING = {"economic_buyer": 50_000, "decision_maker": 20_000, "approver": 10_000}
FIELDS: tuple[dict[str, Any], ...] = (
    {"subject": "account", "key": "contract_ends", "label": "Contract ends", "kind": "date", "is_indexed": True},
    {"subject": "account", "key": "support_tier", "label": "Support tier", "kind": "choice", "choices": ("Basic", "Plus", "Premium")},
    {"subject": "account", "key": "annual_value", "label": "Annual value", "kind": "money"},
    {"subject": "account", "key": "zones", "label": "Zones", "kind": "number"},
    {"subject": "person", "key": "newsletter_topics", "label": "Newsletter topics", "kind": "multi_choice",
     "choices": ("New releases", "Classics", "Players", "Licensing")},
    {"subject": "person", "key": "preferred_format", "label": "Preferred format", "kind": "choice",
     "choices": ("CD", "Vinyl", "Streaming")},
    {"subject": "membership", "key": "signs_up_to", "label": "Signs up to", "kind": "money"},
)  # fmt: skip


def in_units(
    known: Memory, part: str, work: Sequence[T], do: Callable[[Sequence[T]], None], advance: Callable[[int], object]
) -> None:
    """Do the work, a few at a time, each few in a unit of work that remembers it; what is remembered is passed over."""
    for begin in range(0, len(work), AT_ONCE):
        few = work[begin : begin + AT_ONCE]
        once(known, f"{part} {begin}", partial(do, few))
        advance(len(few))


def once(known: Memory, name: str, do: Callable[[], object], *, at: datetime | None = None) -> None:
    """Do it in a unit of work that remembers it, unless it is remembered already; `at` an earlier moment if need be."""
    if name not in known.parts:
        _insist(name, do, at)


def _insist(name: str, do: Callable[[], object], at: datetime | None) -> None:
    """Events of the same people are written meanwhile: where the database sees two wait for each other, one of them begins anew."""
    for tries_left in reversed(range(TRIES)):
        try:
            with unit_of_work(ACTOR, at=at):
                do()
                memory.finish(name)
        except OperationalError:
            if not tries_left:
                raise
            time.sleep(0.2)
        else:
            return


def define_fields() -> None:
    """What the company keeps beyond what Twofold knows by itself. A unit of work must be open."""
    for field in FIELDS:
        custom_fields.define(ACTOR, **field)


def open_accounts(few: Sequence[Company], owners: Sequence[UUID]) -> None:
    """Add these accounts under their parents, with what points at them."""
    above = account_ids({company.parent for company in few} - {""})
    rows = {company.key: imports.AccountRow(_fields(company), company.kind) for company in few}
    above |= {key: row.id for key, row in rows.items()}
    imports.add_accounts(
        ACTOR,
        [
            replace(
                rows[company.key],
                parent_id=above[company.parent] if company.parent else None,
                owner_id=owners[company.owner],
                identifiers=_pointers(company),
                created_at=datetime.combine(company.since, time_of_day(9), UTC),
            )
            for company in few
        ],
    )


def seat(few: Sequence[Seat]) -> None:
    """Put these people into their accounts; those whose last day is over have left."""
    people = person_ids(seat.human.user_id for seat in few)
    known = account_ids(seat.company.key for seat in few)
    imports.add_memberships(
        ACTOR,
        [imports.MembershipRow(people[one.human.user_id], known[one.company.key], _chair(one)) for one in few],
    )


def account_ids(keys: Iterable[str]) -> dict[str, UUID]:
    """The accounts of these keys. A unit of work must be open."""
    found = directory.account_traces(ACTOR, [Pair("group_id", key) for key in set(keys)])
    return {pair.value: trace.account_id for pair, trace in found.items()}


def person_ids(user_ids: Iterable[str]) -> dict[str, UUID]:
    """The people whom applications call by these ids."""
    found = directory.traces(ACTOR, [Pair("user_id", user) for user in set(user_ids)])
    return {pair.value: trace.person_id for pair, trace in found.items()}


def _pointers(company: Company) -> list[tuple[str, str]]:
    """What events and mail name the account by."""
    return [("group_id", company.key), *([("domain", company.domain)] if company.domain else [])]


def _fields(company: Company) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "name": company.name,
        "industry": company.industry,
        "employees": company.employees,
        "country": company.place.country,
        "city": company.place.city,
    }
    if company.domain:
        fields["website"] = f"https://www.{company.domain}"
    if company.company_number:
        fields["company_number"] = company.company_number
    if company.contract_ends:
        minor = company.zones * chance(company.key, "value").choice((19_900, 24_900, 29_900))
        fields |= {
            "contract_ends": company.contract_ends,
            "support_tier": company.support_tier,
            "zones": company.zones,
            "annual_value": {"minor": minor, "currency": currency_of(company)},
        }
    return fields


def _chair(seat: Seat) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "title": seat.title,
        "department": seat.department,
        "buying_role": seat.buying_role,
        "standing": "guest" if seat.is_guest else "member",
        "starts_on": seat.starts_on,
        "ends_on": seat.ends_on,
    }
    if seat.buying_role in SIGNING:
        fields["signs_up_to"] = {"minor": SIGNING[seat.buying_role] * 100, "currency": currency_of(seat.company)}
    return fields
