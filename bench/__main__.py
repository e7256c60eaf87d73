"""Runs benchmarks and shows their rows: `bin/bench --help`."""

import argparse
import json
import sys
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

from rich.console import Console
from rich.table import Table

import bench
from bench.apart import measure_apart
from bench.machine import Machine, this_machine
from bench.rows import Row

RUNNABLE = "\ndef run() -> list[Row]:\n"


def main() -> int:
    """Run what was asked for; the status is 1 when a budget does not hold."""
    parser = argparse.ArgumentParser(prog="bin/bench", description=bench.__doc__)
    parser.add_argument("name", nargs="?", choices=benchmarks(), metavar="NAME", help=", ".join(benchmarks()))
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the rows and the machine as JSON")
    parser.add_argument("--list", action="store_true", help="say which benchmarks there are")
    options = parser.parse_args()
    console = Console()
    if options.list:
        for name in benchmarks():
            console.print(f"[bold]{name}[/bold]  {_first_line(name)}", soft_wrap=True)
        return 0

    machine = this_machine()
    console.print(f"[dim]{machine}[/dim]", soft_wrap=True)
    rows: list[Row] = []
    for name in [options.name] if options.name else benchmarks():
        found = measure_apart(name)
        console.print(_table(_first_line(name), found))
        rows += found
    if options.json:
        options.json.write_text(as_json(rows, machine))
    return 1 if any(row.holds is False for row in rows) else 0


def benchmarks() -> list[str]:
    """The modules that can be run; the others are what these share."""
    modules = Path(__file__).parent.glob("*.py")
    return sorted(module.stem for module in modules if RUNNABLE in module.read_text())


def _first_line(name: str) -> str:
    return (import_module(f"bench.{name}").__doc__ or name).splitlines()[0]


def _table(title: str, rows: list[Row]) -> Table:
    table = Table("name", "unit", title=title, title_justify="left")
    for column in ("figure", "budget"):
        table.add_column(column, justify="right")
    table.add_column("holds")
    marks = {True: "[green]yes[/green]", False: "[red]no[/red]", None: ""}
    for row in rows:
        budget = "" if row.budget is None else _figure(row.budget)
        table.add_row(row.name, row.unit, _figure(row.figure), budget, marks[row.holds])
    return table


def _figure(figure: float) -> str:
    """Three digits that mean something."""
    return f"{figure:,.0f}" if abs(figure) >= 100 else f"{figure:.3g}"


def as_json(rows: list[Row], machine: Machine) -> str:
    """For machines: the rows, and what they were measured on."""
    return json.dumps({"machine": asdict(machine), "rows": [asdict(row) for row in rows]}, indent=2) + "\n"


if __name__ == "__main__":
    sys.exit(main())
