"""What the build leaves behind is what pages ask for."""

import ast
import json
import re
from pathlib import Path

import pytest

from tests.house.files import ROOT
from twofold.look import assets

pytestmark = pytest.mark.no_database

LUCIDE = ROOT / "frontend" / "node_modules" / "lucide-static" / "icons"
SPRITE = set((ROOT / "frontend" / "icons.txt").read_text().split())
IN_TEMPLATES = re.compile(r"""(?<![:\w-])icon(?:=|\s)["']([a-z0-9-]+)["']""")
IN_SCRIPTS = re.compile(r"""icon(?:\(|: )"([a-z0-9-]+)\"""")


def sources(suffix: str) -> list[Path]:
    """Where icons are named: pages, their scripts, and the doors."""
    folders = ("twofold", "frontend/src")
    return [path for folder in folders for path in (ROOT / folder).rglob(f"*{suffix}") if "build" not in path.parts]


class TestAnIcon:
    def test_of_a_template_is_in_the_sprite(self) -> None:
        named = {name for path in sources(".html") for name in IN_TEMPLATES.findall(path.read_text())}

        assert named - SPRITE == set()

    def test_of_a_script_is_in_the_sprite(self) -> None:
        named = {name for path in sources(".js") for name in IN_SCRIPTS.findall(path.read_text())}

        assert named - SPRITE == set()

    def test_of_a_door_is_in_the_sprite(self) -> None:
        """A string that is the name of an icon of two words is one; single words mean too much else."""
        known = {path.stem for path in LUCIDE.glob("*-*.svg")}
        texts = {
            node.value
            for path in sources(".py")
            if {"console", "portal", "look"} & set(path.parts)
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }

        assert known, "frontend/node_modules is missing"
        assert (texts & known) - SPRITE == set()

    def test_is_listed_once_and_in_order(self) -> None:
        names = (ROOT / "frontend" / "icons.txt").read_text().split()

        assert names == sorted(set(names))


class TestTheManifest:
    def test_names_files_that_exist(self) -> None:
        names = json.loads(assets.MANIFEST.read_text())

        assert {"app.js", "charts.js", "styles.css", "icons.svg", "mark.svg"} <= set(names)
        assert [name for name in names.values() if not (assets.BUILD / name).exists()] == []

    def test_of_a_sprite_draws_every_icon(self) -> None:
        sprite = (assets.BUILD / json.loads(assets.MANIFEST.read_text())["icons.svg"]).read_text()

        assert set(re.findall(r'<symbol id="([^"]+)"', sprite)) == SPRITE

    def test_gives_addresses_that_change_with_the_content(self) -> None:
        assert re.search(r"look/build/app-\w{8}\.js$", assets.url("app.js"))


class TestTheLock:
    def test_names_no_host(self) -> None:
        assert '"resolved"' not in (ROOT / "frontend" / "package-lock.json").read_text()
