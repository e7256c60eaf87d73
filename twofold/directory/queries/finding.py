"""Finding people and accounts by any part of what they are called, for the one field where everything is found."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import IntEnum
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from twofold.core.actor import Actor
from twofold.directory.masks import shown
from twofold.directory.models import Identifier, Person
from twofold.directory.models.person import LATELY_SEEN
from twofold.directory.permissions import Permission
from twofold.directory.phones import spoken_parts
from twofold.directory.queries.lists.compiling import job
from twofold.directory.queries.matching import answering
from twofold.directory.queries.names import names_of_accounts
from twofold.directory.queries.searched import FOUND_BY, named, searched
from twofold.directory.queries.spelling import meant, question_of
from twofold.directory.queries.traces import rules_of_kinds
from twofold.directory.queries.visible import accounts_visible_to, people_visible_to
from twofold.directory.searching import sort_name, tokens_of_account, tokens_of_name, tokens_of_person, words_of

M = TypeVar("M", bound=Model)

SHORTEST = 2
ENOUGH = 3
LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


class Closeness(IntEnum):
    """How well what was typed fits, the best first."""

    NAMED_SO = 0
    WHOLE_WORDS = 1
    BEGINNINGS = 2
    CORRECTED = 3


@dataclass(frozen=True, slots=True)
class Found:
    """A person or an account (`subject`), and what tells it from another of the same name.

    `meant` is what must have been meant if it was found only with a typing error put right, else empty.
    """

    subject: str
    id: UUID
    name: str
    detail: str
    account_name: str
    photo: str
    seen_at: datetime | None
    closeness: Closeness
    meant: str = ""

    @property
    def is_exact(self) -> bool:
        """Whether it is found by whole words."""
        return self.closeness <= Closeness.WHOLE_WORDS


def find(actor: Actor, text: str, *, limit: int = 10) -> list[Found]:
    """People and accounts that every word of the text leads to, the best first.

    A word leads to them as the beginning of a name, an address, a domain, a number, an identifier; accents and the ways
    of writing a phone number do not matter. Who is called exactly so comes first, an account before people; then whole
    words, in names before elsewhere; then beginnings; in each, who was seen last. Visitors are found by a whole identifier
    only. When that is hardly anybody, staff are also shown whom the text leads to with one typing error put right. Some twenty
    statements.
    """
    if sum(map(len, words_of(text))) < SHORTEST:
        return []
    found = _sorted(text, [one for people in _subjects(actor) for one in people(actor, text, limit)])
    if len(found) < min(ENOUGH, limit) and not (actor.is_customer or actor.masked):
        there = {one.id for one in found}
        found += [one for one in _corrected(actor, text, limit=limit) if one.id not in there]
    return found[:limit]


def corrections(actor: Actor, subject: str, text: str, *, limit: int = 3) -> list[str]:
    """What must have been meant by a text that leads to no "person" or "account", the likeliest first; [] if one knows nothing.

    Each is a text that somebody is found by.
    """
    if actor.is_customer or actor.masked or not (_sees_people if subject == "person" else _sees_accounts)(actor):
        return []
    for begun in (False, True):
        texts = meant(text, begun=begun)
        found = _meant(actor, subject, text, texts, begun=begun, limit=50)
        told = {one.meant for one in found}
        if told:
            return [other for other in texts if other in told][:limit]
    return []


def _sees_people(actor: Actor) -> bool:
    return actor.is_customer or actor.may(Permission.SEE_PEOPLE)


def _sees_accounts(actor: Actor) -> bool:
    return actor.is_customer or actor.may(Permission.SEE_ACCOUNTS)


def _subjects(actor: Actor) -> list[Callable[[Actor, str, int], list[Found]]]:
    return [*([_people] if _sees_people(actor) else []), *([_accounts] if _sees_accounts(actor) else [])]


def _sorted(text: str, found: Iterable[Found]) -> list[Found]:
    """The best first. Called exactly so are few, and among them accounts are what is looked for."""
    asked = set(words_of(text))

    def place(one: Found) -> tuple[int, bool, bool]:
        is_person = one.subject == "person"
        return one.closeness, not asked <= tokens_of_name(one.name), is_person and one.closeness == Closeness.NAMED_SO

    lately = sorted(found, key=lambda one: one.seen_at or LONG_AGO, reverse=True)
    return sorted(lately, key=place)


def _nearest(actor: Actor, known: QuerySet[M], text: str, *, limit: int) -> dict[UUID, Closeness]:
    """The ids of those that fit best; what fits less is only asked for when there is room."""
    asks: Sequence[tuple[Closeness, Callable[[], QuerySet[M]]]] = (
        (Closeness.NAMED_SO, lambda: named(actor, known).filter(sort_name=sort_name(text))),
        (Closeness.WHOLE_WORDS, lambda: searched(actor, known, text, exactly=True)),
        (Closeness.BEGINNINGS, lambda: searched(actor, known, text)),
    )
    found: dict[UUID, Closeness] = {}
    for closeness, ask in asks:
        if len(found) < limit:
            for one in ask().order_by(*LATELY_SEEN).values_list("id", flat=True)[:limit]:
                found.setdefault(one, closeness)
    return found


# ------------------------------------------------------------------------------------------------------- people


def _people(actor: Actor, text: str, limit: int) -> list[Found]:
    found = _nearest(actor, _known(actor), text, limit=limit)
    if not actor.is_customer and not actor.masked & FOUND_BY["person"]:
        visitors = Identifier.objects.filter(_whole_identifier(text), person__known_at=None)
        for visitor in visitors.values_list("person_id", flat=True)[:limit]:
            found.setdefault(visitor, Closeness.WHOLE_WORDS)
    return _read_people(actor, found, text)


def _known(actor: Actor) -> QuerySet[Person]:
    return people_visible_to(actor).filter(known_at__isnull=False)


def _whole_identifier(text: str) -> Q:
    """The text as each kind of identifier would have it: an index lookup each."""
    asked = Q(pk__in=())
    for rules in rules_of_kinds().values():
        value = None if rules.makes_known else rules.normalise(text)
        if value:
            asked |= Q(kind=rules.key, value=value)
    return asked


def _read_people(actor: Actor, found: dict[UUID, Closeness], text: str) -> list[Found]:
    if not found:
        return []
    people = people_visible_to(actor).filter(id__in=found).annotate(job=job(actor))
    rows = list(people.values_list("id", "name", "email", "phone", "job__account", "photo", "seen_at"))
    accounts = names_of_accounts(actor, [row[4] for row in rows if row[4]]) if _sees_accounts(actor) else {}
    return [
        Found(
            "person",
            one,
            name,
            _detail(actor, text, name, email, phone),
            accounts.get(account, "") if account else "",
            shown(actor, "person", {"photo": photo})["photo"],
            seen_at,
            found[one],
        )
        for one, name, email, phone, account, photo, seen_at in rows
    ]


def _detail(actor: Actor, text: str, name: str, email: str, phone: str) -> str:
    """The number, if that is what was typed; otherwise the address, unless they are called by it."""
    told: dict[str, str] = shown(actor, "person", {"email": email, "phone": phone})
    is_number = told["phone"] == phone and any(
        part.startswith(word) for word in words_of(text) if word.isdigit() for part in spoken_parts(phone)
    )
    return told["phone"] if is_number or told["email"] == name else told["email"]


# ----------------------------------------------------------------------------------------------------- accounts


def _accounts(actor: Actor, text: str, limit: int) -> list[Found]:
    return _read_accounts(actor, _nearest(actor, accounts_visible_to(actor), text, limit=limit))


def _read_accounts(actor: Actor, found: dict[UUID, Closeness]) -> list[Found]:
    if not found:
        return []
    rows = accounts_visible_to(actor).filter(id__in=found)
    columns = list(rows.values_list("id", "name", "website", "city", "parent_id", "seen_at"))
    above = names_of_accounts(actor, [parent for *_, parent, _ in columns])
    return [
        Found(
            "account",
            one,
            name,
            website or _place(actor, city),
            above.get(parent, ""),
            "",
            seen_at,
            found[one],
        )
        for one, name, website, city, parent, seen_at in columns
    ]


def _place(actor: Actor, city: str) -> str:
    told: dict[str, str] = shown(actor, "account", {"city": city})
    return told["city"]


# -------------------------------------------------------------------------------------------------- corrections


def _corrected(actor: Actor, text: str, *, limit: int) -> list[Found]:
    """Whom the text leads to with one typing error put right: first in whole words, then in one that is being typed."""
    for begun in (False, True):
        texts = meant(text, begun=begun)
        found = [
            *(_meant(actor, "person", text, texts, begun=begun, limit=limit) if _sees_people(actor) else ()),
            *(_meant(actor, "account", text, texts, begun=begun, limit=limit) if _sees_accounts(actor) else ()),
        ]
        if found:
            lately = sorted(found, key=lambda one: one.seen_at or LONG_AGO, reverse=True)
            return sorted(lately, key=lambda one: texts.index(one.meant))
    return []


def _meant(actor: Actor, subject: str, text: str, texts: Sequence[str], *, begun: bool, limit: int) -> list[Found]:
    """Those found by one of the texts, each with the likeliest text that leads to it."""
    asked, exactly = question_of(text, texts, begun=begun), not begun
    if not asked:
        return []
    if subject == "person":
        people = answering(_known(actor), asked, exactly=exactly).order_by(*LATELY_SEEN)
        known = dict.fromkeys(people.values_list("id", flat=True)[:limit], Closeness.CORRECTED)
        found = _read_people(actor, known, text)
    else:
        accounts = answering(accounts_visible_to(actor), asked, exactly=exactly).order_by(*LATELY_SEEN)
        found = _read_accounts(actor, dict.fromkeys(accounts.values_list("id", flat=True)[:limit], Closeness.CORRECTED))
    return [replace(one, meant=_led_by(one, texts)) for one in found]


def _led_by(one: Found, texts: Sequence[str]) -> str:
    """The first of the texts of which every word begins something that the found one is called; else the likeliest."""
    if one.subject == "person":
        called = tokens_of_person(one.name, one.detail if "@" in one.detail else "", "", ())
    else:
        called = tokens_of_account(one.name, one.detail, (), ())
    fits = (text for text in texts if all(any(name.startswith(word) for name in called) for word in words_of(text)))
    return next(fits, texts[0])
