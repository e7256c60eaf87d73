"""How providers are refused."""

from dataclasses import dataclass
from uuid import UUID

from twofold.core.refusals import Invalid, NotFound


@dataclass(eq=False)
class ProviderNotFound(NotFound):
    """There is no such provider."""

    provider_id: UUID


@dataclass(eq=False)
class ProviderNotAllowed(Invalid):
    """This provider cannot be used like this."""

    field: str
    reason: str

    @property
    def message(self) -> str:
        """What would do."""
        return self.reason
