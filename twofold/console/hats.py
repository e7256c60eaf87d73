"""The hats people wear, in words and colours: consumer, a part in an account, guest, staff."""

from collections.abc import Sequence
from dataclasses import dataclass

BUYING_ROLES: Sequence[tuple[str, str]] = (
    ("economic_buyer", "Economic buyer"),
    ("decision_maker", "Decision maker"),
    ("champion", "Champion"),
    ("influencer", "Influencer"),
    ("evaluator", "Evaluator"),
    ("approver", "Approver"),
    ("gatekeeper", "Gatekeeper"),
    ("opponent", "Opponent"),
    ("payer", "Payer"),
    ("user", "User"),
)
STANDINGS: Sequence[tuple[str, str]] = (("member", "Member"), ("guest", "Guest"))
ROLE_NAMES = dict(BUYING_ROLES)
TONES = {"champion": "good", "gatekeeper": "warn", "opponent": "bad", "user": ""}
KIND_TONES = {"consumer": "violet"}


@dataclass(frozen=True, slots=True)
class Hat:
    """A word with the colour of its meaning; with an address it leads there, with a dot it is a state."""

    words: str
    tone: str = ""
    url: str = ""
    dot: bool = False


def in_account(*, standing: str, buying_role: str) -> Hat:
    """What somebody is in an account, in a word."""
    if standing == "guest":
        return Hat("Guest", "warn")
    if buying_role:
        return Hat(ROLE_NAMES[buying_role], TONES.get(buying_role, "accent"))
    return Hat("Member")


ACCOUNT_KINDS: Sequence[tuple[str, str]] = (
    ("prospect", "Prospect"),
    ("customer", "Customer"),
    ("partner", "Partner"),
    ("reseller", "Reseller"),
    ("supplier", "Supplier"),
    ("government", "Government"),
    ("institution", "Institution"),
    ("other", "Other"),
)
ACCOUNT_TONES = {"customer": "good", "prospect": "accent"}


def of_account(kind: str) -> Hat:
    """What an account is to us."""
    return Hat(dict(ACCOUNT_KINDS)[kind], ACCOUNT_TONES.get(kind, ""))
