"""What the demo writes into the ledger: it is the only memory of how far the loading came."""

from dataclasses import dataclass
from datetime import datetime

from twofold.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class DemoBegun(Fact):
    """The demo is being loaded into this Twofold. Everything else of it follows from the seed and this moment."""

    seed: int
    began_at: datetime


@dataclass(frozen=True, kw_only=True)
class DemoPartLoaded(Fact):
    """One part of the demo is there."""

    part: str
