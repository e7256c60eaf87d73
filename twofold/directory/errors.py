"""How the directory says no."""

from dataclasses import dataclass
from uuid import UUID

from twofold.core.refusals import Conflict, Forbidden, Invalid, NotFound


class NobodyInPerson(NotFound):
    """This is about the person who asks, and a program is none."""


@dataclass(eq=False)
class PersonNotFound(NotFound):
    """There is no such person, or not for you to see."""

    person_id: UUID


@dataclass(eq=False)
class AccountNotFound(NotFound):
    """There is no such account, or not for you to see."""

    account_id: UUID


@dataclass(eq=False)
class MembershipNotFound(NotFound):
    """There is no such membership, or not for you to see."""

    membership_id: UUID


@dataclass(eq=False)
class IdentifierNotFound(NotFound):
    """There is no such identifier, or not for you to see."""

    identifier_id: UUID


@dataclass(eq=False)
class NobodyKnownBy(NotFound):
    """Nobody is known by this, or nobody for you to see."""

    identifier_kind: str
    value: str


@dataclass(eq=False)
class CustomFieldNotFound(NotFound):
    """There is no such custom field."""

    field_id: UUID


@dataclass(eq=False)
class NoteNotFound(NotFound):
    """There is no such note, or it was removed."""

    note_id: UUID


@dataclass(eq=False)
class ViewNotFound(NotFound):
    """There is no such saved view of yours."""

    view_id: UUID


@dataclass(eq=False)
class MergeNotFound(NotFound):
    """There is no such merge, or not for you to see."""

    merge_id: UUID


@dataclass(eq=False)
class MappingNotFound(NotFound):
    """There is no such saved mapping."""

    mapping_id: UUID


# ---------------------------------------------------------------------------------------------- what was given


@dataclass(eq=False)
class MappingNameMissing(Invalid):
    """A mapping that is kept needs a name."""


@dataclass(eq=False)
class NothingToKnowThemBy(Invalid):
    """A person needs a name, an e-mail address or a phone number."""


@dataclass(eq=False)
class NameMissing(Invalid):
    """It needs a name."""


@dataclass(eq=False)
class FieldUnknown(Invalid):
    """There is no such field."""

    field: str


@dataclass(eq=False)
class ValueNotAllowed(Invalid):
    """This value does not fit the field."""

    field: str
    reason: str

    @property
    def message(self) -> str:
        """What would fit."""
        return self.reason


@dataclass(eq=False)
class IdentifierNotUsable(Invalid):
    """This cannot point at anybody: it is empty, not of its kind, or a value that everybody has."""

    identifier_kind: str
    value: str


@dataclass(eq=False)
class KindUnknown(Invalid):
    """There is no such kind."""

    identifier_kind: str


@dataclass(eq=False)
class EndsBeforeItStarts(Invalid):
    """The last day is before the first."""


@dataclass(eq=False)
class CursorNotUnderstood(Invalid):
    """This place in the list is none; start from its beginning."""


@dataclass(eq=False)
class SortUnknown(Invalid):
    """The list cannot be sorted by this."""

    sort: str


@dataclass(eq=False)
class GroupUnknown(Invalid):
    """The list cannot be grouped by this."""

    field: str


# ---------------------------------------------------------------------------------------- what does not fit


@dataclass(eq=False)
class WouldHaveTwo(Conflict):
    """As one person they would have two of something of which a person has one."""

    identifier_kind: str
    values: list[str]


@dataclass(eq=False)
class SaidToBeDifferent(Conflict):
    """Somebody has said that these are two people."""

    winner_id: UUID
    loser_id: UUID


class WrittenTwice(Conflict):
    """Something before this is about the same record already."""


@dataclass(eq=False)
class SamePerson(Conflict):
    """A person cannot be merged with themselves."""

    person_id: UUID


@dataclass(eq=False)
class AccountsSaidToBeDifferent(Conflict):
    """Somebody has said that these are two accounts."""

    winner_id: UUID
    loser_id: UUID


@dataclass(eq=False)
class SameAccount(Conflict):
    """An account cannot be merged with itself."""

    account_id: UUID


@dataclass(eq=False)
class StaffStaysApart(Conflict):
    """A member of staff can take in another record, but not go into one."""

    person_id: UUID


@dataclass(eq=False)
class WorksHere(Conflict):
    """A member of staff cannot be removed. Dismiss them first; the last administrator stays."""

    person_id: UUID


@dataclass(eq=False)
class StaffAreNotErased(Conflict):
    """Members of staff are not erased for as long as they work here."""

    person_id: UUID


@dataclass(eq=False)
class FieldHidden(Forbidden):
    """This field is hidden from you, so it is neither asked for nor taken from you."""

    field: str


@dataclass(eq=False)
class HeldOutOfSight(Conflict):
    """Somebody whom you do not see is known by this."""

    identifier_kind: str
    value: str


@dataclass(eq=False)
class BelongsToAnother(Conflict):
    """Somebody else is known by this already."""

    identifier_kind: str
    value: str
    holder_id: UUID


@dataclass(eq=False)
class HasMovedBetweenPeople(Conflict):
    """This device has been several people's, and says whose their events are: it cannot be taken away."""

    identifier_kind: str
    value: str


@dataclass(eq=False)
class TooManyOfAKind(Conflict):
    """A person cannot have more of this kind."""

    identifier_kind: str
    most: int


@dataclass(eq=False)
class WouldBeItsOwnParent(Conflict):
    """An account cannot be below itself."""

    account_id: UUID
    parent_id: UUID


@dataclass(eq=False)
class NotStaff(Conflict):
    """Only a member of staff can own a record."""

    person_id: UUID


@dataclass(eq=False)
class MembershipHasEnded(Conflict):
    """This membership has ended; add a new one instead."""

    membership_id: UUID


@dataclass(eq=False)
class MemberAlready(Conflict):
    """This person is in this account already."""

    membership_id: UUID


@dataclass(eq=False)
class FieldKeyTaken(Conflict):
    """There is a field with this key already."""

    key: str


@dataclass(eq=False)
class ViewNameTaken(Conflict):
    """You have a view with this name already."""

    name: str
