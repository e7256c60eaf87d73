"""The files of the repository, as version control knows them."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOORS = ("console", "portal", "api")


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that is in version control or could be: what is ignored is nobody's reading."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return tuple(path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file())


def below(*folders: str, suffix: str) -> Iterator[Path]:
    """The files below these folders that end so; migrations are a record and not code that anyone reads."""
    for path in tracked():
        inside = path.relative_to(ROOT)
        if path.suffix == suffix and inside.parts[0] in folders and "migrations" not in inside.parts:
            yield path


def syntax(path: Path) -> ast.Module:
    """A Python file as a tree."""
    return ast.parse(path.read_text(), filename=str(path))


def named(path: Path) -> str:
    """A file as people name it."""
    return path.relative_to(ROOT).as_posix()
