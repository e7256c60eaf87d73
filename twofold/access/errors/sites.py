"""How sites are refused."""

from dataclasses import dataclass
from uuid import UUID

from twofold.core.refusals import Invalid, NotFound


@dataclass(eq=False)
class SiteNotFound(NotFound):
    """There is no such site."""

    site_id: UUID


class LogoNotFound(NotFound):
    """No site shows this logo."""


@dataclass(eq=False)
class SiteNotAllowed(Invalid):
    """A site cannot be like this."""

    field: str
    reason: str

    @property
    def message(self) -> str:
        """What would do."""
        return self.reason
