"""For which purposes people are asked whether one may write to them."""

from twofold.access.flows import Flow
from twofold.access.models import Site

CHANNEL = "email"


def purposes() -> frozenset[str]:
    """What any site asks for when somebody signs up. One statement."""
    flows = Site.objects.values_list("flow", flat=True)
    return frozenset(purpose for flow in flows for purpose in flow.get("purposes", Flow().purposes))
