"""Money is exact."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twofold.core.money import Money, UnknownCurrency

pytestmark = pytest.mark.no_database


class TestMoney:
    @given(st.integers(-(10**12), 10**12), st.sampled_from(["EUR", "JPY", "BHD"]))
    def test_survives_the_way_to_major_units_and_back(self, minor: int, currency: str) -> None:
        money = Money(currency, minor)

        assert Money.of(money.amount, currency) == money

    def test_rounds_half_a_cent_to_the_even_side(self) -> None:
        assert Money.of(Decimal("0.125"), "EUR").minor == 12
        assert Money.of(Decimal("0.135"), "EUR").minor == 14

    def test_is_written_as_the_locale_writes_it(self) -> None:
        assert Money("EUR", 412_000).format("en") == "€4,120.00"
        assert Money("JPY", 412_000).format("en") == "¥412,000"

    def test_needs_a_currency_that_exists(self) -> None:
        with pytest.raises(UnknownCurrency):
            Money("ABC", 1)
