"""A small made-up company, and the plainest possible reading of conditions on it: what SQL answers must be the same."""

import random
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from tests.makers import SYSTEM, a_colleague
from twofold.core import clock, ids
from twofold.directory.conditions import All, Condition, Is, Not, Operator, Some
from twofold.directory.conditions import Any as AnyOf
from twofold.directory.models import Account, Membership, Person, Tag, Tagging
from twofold.directory.searching import sort_name, tokens_of_person
from twofold.directory.verbs import custom_fields

NOW = datetime.now(UTC)
FIELDS = (
    ("person", "seats", "number", ()),
    ("person", "plan", "choice", ("Basic", "Plus")),
    ("person", "langs", "multi_choice", ("en", "de", "pt")),
    ("person", "budget", "money", ()),
    ("person", "due", "date", ()),
    ("person", "note", "text", ()),
    ("membership", "desk", "number", ()),
    ("account", "tier", "choice", ("gold", "tin")),
)
VALUES: Mapping[str, tuple[str, ...]] = {
    "country": ("DE", "PT", "FR"),
    "city": ("Rome", "Lund", "rome"),
    "name": ("an", "ANN", "zoe", "lee an", "-"),
    "kind": ("contact", "consumer", "staff"),
    "tag": ("vip", "VIP", "none"),
    "seen": ("-30d", "2026-01-01", "-5d", "today"),
    "custom.seats": ("5", "-1", "7.5"),
    "custom.plan": ("basic", "Plus"),
    "custom.langs": ("en", "de"),
    "custom.budget": ("50 EUR", "50 USD", "49.99EUR"),
    "custom.due": ("2026-01-01", "2026-02-01"),
    "custom.note": ("one", "two three", "One"),
    "title": ("Buyer", "head", "chief buyer"),
    "role": ("champion", "user"),
    "starts": ("2026-01-01", "2026-02-01"),
    "primary": ("true", "no"),
    "custom.desk": ("1", "2"),
    "industry": ("Solar", "Wind"),
    "employees": ("10", "99.5", "100000000000000"),
    "custom.tier": ("gold",),
}


class Company:
    """All there is: records are plain mappings, empty is None or ()."""

    def __init__(self) -> None:
        self.people: dict[UUID, Mapping[str, Any]] = {}
        self.accounts: dict[UUID, Mapping[str, Any]] = {}


def a_company(seed: int = 7) -> Company:
    """Settled in the database, too."""
    draw = random.Random(seed)
    for subject, key, kind, choices in FIELDS:
        custom_fields.define(SYSTEM, subject=subject, key=key, label=key, kind=kind, choices=choices)
    owner = a_colleague("Colleague").person_id
    tag = Tag.objects.create(name="VIP", created_at=NOW)
    company = Company()
    for number in range(8):
        _add_account(draw, company, number)
    for number in range(40):
        _add_person(draw, company, number, owner, tag)
    assert owner is not None
    company.people[owner] = {
        "id": owner, "name": "Colleague", "kind": "staff", "tag": (), "custom.langs": (), "jobs": (),
    }  # fmt: skip
    return company


def _add_account(draw: random.Random, company: Company, number: int) -> None:
    parent = draw.choice([None, *company.accounts]) if number else None
    attributes: dict[str, Any] = draw.choice([{}, {"tier": "gold"}, {"tier": "tin"}, {"tier": 1}])
    columns: dict[str, Any] = {
        "industry": draw.choice(["Solar", "Wind", ""]),
        "employees": draw.choice([None, 10, 99, 100]),
        "country": draw.choice(["DE", "PT", ""]),
    }
    account = Account.objects.create(
        id=ids.new(), name=f"Account {number}", parent_id=parent, attributes=attributes, created_at=NOW, **columns
    )
    tier = attributes.get("tier")
    company.accounts[account.id] = {
        **columns, "id": account.id, "parent": parent, "custom.tier": tier if isinstance(tier, str) else None,
    }  # fmt: skip


