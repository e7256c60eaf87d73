"""What works apart answers in order, says what went wrong, and ends with whoever began it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from twofold.core.apart import Apart

pytestmark = pytest.mark.no_database
BEGUN = f"""
import os, time
from {__name__} import Doubled
from twofold.core.apart import Apart
if __name__ == "__main__":
    apart = Apart("{__name__}.Doubled", 1)
    apart.ask(0)
    print(apart.answer(), flush=True)
    time.sleep(60)
"""


class Doubled:
    """Doubles what it is asked, and adds what it was told; 0 asks for its process."""

    def __init__(self, more: int) -> None:
        if more < 0:
            msg = "nothing is taken away"
            raise ValueError(msg)
        self.more = more

    def __call__(self, number: int) -> int:
        if number < 0:
            msg = f"{number} is too little"
            raise ValueError(msg)
        return 2 * number + self.more if number else os.getpid()


def is_running(process: int) -> bool:
    stat = Path(f"/proc/{process}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


class TestWorkApart:
    def test_answers_in_the_order_of_the_questions(self) -> None:
        apart = Apart(f"{__name__}.Doubled", 1)
        for number in (1, 2, 3):
            apart.ask(number)
        assert [apart.answer() for _ in range(3)] == [3, 5, 7]
        apart.close()

    def test_says_what_went_wrong_and_goes_on(self) -> None:
        apart = Apart(f"{__name__}.Doubled", 1)
        apart.ask(-1)
        apart.ask(1)
        with pytest.raises(ValueError, match="too little"):
            apart.answer()
        assert apart.answer() == 3
        apart.close()

    def test_says_what_went_wrong_at_its_beginning(self) -> None:
        apart = Apart(f"{__name__}.Doubled", -1)
        apart.ask(1)
        with pytest.raises(ValueError, match="taken away"):
            apart.answer()
        apart.close()

    def test_is_over_when_it_is_killed(self) -> None:
        apart = Apart(f"{__name__}.Doubled", 1)
        apart.ask(0)
        os.kill(apart.answer(), signal.SIGKILL)
        with pytest.raises((EOFError, OSError)):
            apart.answer()
        apart.close()

    def test_ends_when_whoever_began_it_is_killed(self, tmp_path: Path) -> None:
        script = tmp_path / "begun.py"
        script.write_text(BEGUN)
        told = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
        with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True, env=told) as begun:
            assert begun.stdout
            child = int(begun.stdout.readline())
            assert is_running(child)
            begun.kill()
        deadline = time.monotonic() + 20
        while is_running(child):
            assert time.monotonic() < deadline
            time.sleep(0.05)
