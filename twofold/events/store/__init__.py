"""The tape itself. SQL for ClickHouse is here and nowhere else."""

from twofold.events.store.migrations import migrate
from twofold.events.store.rows import NOBODY, Row

__all__ = ["NOBODY", "Row", "migrate"]
