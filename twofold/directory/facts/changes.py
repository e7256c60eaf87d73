"""How a fact tells of a field."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class FieldChange:
    """One field, before and after."""

    field: str
    old: Any
    new: Any
