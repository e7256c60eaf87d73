"""Documents that keep up with the code."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.house.files import ROOT, named, tracked
from twofold.run.config import PREFIX, Config

pytestmark = pytest.mark.no_database

LINK = re.compile(r"!?\[[^\]]*\]\((?!\w+:)([^)\s]*)\)")
HEADINGS = {"Notable changes", "Fixes", "Backwards incompatible changes", "Security notice"}


def documents() -> list[Path]:
    """Every page people read."""
    return [path for path in tracked() if path.suffix == ".md"]


def anchors(page: Path) -> set[str]:
    """The headings of a page as links name them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


class TestALink:
    def test_leads_somewhere(self) -> None:
        broken = [
            f"{named(page)}: {target}"
            for page in documents()
            for target in LINK.findall(page.read_text())
            if not _resolves(page, target)
        ]

        assert broken == []


class TestAnIndex:
    @pytest.mark.parametrize("folder", ["decisions", "guide"])
    def test_names_every_page(self, folder: str) -> None:
        index = ROOT / "docs" / folder / "README.md"
        pages = {page.name for page in documents() if page.parent == index.parent} - {index.name}

        assert pages <= set(LINK.findall(index.read_text()))


class TestTheChangelog:
    def test_has_the_four_headings_and_no_other(self) -> None:
        changelog = (ROOT / "CHANGELOG.md").read_text()

        assert set(re.findall(r"^### (.+)$", changelog, re.MULTILINE)) <= HEADINGS

    def test_begins_with_the_version_at_hand(self) -> None:
        version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]

        assert re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)[0] == version


class TestADecision:
    def test_says_what_it_costs(self) -> None:
        parts = ["## Context", "## Decision", "## What it costs", "## What would change our mind"]
        incomplete = [
            named(page)
            for page in documents()
            if page.parent == ROOT / "docs" / "decisions" and page.name != "README.md"
            if re.findall(r"^## .+$", page.read_text(), re.MULTILINE) != parts
        ]

        assert incomplete == []


class TestASetting:
    def test_is_explained(self) -> None:
        assert [name for name, field in Config.model_fields.items() if not field.description] == []

    def test_stands_in_the_guide_in_the_same_words(self) -> None:
        guide = (ROOT / "docs" / "guide" / "settings.md").read_text()
        explained = {PREFIX + name.upper(): field.description for name, field in Config.model_fields.items()}

        assert dict(re.findall(r"^\| `(\w+)` \|[^|]*\| (.+) \|$", guide, re.MULTILINE)) == explained


def _resolves(page: Path, target: str) -> bool:
    path, _, anchor = target.partition("#")
    where = (page.parent / path).resolve() if path else page
    return where.exists() and (not anchor or where.suffix != ".md" or anchor in anchors(where))
