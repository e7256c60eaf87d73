"""Adding an address: a code goes there, and whoever brings it has shown that it is theirs.

It never shows whether somebody has the address already: then another letter goes there, and no code is right.
"""

from allauth.account.models import EmailAddress
from allauth.core import ratelimit
from django.http import HttpRequest

from twofold.access import letters, proofs
from twofold.access.adapters import sent_code
from twofold.access.errors.selves import TooManyAddresses
from twofold.access.sites import SiteHere
from twofold.core.actor import Actor
from twofold.core.unit import unit_of_work

PURPOSE = "address_code"
MOST = 5
SYSTEM = Actor.system("access")


def begin(request: HttpRequest, address: str, site: SiteHere) -> bool:
    """Send a code to an address that is to be added; one sent before holds no longer. False after too many in an hour.

    Refuses an address more than one can have.
    """
    address = address.strip().lower()
    with unit_of_work(SYSTEM):
        if not ratelimit.consume(request, action="manage_email", user=request.user):
            return False
        if EmailAddress.objects.filter(user_id=request.user.pk, verified=True).count() >= MOST:
            raise TooManyAddresses
        is_taken = proofs.is_anothers(address, None)
        code = sent_code.keep(request, PURPOSE, address, is_real=not is_taken)
        language = str(request.user.locale)  # type: ignore[union-attr]
        kind, told = ("address_taken", {}) if is_taken else ("address_code", {"code": code})
        letters.post(kind, to=address, site=site, language=language, **told)
    return True


def address_of(request: HttpRequest) -> str:
    """The address whose code is waited for; empty when there is none, or it holds no longer."""
    waiting = sent_code.kept(request, PURPOSE)
    return waiting.address if waiting else ""


def finish(request: HttpRequest, code: str) -> bool:
    """Whether it is the code; then the address is one of the person's from now on. After five wrong ones none is right."""
    address = address_of(request)
    if not sent_code.is_right(request, PURPOSE, code):
        return False
    with unit_of_work(SYSTEM):
        proofs.proven(request.user.pk, address, in_this_browser=False)  # type: ignore[arg-type]
    return True