def _add_person(draw: random.Random, company: Company, number: int, owner: UUID | None, tag: Tag) -> None:
    name = draw.choice(["Ann Lee", "Zoë Ann-Mary", "Anna", "Lee Ivan", ""])
    columns = {
        "name": name,
        "country": draw.choice(["DE", "PT", ""]),
        "city": draw.choice(["Rome", "Lund", ""]),
        "seen_at": draw.choice(
            [None, NOW - timedelta(days=draw.randrange(60), hours=1), datetime(2026, 1, 1, 23, tzinfo=UTC)]
        ),
        "owner_id": draw.choice([None, owner]),
    }
    attributes = {
        key: draw.choice(values)
        for key, values in {
            "seats": (5, 7, 7.5, -1, "5", True),
            "plan": ("Basic", "Plus", 3),
            "langs": (["en"], ["de", "en"], [], "en"),
            "budget": ({"minor": 5000, "currency": "EUR"}, {"minor": 4999, "currency": "USD"}, {"minor": 1}, 50),
            "due": ("2026-01-01", "2026-03-01", "soon", 20260101),
            "note": ("one", "Two three", "", 1),
        }.items()
        if draw.random() < 0.7
    }
    search = "".join(f" '{token}'" for token in tokens_of_person(name, "", "", []))
    person = Person.objects.create(
        id=ids.new(),
        sort_name=sort_name(name),
        search=search,
        attributes=attributes,
        known_at=NOW,
        created_at=NOW,
        **columns,
    )
    is_tagged = draw.random() < 0.3
    if is_tagged:
        Tagging.objects.create(tag=tag, person=person, created_at=NOW)
    jobs = [_add_job(draw, person, account, place == 0) for place, account in enumerate(_some(draw, company))]
    seats, langs, budget, due, note = (attributes.get(key) for key in ("seats", "langs", "budget", "due", "note"))
    company.people[person.id] = {
        "id": person.id,
        **{key: columns[key] for key in ("name", "country", "city")},
        "seen": columns["seen_at"],
        "owner": columns["owner_id"],
        "kind": "contact" if jobs else "consumer",
        "tag": ("vip",) if is_tagged else (),
        "custom.seats": seats if isinstance(seats, int | float) and not isinstance(seats, bool) else None,
        "custom.plan": attributes.get("plan") if isinstance(attributes.get("plan"), str) else None,
        "custom.langs": tuple(langs) if isinstance(langs, list) else (),
        "custom.budget": budget if isinstance(budget, dict) and "currency" in budget else None,
        "custom.due": due if isinstance(due, str) and due != "soon" else None,
        "custom.note": note if isinstance(note, str) else None,
        "jobs": tuple(jobs),
    }


def _some(draw: random.Random, company: Company) -> list[Mapping[str, Any]]:
    return draw.sample(list(company.accounts.values()), draw.choice([0, 0, 1, 2]))


def _add_job(draw: random.Random, person: Person, account: Mapping[str, Any], is_primary: bool) -> Mapping[str, Any]:
    columns = {
        "title": draw.choice(["Chief Buyer", "Head of IT", ""]),
        "buying_role": draw.choice(["champion", "user", ""]),
        "starts_on": draw.choice([None, date(2026, 1, 1), date(2026, 2, 2)]),
    }
    desk = draw.choice([{}, {"desk": 1}, {"desk": 2}])
    Membership.objects.create(
        person=person,
        account_id=account["id"],
        is_primary=is_primary,
        attributes=desk,
        source="x",
        created_at=NOW,
        **columns,
    )
    return {
        "title": columns["title"], "role": columns["buying_role"], "starts": columns["starts_on"],
        "primary": is_primary, "custom.desk": desk.get("desk"), "account": account["id"],
        **{f"account.{key}": value for key, value in account.items() if key != "id"},
    }  # fmt: skip


# ------------------------------------------------------------------------------------------------------- reading


