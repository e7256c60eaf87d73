"""Amounts of money, in minor units so that nothing is ever rounded by accident."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from babel.numbers import format_currency, get_currency_precision
from moneyed import CurrencyDoesNotExist, get_currency

from twofold.core.refusals import Invalid


@dataclass(eq=False)
class UnknownCurrency(Invalid):
    """No such ISO 4217 code."""

    currency: str


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """So many minor units (cents) of one ISO 4217 currency."""

    currency: str
    minor: int

    def __post_init__(self) -> None:
        try:
            get_currency(self.currency)
        except CurrencyDoesNotExist as error:
            raise UnknownCurrency(self.currency) from error

    @classmethod
    def of(cls, amount: Decimal | int | str, currency: str) -> "Money":
        """From major units; half a minor unit goes to the even side."""
        scale = Decimal(10) ** get_currency_precision(currency)
        return cls(currency, int((Decimal(amount) * scale).to_integral_value(ROUND_HALF_EVEN)))

    @property
    def amount(self) -> Decimal:
        """In major units, exact."""
        return Decimal(self.minor).scaleb(-get_currency_precision(self.currency))

    def format(self, locale: str = "en") -> str:
        """As people of the locale write it, e.g. `€4,120.00`."""
        return format_currency(self.amount, self.currency, locale=locale)
