"""What the ledger says of imports beyond what it says of people and accounts one by one."""

from dataclasses import dataclass
from uuid import UUID

from twofold.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class PersonErased(Fact):
    """A person was removed for good: the import that had created them was undone, and nothing else had come to them."""

    person_id: UUID
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class AccountErased(Fact):
    """The same of an account."""

    account_id: UUID
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class ImportTakenBack(Fact):
    """What an import had said and made of this record was taken back."""

    person_id: UUID | None
    account_id: UUID | None
    operation_id: UUID


@dataclass(frozen=True, kw_only=True)
class ImportMappingSaved(Fact):
    """How the columns of a kind of file go into the directory was kept."""

    mapping_id: UUID
    name: str


@dataclass(frozen=True, kw_only=True)
class ImportMappingRemoved(Fact):
    """A saved mapping was thrown away."""

    mapping_id: UUID
    name: str
