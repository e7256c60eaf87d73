"""Numbers, moments, money and names, as people say them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from twofold.look import wording
from twofold.look.charts import Chart, Series

pytestmark = pytest.mark.no_database

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


class TestANumber:
    @pytest.mark.parametrize(
        ("value", "said"),
        [
            (0, "0"),
            (9_999, "9,999"),
            (10_000, "≈\u00a010,000"),
            (1_024_318, "≈\u00a01,024,000"),
            (98_402, "≈\u00a098,400"),
        ],
    )
    def test_is_exact_up_to_ten_thousand_and_about_beyond(self, value: int, said: str) -> None:
        assert wording.about(value) == said

    def test_follows_the_language_of_the_reader(self) -> None:
        with translation.override("de"):
            assert wording.number(1234567.5) == "1.234.567,5"

    @pytest.mark.parametrize(
        ("now", "before", "said"),
        [
            (114, 100, "+14\u00a0%"),
            (50, 100, "\u221250\u00a0%"),
            (862, 8, "×\u00a0108"),
            (999, 100, "+899\u00a0%"),
            (5, 5, "no change"),
            (3, 0, "new"),
            (0, 0, "no change"),
        ],
    )
    def test_has_a_trend(self, now: float, before: float, said: str) -> None:
        assert wording.trend(now, before) == said


class TestMoney:
    @pytest.mark.parametrize(
        ("minor", "currency", "said"),
        [
            (18_240_000, "EUR", "€\u00a0182,400"),
            (128_450, "EUR", "€\u00a01,284.50"),
            (-128_450, "EUR", "-€\u00a01,284.50"),
            (500, "JPY", "¥\u00a0500"),
            (1_234, "KWD", "KWD\u00a01.234"),
        ],
    )
    def test_is_told_in_whole_units_of_its_currency(self, minor: int, currency: str, said: str) -> None:
        assert wording.money(minor, currency) == said


class TestAMoment:
    @pytest.mark.parametrize(
        ("before", "said"),
        [
            (timedelta(seconds=20), "just now"),
            (timedelta(minutes=2), "2 min ago"),
            (timedelta(hours=3), "3 h ago"),
            (timedelta(days=1), "yesterday"),
            (timedelta(days=3), "3 days ago"),
            (timedelta(days=10), "10 November"),
            (timedelta(days=400), "16 October 2025"),
        ],
    )
    def test_is_said_as_people_say_it(self, before: timedelta, said: str) -> None:
        with timezone.override("UTC"):
            assert wording.ago(NOON - before, NOON) == said

    def test_belongs_to_the_day_of_the_reader(self) -> None:
        late = datetime(2026, 11, 19, 23, 30, tzinfo=UTC)

        with timezone.override("UTC"):
            assert wording.day(late, NOON) == "Yesterday"
        with timezone.override("Europe/Helsinki"):
            assert wording.day(late, NOON) == "Today"

    def test_shows_the_exact_one_on_hover(self) -> None:
        with timezone.override("Europe/Lisbon"):
            html = Template("{% load look %}{% ago moment %}").render(Context({"moment": NOON}))

        assert 'datetime="2026-11-20T12:00:00+00:00"' in html
        assert 'title="20 Nov 2026, 12:00:00 WET"' in html

    def test_that_never_was_is_a_dash(self) -> None:
        assert Template("{% load look %}{% ago moment %}").render(Context({"moment": None})) == "—"


class TestAName:
    @pytest.mark.parametrize(
        ("name", "letters"),
        [
            ("Ada Brandt", "AB"),
            ("Dr. Luís de Prata", "DP"),
            ("acme", "AC"),
            ("李小龙", "李小"),
            ("", "?"),
            ("— —", "?"),
        ],
    )
    def test_has_initials(self, name: str, letters: str) -> None:
        assert wording.initials(name) == letters

    def test_keeps_its_tint(self) -> None:
        assert wording.tint("Ada Brandt") == wording.tint("ada brandt")
        assert {wording.tint(f"person {number}") for number in range(100)} == set(range(wording.TINTS))


class TestAChart:
    def test_tells_the_same_to_the_eye_and_to_the_reader(self) -> None:
        chart = Chart([date(2026, 11, 19), date(2026, 11, 20)], [Series("Orders", [1200, None])])

        assert chart.rows == [["Fri 20 Nov", "—"], ["Thu 19 Nov", "1,200"]]
        assert chart.drawn == {
            "x": [1795046400.0, 1795132800.0],
            "days": True,
            "series": [{"label": "Orders", "values": [1200, None]}],
        }


class TestASparkline:
    @pytest.mark.parametrize(
        ("values", "path"),
        [([], ""), ([5], "M0.0 16.5L0.0 16.5"), ([0, 10], "M0.0 16.5L72.0 1.5"), ([3, 3], "M0.0 16.5L72.0 16.5")],
    )
    def test_is_drawn_from_any_number_of_values(self, values: list[float], path: str) -> None:
        html = Template("{% load look %}{% sparkline values %}").render(Context({"values": values}))

        assert f'd="{path}"' in html
