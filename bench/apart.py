"""Running one benchmark in a process of its own: what it imported, opened or cached does not help the next."""

import multiprocessing
import os
import tempfile
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module

from bench.rows import Row


def measure_apart(name: str) -> list[Row]:
    """The rows of a benchmark, measured on an empty data directory."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=spawn) as apart:
        return apart.submit(_measure, name).result()


def _measure(name: str) -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="twofold-bench-", ignore_cleanup_errors=True) as folder:
        os.environ["TWOFOLD_DATA"] = folder
        rows: list[Row] = import_module(f"bench.{name}").run()
        return rows
