"""What is done to many people or accounts at once, and the steps that take it back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from twofold.console.asking import an_id
from twofold.console.page import ConsoleRequest
from twofold.console.undo import Step
from twofold.core.actor import Actor
from twofold.directory import queries as directory
from twofold.directory.verbs import accounts, people, tags

MOST_AT_ONCE = 200


class Row(Protocol):
    """What the rows of both lists have."""

    @property
    def id(self) -> UUID:
        """Whose row it is."""

    @property
    def owner_id(self) -> UUID | None:
        """Whom it belongs to."""

    @property
    def tags(self) -> tuple[str, ...]:
        """What it wears."""


@dataclass(frozen=True, slots=True)
class Noun:
    """The verbs and words for one of the two lists; `key` is how undo names its verbs."""

    key: str
    one: str
    many: str
    rows: Callable[[Actor, Sequence[UUID]], Sequence[Row]]
    tag: Callable[..., list[UUID]]
    give: Callable[..., int]
    remove: Callable[[Actor, UUID], Any]

    def counted(self, number: int) -> str:
        """So many of them, in words."""
        return f"1 {self.one}" if number == 1 else f"{number} {self.many}"


PEOPLE = Noun("people", "person", "people", directory.people_by_id, tags.tag_people, people.assign_owner, people.remove)
ACCOUNTS = Noun(
    "accounts",
    "account",
    "accounts",
    directory.accounts_by_id,
    tags.tag_accounts,
    accounts.assign_owner,
    accounts.remove,
)


def do(request: ConsoleRequest, noun: Noun) -> tuple[str, list[Step]]:
    """Do to the selected rows what the form asks for. Returns what was done, in words, and how to take it back."""
    ids = [one for one in map(an_id, request.POST.getlist("ids")) if one][:MOST_AT_ONCE]
    rows = noun.rows(request.actor, ids)
    if tag := next((tag.strip() for tag in request.POST.getlist("tag") if tag.strip()), ""):
        return _tag(request, noun, rows, tag)
    if owner := request.POST.get("owner", ""):
        return _give(request, noun, rows, an_id(owner))
    if request.POST.get("do") == "remove":
        for row in rows:
            noun.remove(request.actor, row.id)
        return f"Removed {noun.counted(len(rows))}", [Step(f"{noun.key}.restore", row.id) for row in rows]
    return "Nothing was done", []


def _tag(request: ConsoleRequest, noun: Noun, rows: Sequence[Row], tag: str) -> tuple[str, list[Step]]:
    fresh = [row.id for row in rows if tag.casefold() not in {worn.casefold() for worn in row.tags}]
    tagged = noun.tag(request.actor, fresh, tag=tag)
    steps = [Step(f"tags.untag_{noun.key}", tagged, {"tag": tag})] if tagged else []
    return f"Tagged {noun.counted(len(tagged))} “{tag}”", steps


def _give(request: ConsoleRequest, noun: Noun, rows: Sequence[Row], owner_id: UUID | None) -> tuple[str, list[Step]]:
    given = noun.give(request.actor, [row.id for row in rows], owner_id=owner_id)
    before: dict[UUID | None, list[UUID]] = {}
    for row in rows:
        if row.owner_id != owner_id:
            before.setdefault(row.owner_id, []).append(row.id)
    whom = directory.names_of_people(request.actor, [owner_id]).get(owner_id, "") if owner_id else "nobody"
    steps = [Step(f"{noun.key}.assign_owner", ids, {"owner_id": owner and str(owner)}) for owner, ids in before.items()]
    return f"Gave {noun.counted(given)} to {whom}", steps
