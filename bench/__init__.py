"""What Twofold takes, measured on the machine at hand beside the limits of what it stands on.

A benchmark is a module of this package with `run() -> list[Row]`; its first line of documentation is what `--list` says.
Each runs in a process of its own, with engines of its own below a temporary TWOFOLD_DATA.
"""

from bench.rows import Row, at_least, at_most

__all__ = ["Row", "at_least", "at_most"]
