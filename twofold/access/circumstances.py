"""Where something is done: at which site, with which browser, from which address; and how a browser is called."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from ua_parser import parse

from twofold.access.sites import SiteHere

LONGEST = 200
SYSTEMS = {"Mac OS X": "macOS"}
PHONES = {"iOS", "Android"}


@dataclass(frozen=True, slots=True)
class Here:
    """A request, as what happens in it is told of: `browser` is what it says of itself (its User-Agent)."""

    site: SiteHere
    address: str
    browser: str

    @property
    def told(self) -> dict[str, str]:
        """For a fact."""
        return {"browser": called(self.browser), "address": self.address}


def called(user_agent: str) -> str:
    """A browser and its system, as people know them: "Firefox on Linux"."""
    seen = parse(user_agent[:LONGEST])
    family = seen.user_agent.family if seen.user_agent else ""
    system = SYSTEMS.get(seen.os.family, seen.os.family) if seen.os else ""
    browser = family.removesuffix(" Mobile").removeprefix("Mobile ")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Unknown browser")


def is_phone(user_agent: str) -> bool:
    """Whether it is held in a hand."""
    seen = parse(user_agent[:LONGEST])
    return bool(seen.os and seen.os.family in PHONES)
