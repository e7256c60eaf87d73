"""What staff put there, as the ledger keeps it: fields, notes, tags, views, lists taken out."""

from dataclasses import dataclass
from uuid import UUID

from twofold.core.facts import Fact
from twofold.directory.facts.changes import FieldChange


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


@dataclass(frozen=True, kw_only=True)
class PurposeDescribed(Fact):
    """What people are asked to agree to is said in these languages."""

    key: str
    name: str
    languages: list[str]


@dataclass(frozen=True, kw_only=True)
class PurposeRemoved(Fact):
    """A purpose is no longer in the register."""

    key: str
