"""The two lists there are, and the words each is told in."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from twofold.console import hats

PEOPLE_KINDS = (("contact", "Contacts"), ("consumer", "Consumers"), ("staff", "Staff"), ("visitor", "Visitors"))
NAME = "name"


@dataclass(frozen=True, slots=True)
class List:
    """A list. `relation` is what its conditions call a membership, seen from here; `columns` are those it has by itself."""

    subject: str
    noun: str
    one: str
    many: str
    title: str
    everything: str
    nameless: str
    relation: str
    sort: str
    columns: tuple[str, ...]
    kinds: Sequence[tuple[str, str]]

    @property
    def path(self) -> str:
        """Where it is."""
        return reverse(f"console:{self.noun}")

    def counted(self, number: int) -> str:
        """So many of them, in words."""
        return f"1 {self.one}" if number == 1 else f"{number:,} {self.many}"


PEOPLE = List(
    subject="person",
    noun="people",
    one="person",
    many="people",
    title="People",
    everything="Everyone",
    nameless="Visitor",
    relation="membership",
    sort="-seen",
    columns=(NAME, "email", "job.account", "job.role", "kind", "seen", "owner"),
    kinds=PEOPLE_KINDS,
)
ACCOUNTS = List(
    subject="account",
    noun="accounts",
    one="account",
    many="accounts",
    title="Accounts",
    everything="All accounts",
    nameless="Account without a name",
    relation="member",
    sort="name",
    columns=(NAME, "kind", "domain", "parent", "employees", "country", "seen", "owner"),
    kinds=hats.ACCOUNT_KINDS,
)
LISTS = {one.subject: one for one in (PEOPLE, ACCOUNTS)}
