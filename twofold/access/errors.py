"""How the access room says no."""

from dataclasses import dataclass

from twofold.core.refusals import Invalid


@dataclass
class PasswordTooWeak(Invalid):
    """This password is too easy to guess."""

    reasons: tuple[str, ...]

    @property
    def message(self) -> str:
        """Every reason in one line."""
        return " ".join(self.reasons)
