"""What happened to sites."""

from dataclasses import dataclass
from uuid import UUID

from twofold.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class SiteAdded(Fact):
    """There is a site more."""

    site_id: UUID
    name: str
    host: str


@dataclass(frozen=True, kw_only=True)
class SiteChanged(Fact):
    """A site looks otherwise, or people come in otherwise."""

    site_id: UUID
    name: str
    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class TermsPublished(Fact):
    """A version of a document is in force."""

    key: str
    version: str
    title: str
