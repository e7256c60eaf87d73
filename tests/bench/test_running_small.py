"""Each benchmark runs, as small as it can be: what it measures changes under it, and nobody runs it every day."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.no_database
SMALL = {
    "lists": {"PEOPLE": 2_000, "ACCOUNTS": 200, "TIMES": 1},
    "edits": {"PEOPLE": 1_000, "ACCOUNTS": 100, "EDITED": 100, "TIMES": 2},
    "search": {"PEOPLE": 3_000, "ACCOUNTS": 100, "TYPED": 8, "OTHER_WORDS": 100},
    "importing": {"PEOPLE": 500},
    "audit": {"FACTS": 2_000, "PIECES": 2, "ASKED": 1},
    "api": {"PEOPLE": 500, "ACCOUNTS": 50, "READS": 200, "LISTS": 3, "BATCHES": 1, "ROWS": 200},
}
RUN = """
import importlib
if __name__ == "__main__":
    bench = importlib.import_module("bench.{name}")
    vars(bench).update({sizes})
    print(len(bench.run()))
"""


@pytest.mark.parametrize("name", SMALL)
def test_a_benchmark_runs(name: str, tmp_path: Path) -> None:
    script = tmp_path / "small.py"
    script.write_text(RUN.format(name=name, sizes=SMALL[name]))
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("TWOFOLD_", "DJANGO_"))}
    told = kept | {"TWOFOLD_DATA": str(tmp_path / "data"), "PYTHONPATH": str(Path(__file__).parents[2])}

    done = subprocess.run([sys.executable, script], env=told, capture_output=True, text=True, timeout=180, check=False)

    assert done.returncode == 0, done.stderr[-3_000:]
    assert int(done.stdout.split()[-1]) > 0
