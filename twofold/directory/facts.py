"""What the directory writes into the ledger."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from twofold.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class FieldChange:
    """One field, before and after."""

    field: str
    old: Any
    new: Any


# ------------------------------------------------------------------------------------------------------- people


@dataclass(frozen=True, kw_only=True)
class PersonAdded(Fact):
    """Staff, a form or an import added a person; visitors are not added, they are seen."""

    person_id: UUID
    name: str
    email: str = ""


@dataclass(frozen=True, kw_only=True)
class PersonIdentified(Fact):
    """A visitor said who they are."""

    person_id: UUID
    kind: str
    value: str


@dataclass(frozen=True, kw_only=True)
class PersonEdited(Fact):
    """Fields of a person were changed."""

    person_id: UUID
    changes: list[FieldChange]


@dataclass(frozen=True, kw_only=True)
class PersonRemoved(Fact):
    """A person was put aside; they can be restored."""

    person_id: UUID
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class PersonRestored(Fact):
    """A removed person is back."""

    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class PersonMerged(Fact):
    """The loser turned out to be this person; all of theirs is now this person's."""

    person_id: UUID
    loser_id: UUID
    merge_id: UUID
    evidence: str = ""


@dataclass(frozen=True, kw_only=True)
class PersonUnmerged(Fact):
    """A merge was taken back: what had come with the loser is the loser's again."""

    person_id: UUID
    loser_id: UUID
    merge_id: UUID


@dataclass(frozen=True, kw_only=True)
class PersonSeparated(Fact):
    """The same, told of the one who is a person of their own again."""

    person_id: UUID
    winner_id: UUID
    merge_id: UUID


@dataclass(frozen=True, kw_only=True)
class PeopleKeptApart(Fact):
    """Somebody has said that a person is not another who looks like them."""

    person_id: UUID
    other_id: UUID


@dataclass(frozen=True, kw_only=True)
class MergeRefused(Fact):
    """Evidence asked for a merge that the rules do not allow."""

    person_id: UUID | None
    refusal_id: UUID
    people: list[UUID]
    reason: str


@dataclass(frozen=True, kw_only=True)
class StaffAppointed(Fact):
    """A person became a member of staff."""

    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class StaffDismissed(Fact):
    """A person is no longer a member of staff."""

    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class IdentifierAdded(Fact):
    """Somebody said that a person is known by this, too."""

    person_id: UUID
    identifier_id: UUID
    kind: str
    value: str


@dataclass(frozen=True, kw_only=True)
class IdentifierRemoved(Fact):
    """Somebody said that a person is not known by this."""

    person_id: UUID
    identifier_id: UUID
    kind: str
    value: str


@dataclass(frozen=True, kw_only=True)
class IdentifierProven(Fact):
    """The person showed that it is theirs."""

    person_id: UUID
    identifier_id: UUID
    kind: str
    value: str


@dataclass(frozen=True, kw_only=True)
class ConsentGiven(Fact):
    """A person agreed to a purpose on a channel."""

    person_id: UUID
    purpose: str
    channel: str
    source: str


@dataclass(frozen=True, kw_only=True)
class ConsentWithdrawn(Fact):
    """A person no longer agrees."""

    person_id: UUID
    purpose: str
    channel: str
    source: str


# ----------------------------------------------------------------------------------------------------- accounts


@dataclass(frozen=True, kw_only=True)
class AccountAdded(Fact):
    """There is a new account."""

    account_id: UUID
    name: str


@dataclass(frozen=True, kw_only=True)
class AccountEdited(Fact):
    """Fields of an account were changed."""

    account_id: UUID
    changes: list[FieldChange]


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


# -------------------------------------------------------------------------------------------------- memberships


@dataclass(frozen=True, kw_only=True)
class MembershipAdded(Fact):
    """A person is in an account."""

    membership_id: UUID
    person_id: UUID
    account_id: UUID
    standing: str
    title: str = ""
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class MembershipEdited(Fact):
    """What a person is in an account was changed."""

    membership_id: UUID
    person_id: UUID
    account_id: UUID
    changes: list[FieldChange]


@dataclass(frozen=True, kw_only=True)
class MembershipEnded(Fact):
    """A person is no longer in an account."""

    membership_id: UUID
    person_id: UUID
    account_id: UUID
    ends_on: date


# ------------------------------------------------------------------------------------------ what staff put there


@dataclass(frozen=True, kw_only=True)
class CustomFieldDefined(Fact):
    """There is a new custom field."""

    field_id: UUID
    subject: str
    key: str
    label: str
    kind: str
    is_indexed: bool = False


@dataclass(frozen=True, kw_only=True)
class CustomFieldChanged(Fact):
    """A custom field is no longer as it was."""

    field_id: UUID
    changes: list[FieldChange]


@dataclass(frozen=True, kw_only=True)
class CustomFieldArchived(Fact):
    """A custom field is no longer offered; its values are kept."""

    field_id: UUID
    key: str


@dataclass(frozen=True, kw_only=True)
class CustomFieldRestored(Fact):
    """A custom field that was archived is offered again."""

    field_id: UUID
    key: str


@dataclass(frozen=True, kw_only=True)
class CustomFieldsArranged(Fact):
    """The custom fields of a subject stand in another order."""

    subject: str
    keys: list[str]


@dataclass(frozen=True, kw_only=True)
class NoteAdded(Fact):
    """A note was written. Its text stays in the note, where it can be removed."""

    note_id: UUID
    person_id: UUID | None
    account_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class NoteEdited(Fact):
    """A note was changed."""

    note_id: UUID
    person_id: UUID | None
    account_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class NoteRemoved(Fact):
    """A note was taken away."""

    note_id: UUID
    person_id: UUID | None
    account_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class NoteRestored(Fact):
    """A note that was taken away is back."""

    note_id: UUID
    person_id: UUID | None
    account_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class PersonTagged(Fact):
    """A tag was put on a person."""

    person_id: UUID
    tag: str


@dataclass(frozen=True, kw_only=True)
class PersonUntagged(Fact):
    """A tag was taken off a person."""

    person_id: UUID
    tag: str


@dataclass(frozen=True, kw_only=True)
class AccountTagged(Fact):
    """A tag was put on an account."""

    account_id: UUID
    tag: str


@dataclass(frozen=True, kw_only=True)
class AccountUntagged(Fact):
    """A tag was taken off an account."""

    account_id: UUID
    tag: str


@dataclass(frozen=True, kw_only=True)
class ListExported(Fact):
    """People or accounts were taken out as a file."""

    subject: str
    count: int
    columns: list[str]
    format: str


@dataclass(frozen=True, kw_only=True)
class ViewSaved(Fact):
    """A view of a list was saved."""

    view_id: UUID
    name: str
    is_shared: bool


@dataclass(frozen=True, kw_only=True)
class ViewRemoved(Fact):
    """A saved view was thrown away."""

    view_id: UUID
    name: str


@dataclass(frozen=True, kw_only=True)
class ViewRestored(Fact):
    """A view that was thrown away is back."""

    view_id: UUID
    name: str
