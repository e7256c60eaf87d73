"""Adding a phone: a code goes there by text message, and whoever brings it has shown that it is theirs.

It never shows whether somebody has the number already: then another text goes there, and no code is right.
"""

from allauth.core import ratelimit
from django.http import HttpRequest

from twofold.access import phones, texting
from twofold.access.adapters import sent_code
from twofold.access.adapters.circumstances import here_of
from twofold.access.errors.selves import PhoneNotUsable, TooManyPhones
from twofold.access.models import Phone
from twofold.access.sites import SiteHere
from twofold.core.actor import Actor
from twofold.core.unit import unit_of_work
from twofold.directory.phones import takes_texts

PURPOSE = "phone_code"
SYSTEM = Actor.system("access")


def may_send(request: HttpRequest, number: str) -> bool:
    """Count a text to this number. False after too many there, from this network, or altogether today."""
    return ratelimit.consume(request, action="phone_code", key=number) and texting.have_room()


def begin(request: HttpRequest, text: str, site: SiteHere, *, region: str) -> bool:
    """Send a code to a number that is to be added; one sent before holds no longer. False after too many.

    Refuses what is no number that takes texts, and one more than one can have.
    """
    number = phones.number_in(text, region=region)
    if number is None or not takes_texts(number):
        raise PhoneNotUsable
    me = request.user.pk
    assert me is not None  # noqa: S101 - its page is for who has signed in
    with unit_of_work(SYSTEM):
        if Phone.objects.filter(person=me).count() >= phones.MOST:
            raise TooManyPhones
        if not ratelimit.consume(request, action="manage_phone", user=request.user) or not may_send(request, number):
            return False
        is_taken = phones.is_anothers(me, number)
        code = sent_code.keep(request, PURPOSE, number, is_real=not is_taken)
        language = str(request.user.locale)  # type: ignore[union-attr]
        kind, told = ("taken", "") if is_taken else ("add", code)
        texting.post(kind, to=number, site=site, language=language, code=told)
    return True


def number_of(request: HttpRequest) -> str:
    """The number whose code is waited for; empty when there is none, or it holds no longer."""
    waiting = sent_code.kept(request, PURPOSE)
    return waiting.address if waiting else ""


def finish(request: HttpRequest, code: str, *, by: Actor) -> bool:
    """Whether it is the code; then the number is one of the person's from now on. After five wrong ones none is right."""
    number = number_of(request)
    if not sent_code.is_right(request, PURPOSE, code):
        return False
    with unit_of_work(SYSTEM):
        phones.proven(request.user.pk, number, by=by, here=here_of(request))  # type: ignore[arg-type]
    return True
