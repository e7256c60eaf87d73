"""`kill -9` in the middle of tracking: what was acknowledged is there, once, and so is every fact."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.events.survivor import Survivor

pytestmark = pytest.mark.no_database


@pytest.fixture
def survivor(tmp_path: Path) -> Iterator[Survivor]:
    mine = Survivor(tmp_path / "data")
    yield mine
    mine.close()


def assert_nothing_lost_or_doubled(survivor: Survivor) -> None:
    events = survivor.events()
    ledger, tape = survivor.facts()
    assert [name for name in survivor.acknowledged if name not in events] == []
    assert [name for name, times in events.items() if times > 1] == []
    assert tape == ledger
    assert survivor.people() <= 3 * 40


class TestKilling:
    @pytest.mark.timeout(300)
    def test_the_server_and_the_engines_loses_nothing(self, survivor: Survivor) -> None:
        survivor.begin()

        survivor.kill(survivor.processes()["web's own worker"])
        survivor.kill(survivor.processes()["engines"])

        survivor.finish()
        assert_nothing_lost_or_doubled(survivor)

    @pytest.mark.slow
    @pytest.mark.timeout(900)
    def test_each_process_in_turn_and_all_of_them_loses_nothing(self, survivor: Survivor) -> None:
        survivor.begin()

        for _ in range(3):
            for name in survivor.processes():
                survivor.kill(survivor.processes()[name])
        for _ in range(3):
            survivor.kill(*survivor.processes().values(), survivor.serving.pid)

        survivor.finish()
        assert_nothing_lost_or_doubled(survivor)
