"""Benchmarks say what holds."""

import json

import pytest

from bench.__main__ import as_json, benchmarks
from bench.machine import this_machine
from bench.rows import Row, at_least, at_most, percentile

pytestmark = pytest.mark.no_database


class TestARow:
    def test_holds_when_a_time_is_within_its_budget(self) -> None:
        assert at_most("p95", 0.1, "s", 0.1).holds is True
        assert at_most("p95", 0.11, "s", 0.1).holds is False

    def test_holds_when_a_rate_reaches_its_budget(self) -> None:
        assert at_least("events", 20_000, "1/s", 20_000).holds is True
        assert at_least("events", 19_999, "1/s", 20_000).holds is False

    def test_says_nothing_without_a_budget(self) -> None:
        assert Row("JSON decoding alone", 1_000_000, "1/s").holds is None

    def test_is_written_for_machines_with_the_machine(self) -> None:
        written = json.loads(as_json([at_most("p95", 0.05, "s", 0.1)], this_machine()))

        assert written["rows"] == [{"name": "p95", "figure": 0.05, "unit": "s", "budget": 0.1, "holds": True}]
        assert written["machine"]["cores"] > 0
        assert written["machine"]["postgres"].startswith("18")


class TestAPercentile:
    @pytest.mark.parametrize(("share", "figure"), [(0.0, 1), (0.5, 50), (0.95, 95), (0.99, 99), (1.0, 100)])
    def test_is_a_figure_that_was_measured(self, share: float, figure: int) -> None:
        assert percentile(range(100, 0, -1), share) == figure


class TestTheBenchmarks:
    def test_are_the_modules_that_can_be_run(self) -> None:
        assert {"lists", "start"} <= set(benchmarks())
        assert not {"rows", "machine", "population"} & set(benchmarks())
