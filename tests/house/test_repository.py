"""What the repository says, and what it must not say."""

import json
import re
from pathlib import Path

import pytest

from tests.house.files import ROOT, below, named, tracked

pytestmark = pytest.mark.no_database

REGISTRY = re.compile(r"(pypi|pythonhosted|npmjs|yarnpkg)\.(org|com)")
HOME = re.compile(r"(?<![\w.\-~])/(home|Users|root|work)/\w")


def texts() -> dict[Path, str]:
    """Every tracked file that is text."""
    found = {}
    for path in tracked():
        try:
            found[path] = path.read_text()
        except UnicodeDecodeError:
            continue
    return found


class TestTheRepository:
    def test_leaves_the_choice_of_a_registry_to_the_reader(self) -> None:
        assert [named(path) for path, text in texts().items() if REGISTRY.search(text)] == []

    def test_knows_no_machine(self) -> None:
        assert [named(path) for path, text in texts().items() if HOME.search(text)] == []


class TestALock:
    def test_has_a_hash_for_every_package(self) -> None:
        for lock in below("requirements", suffix=".txt"):
            entries = re.findall(r"^\S+==.*?(?=^\S|\Z)", lock.read_text(), re.MULTILINE | re.DOTALL)

            assert entries, named(lock)
            assert [entry for entry in entries if "--hash=sha256:" not in entry] == []

    def test_names_no_address(self) -> None:
        locks = [*below("requirements", suffix=".txt"), ROOT / "frontend" / "package-lock.json"]

        assert [named(lock) for lock in locks if "://" in re.sub(r'"(url|funding)".*', "", lock.read_text())] == []

    def test_of_the_front_end_has_a_hash_for_every_package(self) -> None:
        packages = json.loads((ROOT / "frontend" / "package-lock.json").read_text())["packages"]

        assert [name for name, package in packages.items() if name and "integrity" not in package] == []