def holds(company: Company, record: Mapping[str, Any], condition: Condition) -> bool:
    """Whether the condition holds of the record."""
    match condition:
        case All(parts):
            return all(holds(company, record, part) for part in parts)
        case AnyOf(parts):
            return any(holds(company, record, part) for part in parts)
        case Not(part):
            return not holds(company, record, part)
        case Some(condition=part):
            return any(holds(company, job, part) for job in record["jobs"])
        case Is(key, operator, values):
            value = _value(record, key)
            return _compared(company, key.rpartition("account.")[2].removeprefix("job."), operator, value, values)


def _value(record: Mapping[str, Any], key: str) -> Any:
    if key.startswith("job."):
        primary: Mapping[str, Any] = next((job for job in record["jobs"] if job["primary"]), {})
        return primary.get(key.removeprefix("job."))
    return record.get(key)


def _compared(company: Company, key: str, operator: Operator, value: Any, texts: tuple[str, ...]) -> bool:
    is_empty = value in (None, "", ())
    match operator:
        case Operator.EMPTY:
            return is_empty
        case Operator.PRESENT:
            return not is_empty
        case Operator.NOT_EQUAL:
            return not _compared(company, key, Operator.EQUAL, value, texts)
    return not is_empty and _compared_there(company, key, operator, value, texts)


def _compared_there(company: Company, key: str, operator: Operator, value: Any, texts: tuple[str, ...]) -> bool:
    match operator:
        case Operator.HAS if key not in {"tag", "custom.langs"}:
            return _has_words(key, value, texts[0])
        case Operator.UNDER:
            return _is_under(company, value, UUID(texts[0]))
        case _:
            return any(_met(key, operator, value, text) for text in texts)


def _has_words(key: str, value: str, text: str) -> bool:
    plain = sort_name(value) or "" if key == "name" else value.lower()
    words = re.findall(r"[a-z0-9]+", (sort_name(text) or "") if key == "name" else text.lower())
    return bool(words) and all(re.search(rf"(^|[^a-z0-9]){word}", plain) for word in words)


def _is_under(company: Company, account: UUID | None, top: UUID) -> bool:
    while account is not None:
        if account == top:
            return True
        account = company.accounts[account]["parent"]
    return False


def _met(key: str, operator: Operator, value: Any, text: str) -> bool:
    if key in {"tag", "custom.langs"}:
        return text.lower() in value
    if key == "custom.budget":
        amount, currency = float(text[:-3]) * 100, text[-3:]
        return value["currency"] == currency and _in_order(operator, value["minor"], amount, amount)
    if key == "seen":
        start, end = _stretch(text)
        return start <= value < end if operator == Operator.EQUAL else _in_order(operator, value, start, end)
    wanted: Any = text
    if key in {"custom.seats", "custom.desk", "employees"}:
        wanted = float(text)
    elif key == "starts":
        wanted = date.fromisoformat(text)
    elif key == "primary":
        wanted = text == "true"
    elif key == "custom.plan":
        wanted = text.capitalize()
    elif isinstance(value, UUID):
        wanted = None if text == "me" else UUID(text)
    return _in_order(operator, value, wanted, wanted)


def _stretch(text: str) -> tuple[datetime, datetime]:
    if text.startswith("-"):
        moment = clock.now() - timedelta(days=int(text[1:-1]))
        return moment, moment
    day = clock.now().date() if text == "today" else date.fromisoformat(text)
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return start, start + timedelta(days=1)


def _in_order(operator: Operator, value: Any, start: Any, end: Any) -> bool:
    """What is more than a day comes after its end; of all else start and end are the same."""
    return bool(
        {
            Operator.LESS: lambda: value < start,
            Operator.AT_MOST: lambda: value < end if start != end else value <= end,
            Operator.GREATER: lambda: value >= end if start != end else value > end,
            Operator.AT_LEAST: lambda: value >= start,
        }.get(operator, lambda: value == start)()
    )
