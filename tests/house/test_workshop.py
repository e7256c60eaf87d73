"""The scripts in bin/, before they do anything."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.house.files import ROOT

pytestmark = pytest.mark.no_database

SCRIPTS = sorted(path.name for path in (ROOT / "bin").iterdir() if not path.name.startswith("_"))


@pytest.mark.parametrize("script", SCRIPTS)
class TestAScript:
    def test_explains_itself(self, script: str) -> None:
        said = subprocess.run([ROOT / "bin" / script, "--help"], capture_output=True, text=True, check=True)

        assert said.stdout.startswith(f"Usage: bin/{script}")
        assert "shellcheck" not in said.stdout

    def test_can_be_read_by_bash(self, script: str) -> None:
        subprocess.run(["bash", "-n", ROOT / "bin" / script], check=True)


class TestSettingUp:
    def test_says_in_one_line_that_python_is_missing(self, tmp_path: Path) -> None:
        clone = _bare_clone(tmp_path)

        said = _run(clone, tools=tmp_path / "tools")

        assert said.returncode == 1
        assert said.stderr.splitlines() == [
            "test: Python 3.11, 3.12 or 3.13 is needed and none is on the PATH (TWOFOLD_PYTHON names one elsewhere)."
        ]

    def test_passes_over_a_python_that_is_too_old(self, tmp_path: Path) -> None:
        clone = _bare_clone(tmp_path)
        old = tmp_path / "tools" / "python3"
        old.write_text("#!/bin/sh\nexit 1\n")
        old.chmod(0o755)

        assert "is needed" in _run(clone, tools=tmp_path / "tools").stderr


def _bare_clone(folder: Path) -> Path:
    """The scripts alone, and a path with what they need but Python."""
    shutil.copytree(ROOT / "bin", folder / "clone" / "bin")
    (folder / "tools").mkdir()
    for tool in ("bash", "dirname", "flock", "grep", "mkdir", "sed"):
        (folder / "tools" / tool).symlink_to(shutil.which(tool) or "")
    return folder / "clone"


def _run(clone: Path, *, tools: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(tools), "HOME": os.environ.get("HOME", "")}
    command = [tools / "bash", clone / "bin" / "test"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
