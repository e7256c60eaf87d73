"""How Twofold says no: every refusal is a kind, a code and the data that explain it.

A refusal is an answer, not an accident: doors turn it into a status, a form error or a notice, and nobody is woken up.
"""

import re
from typing import Any, ClassVar


class Refusal(Exception):
    """Something was asked for that will not be done. Rooms subclass one of the kinds below.

    Fields make it a `@dataclass(eq=False)`, never a frozen one: Python itself writes the traceback into an exception.
    """

    kind: ClassVar[str] = "refused"

    @property
    def code(self) -> str:
        """A stable name for machines: `DealAlreadyLost` becomes `deal_already_lost`."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", type(self).__name__).lower()

    @property
    def message(self) -> str:
        """A sentence for people; the class's docstring unless the class says it better."""
        return str(type(self).__doc__).strip().splitlines()[0]

    @property
    def data(self) -> dict[str, Any]:
        """The fields that explain it."""
        return {field: getattr(self, field) for field in getattr(self, "__dataclass_fields__", {})}

    def __str__(self) -> str:
        return self.message


class Unauthenticated(Refusal):
    """It is not known who asks."""

    kind = "unauthenticated"


class NotFound(Refusal):
    """It is not there, or not for you to see."""

    kind = "not_found"


class Forbidden(Refusal):
    """You may not do this."""

    kind = "forbidden"


class Conflict(Refusal):
    """It does not fit what is there now."""

    kind = "conflict"


class Invalid(Refusal):
    """What was given cannot be understood or is not allowed."""

    kind = "invalid"


class Throttled(Refusal):
    """Too much at once; try again later."""

    kind = "throttled"


class Unavailable(Refusal):
    """Something this needs does not answer now."""

    kind = "unavailable"
