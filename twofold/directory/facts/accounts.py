"""What happens to accounts and memberships, as the ledger keeps it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Self
from uuid import UUID

from twofold.core.facts import Audience, Fact
from twofold.directory.facts.changes import FieldChange, apart


@dataclass(frozen=True, kw_only=True)
class AccountAdded(Fact):
    """There is a new account."""

    account_id: UUID
    name: str


@dataclass(frozen=True, kw_only=True)
class AccountEdited(Fact):
    """Fields of an account were changed. Its own people are told of its details, not of what it is to the company."""

    audience: ClassVar[Audience] = Audience.ACCOUNT
    details: ClassVar[frozenset[str]] = frozenset(
        {"name", "website", "industry", "employees", "country", "city", "company_number", "vat_number"}
    )

    account_id: UUID
    changes: list[FieldChange]

    @classmethod
    def of(cls, account_id: UUID, changes: Sequence[FieldChange]) -> list[Self]:
        """What is told of these changes: the details apart from all else."""
        return [cls(account_id=account_id, changes=told) for told in apart(changes, cls.details)]

    def shown_to(self) -> Audience:
        """The account, if all of it is about its details."""
        return self.audience if all(change.field in self.details for change in self.changes) else Audience.STAFF


@dataclass(frozen=True, kw_only=True)
class AccountMoved(Fact):
    """An account went under another one, or to the top."""

    account_id: UUID
    old_parent_id: UUID | None
    new_parent_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class AccountRemoved(Fact):
    """An account was put aside; it can be restored."""

    account_id: UUID
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class AccountRestored(Fact):
    """A removed account is back."""

    account_id: UUID


@dataclass(frozen=True, kw_only=True)
class AccountMerged(Fact):
    """The loser turned out to be this account; all of its is now this account's."""

    account_id: UUID
    loser_id: UUID
    merge_id: UUID
    evidence: str = ""


@dataclass(frozen=True, kw_only=True)
class AccountUnmerged(Fact):
    """A merge was taken back: what had come with the loser is the loser's again."""

    account_id: UUID
    loser_id: UUID
    merge_id: UUID


@dataclass(frozen=True, kw_only=True)
class AccountSeparated(Fact):
    """The same, told of the one that is an account of its own again."""

    account_id: UUID
    winner_id: UUID
    merge_id: UUID


@dataclass(frozen=True, kw_only=True)
class AccountsKeptApart(Fact):
    """Somebody has said that an account is not another that looks like it."""

    account_id: UUID
    other_id: UUID


@dataclass(frozen=True, kw_only=True)
class AccountIdentifierAdded(Fact):
    """Something more points at the account."""

    account_id: UUID
    kind: str
    value: str


@dataclass(frozen=True, kw_only=True)
class MembershipAdded(Fact):
    """A person is in an account."""

    audience: ClassVar[Audience] = Audience.PERSON | Audience.ACCOUNT

    membership_id: UUID
    person_id: UUID
    account_id: UUID
    standing: str
    title: str = ""
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class MembershipEdited(Fact):
    """What a person is in an account was changed. Customers are told of what they see of each other, not of parts in buying."""

    audience: ClassVar[Audience] = Audience.PERSON | Audience.ACCOUNT
    seen: ClassVar[frozenset[str]] = frozenset({"title", "department", "standing", "starts_on", "ends_on"})

    membership_id: UUID
    person_id: UUID
    account_id: UUID
    changes: list[FieldChange]

    @classmethod
    def of(
        cls, changes: Sequence[FieldChange], *, membership_id: UUID, person_id: UUID, account_id: UUID
    ) -> list[Self]:
        """What is told of these changes: what customers see apart from all else."""
        where = {"membership_id": membership_id, "person_id": person_id, "account_id": account_id}
        return [cls(changes=told, **where) for told in apart(changes, cls.seen)]

    def shown_to(self) -> Audience:
        """Those it concerns, if all of it is about what they see."""
        return self.audience if all(change.field in self.seen for change in self.changes) else Audience.STAFF


@dataclass(frozen=True, kw_only=True)
class MembershipEnded(Fact):
    """A person is no longer in an account."""

    audience: ClassVar[Audience] = Audience.PERSON | Audience.ACCOUNT

    membership_id: UUID
    person_id: UUID
    account_id: UUID
    ends_on: date
