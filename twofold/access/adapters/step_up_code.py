"""A code by mail that proves who one is, for whom has no better way: six digits, for ten minutes, five tries."""

from allauth.account.models import EmailAddress
from django.http import HttpRequest

from twofold.access import letters
from twofold.access.adapters import sent_code
from twofold.access.sites import SiteHere

PURPOSE = "step_up_code"


def address_of(request: HttpRequest) -> str:
    """The proven address of the signed-in person that a code goes to; empty if they have none."""
    proven = EmailAddress.objects.filter(user_id=request.user.pk, verified=True).order_by("-primary", "id")
    return proven.values_list("email", flat=True).first() or ""


def send(request: HttpRequest, site: SiteHere) -> None:
    """Send a new code to the person's address; one that was sent before holds no longer."""
    address = address_of(request)
    code = sent_code.keep(request, PURPOSE, address)
    letters.post("step_up_code", to=address, site=site, language=str(request.user.locale), code=code)  # type: ignore[union-attr]


def is_sent(request: HttpRequest) -> bool:
    """Whether a code is on its way that still holds."""
    return sent_code.kept(request, PURPOSE) is not None


def is_right(request: HttpRequest, code: str) -> bool:
    """Whether it is the code that was sent. A right one holds no longer; after five wrong ones none does."""
    return sent_code.is_right(request, PURPOSE, code)
