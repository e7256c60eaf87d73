"""What happened, in words for customers: each fact that they are shown has its sentence, and none is a code."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from twofold.access import queries as access
from twofold.access.errors import NotInAccount
from twofold.access.permissions import Permission
from twofold.core.actor import Actor
from twofold.core.queries import Entry
from twofold.core.unit import unit_of_work
from twofold.directory import queries as directory
from twofold.look import wording as looks
from twofold.portal import changes, wording
from twofold.portal.sentences import SENTENCES, Sentence

DOOR = Actor.system("door")
UNKNOWN = Sentence("activity", _("Something was changed"))
# What makes another sentence of a fact, if it is filled: the first of them that does.
FILLED = ("impersonator_id", "reaches_below", "is_owner", "many", "person_id", "group_id")
OWN = frozenset({"access.request.made"})  # of whoever they are about, also where they were not signed in yet


@dataclass(frozen=True, slots=True)
class Told:
    """Something that happened, as a line on a page. `note` says who did it, unless the reader did it about themselves, and where."""

    icon: str
    text: str
    note: str
    at: datetime


def told(entries: Sequence[Entry], *, reader: UUID | None, names: Mapping[UUID, str]) -> list[Told]:
    """Facts in the reader's language: of themselves to whom they are about. At most one statement.

    `names` are those of people, and of accounts where it has to be said which; without one somebody is "somebody".
    """
    has_purposes = any("purpose" in entry.body for entry in entries)
    purposes = directory.purposes_in(get_language() or "") if has_purposes else None
    return [_told(entry, _words(entry, purposes, names), reader, names) for entry in entries]


def by_day(lines: Sequence[Told]) -> Iterator[tuple[datetime, list[Told]]]:
    """The lines of each day, with a moment of it."""
    for _day, some in groupby(lines, key=lambda one: timezone.localtime(one.at).date()):
        of_day = list(some)
        yield of_day[0].at, of_day


def names_for(actor: Actor, entries: Sequence[Entry]) -> dict[UUID, str]:
    """What the accounts in somebody's own log are called, and the people whom they met there and may still see."""
    accounts: dict[UUID, set[UUID]] = defaultdict(set)
    for one in entries:
        if one.account_id:
            accounts[one.account_id] |= {one.person_id} - {actor.person_id} if one.person_id else set()
    with unit_of_work(DOOR):  # also of accounts that one is no longer in
        names = directory.names_of_accounts(DOOR, accounts)
    names |= names_of_staff(entries)
    for account_id, people in accounts.items():
        if people:
            names |= _met(actor, account_id, people)
    return names


def names_of_staff(entries: Sequence[Entry]) -> dict[UUID, str]:
    """What those are called who did something of it in a customer's stead, as the customer was told by letter."""
    staff = {one.impersonator_id for one in entries if one.impersonator_id}
    with unit_of_work(DOOR):
        return directory.names_of_people(DOOR, staff)


def _met(actor: Actor, account_id: UUID, people: set[UUID]) -> dict[UUID, str]:
    if actor.person_id is None:
        return {}
    try:
        with unit_of_work(DOOR):
            there = access.customer_of(actor.person_id, account_id)
    except NotInAccount:
        return {}
    if not there.may(Permission.SEE_MEMBERS):
        return {}
    with unit_of_work(there):
        return access.names_in(there, account_id, people)


def done_by(entry: Entry, names: Mapping[UUID, str]) -> str:
    """Who did it, to whoever reads it."""
    return _who(entry, None, names, is_mine=False) or entry.actor_name


def _told(entry: Entry, words: "_Words", reader: UUID | None, names: Mapping[UUID, str]) -> Told:
    sentence = _sentence(entry)
    is_mine = reader is not None and (entry.person_id == reader or not sentence.others)
    text = (sentence.mine if is_mine else sentence.others) or sentence.others or sentence.mine
    where = names.get(entry.account_id, "") if entry.account_id else ""
    who = "" if is_mine and not (sentence.others or entry.actor_id) else _who(entry, reader, names, is_mine=is_mine)
    note = (who, where, words["browser"], words["address"] if words["browser"] else "")
    return Told(sentence.icon, str(text) % words, " · ".join(filter(None, note)), entry.recorded_at)


def _sentence(entry: Entry) -> Sentence:
    filled = {name for name, value in entry.body.items() if value}
    filled |= {"many"} if entry.body.get("count", 1) > 1 else set()
    filled |= {"impersonator_id"} if entry.impersonator_id else set()
    found = (SENTENCES.get(f"{entry.name}+{name}") for name in FILLED if name in filled)
    return next(filter(None, found), SENTENCES.get(entry.name, UNKNOWN))


def _who(entry: Entry, reader: UUID | None, names: Mapping[UUID, str], *, is_mine: bool) -> str:
    """Programs and what Twofold does by itself have no name that a customer knows.

    Of what only oneself is told nobody is said to have done it: before one is signed in, the sign-in records it.
    """
    if entry.impersonator_id:
        return _instead(entry, reader, names)
    if reader and entry.actor_id == reader:
        return "" if is_mine else gettext("You")
    if _is_their_own(entry) or entry.name in OWN or "staff_name" in entry.body:  # which the sentence says
        return ""
    return entry.actor_name if entry.actor_id else gettext("automatically")


def _instead(entry: Entry, reader: UUID | None, names: Mapping[UUID, str]) -> str:
    """Who of the staff did it, and in whose stead, where the reader may know who that is."""
    staff = names.get(entry.impersonator_id, "") if entry.impersonator_id else ""
    whose = names.get(entry.actor_id, "") if entry.actor_id else ""
    said = {"staff": staff or gettext("Somebody"), "name": whose}
    if reader and entry.actor_id == reader:
        return gettext("%(staff)s of our staff, acting as you") % said
    return (
        gettext("%(staff)s of our staff, acting as %(name)s") if whose else gettext("%(staff)s of our staff")
    ) % said


def _is_their_own(entry: Entry) -> bool:
    return entry.actor_id is not None and entry.actor_id == entry.person_id


def _words(entry: Entry, purposes: directory.Purposes | None, names: Mapping[UUID, str]) -> "_Words":
    """What is put into a sentence, as the reader calls it."""
    words = _Words(entry.body)
    if purposes and "purpose" in words:
        words["purpose"] = purposes.name(words["purpose"])
    if "role" in words:
        words["role"] = wording.role(words["role"])
    if "until" in words:
        words["until"] = looks.day(datetime.fromisoformat(words["until"]))
    if "changes" in words:
        words["changes"] = changes.said(words["changes"])
    whose = names.get(entry.person_id, "") if entry.person_id else ""
    whose = whose or (entry.actor_name if _is_their_own(entry) else words["address"])
    words["whose"] = whose or gettext("Somebody")
    return words


class _Words(dict[str, Any]):
    """What a fact does not have is left out of its sentence."""

    def __missing__(self, key: str) -> str:
        return ""
