"""What a benchmark hands back."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One measured figure. A figure without a budget is a limit measured for comparison."""

    name: str
    figure: float
    unit: str
    budget: float | None = None
    holds: bool | None = None


def at_most(name: str, figure: float, unit: str, budget: float) -> Row:
    """A time or a size, which must not exceed its budget."""
    return Row(name, figure, unit, budget, holds=figure <= budget)


def at_least(name: str, figure: float, unit: str, budget: float) -> Row:
    """A rate, which must reach its budget."""
    return Row(name, figure, unit, budget, holds=figure >= budget)


def percentile(figures: Sequence[float], share: float) -> float:
    """The least figure that this share of all figures does not exceed."""
    return sorted(figures)[max(0, math.ceil(share * len(figures)) - 1)]
