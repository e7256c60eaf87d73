"""The machine that figures were measured on: without it they mean nothing."""

import os
import platform
import subprocess
from dataclasses import dataclass
from pathlib import Path

import chdb

from twofold.run.engines.postgres import programs


@dataclass(frozen=True, slots=True)
class Machine:
    """What decides how fast Twofold can be."""

    processor: str
    cores: int
    memory_gib: float
    kernel: str
    python: str
    postgres: str
    clickhouse: str

    def __str__(self) -> str:
        return (
            f"{self.processor}, {self.cores} cores, {self.memory_gib:.0f} GiB, Linux {self.kernel}, "
            f"Python {self.python}, PostgreSQL {self.postgres}, ClickHouse {self.clickhouse}"
        )


def this_machine() -> Machine:
    """The machine at hand, with the embedded engines."""
    return Machine(
        processor=_processor(),
        cores=len(os.sched_getaffinity(0)),
        memory_gib=os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30,
        kernel=platform.release(),
        python=platform.python_version(),
        postgres=_postgres(),
        clickhouse=chdb.engine_version,
    )


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            return value.strip()
    return platform.machine()


def _postgres() -> str:
    said = subprocess.run([programs() / "postgres", "--version"], capture_output=True, text=True, check=True)
    return said.stdout.split()[-1]
