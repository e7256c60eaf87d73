"""What happened to providers."""

from dataclasses import dataclass
from uuid import UUID

from twofold.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class ProviderAdded(Fact):
    """People may sign in elsewhere from now on."""

    provider_id: UUID
    key: str
    name: str


@dataclass(frozen=True, kw_only=True)
class ProviderChanged(Fact):
    """What is told of a provider is another thing now; its secret is never told."""

    provider_id: UUID
    key: str
    fields: list[str]
