"""Text messages of the access room: a sentence for each kind, in a site's name, in the language of whom it goes to.

No more leave in a day than `TWOFOLD_SMS_PER_DAY`, whoever asks for them: each costs, and some ask so that it does.
"""

from datetime import timedelta
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from twofold.access import letters, limits
from twofold.access.limits import Rate
from twofold.access.sites import SiteHere
from twofold.core import clock
from twofold.core.texts import Text, send

log = structlog.get_logger()
# A count has a key of its own each day, and next to nothing of it comes back before that day is over.
A_YEAR = timedelta(days=365).total_seconds()
SENTENCES = {
    "sign_in": _("%(code)s is your code to sign in at %(site)s. Read it out to nobody."),
    "add": _("%(code)s is your code to add this number at %(site)s. Read it out to nobody."),
    "taken": _(
        "Somebody wanted to add this number to another account at %(site)s. It is in use already, so nothing was changed."
    ),
}


def have_room() -> bool:
    """Whether another text may leave today."""
    return limits.have_room([_today("leaving")])


def post(kind: str, *, to: str, site: SiteHere, language: str = "", code: str = "") -> None:
    """Queue a text. Without `to` it is counted apart, queued and dropped: whoever waits for the answer learns nothing from it."""
    if not limits.spend([_today("leaving" if to else "dropped")]) and to:
        log.warning("texts.ceiling_reached", ceiling=settings.SMS_PER_DAY)
        to = ""
    with translation.override(letters.spoken_at(site, language)):
        said = str(SENTENCES[kind]) % {"code": code, "site": site.name}
    send(Text(to, f"{said}{_bound(site, code)}"))


def _bound(site: SiteHere, code: str) -> str:
    """By which a phone offers the code at this site only, and at none that looks like it (domain-bound codes)."""
    return f"\n\n@{urlsplit(site.url).hostname} #{code}" if code else ""


def _today(which: str) -> Rate:
    return Rate(f"texts:{which}:{clock.now():%Y-%m-%d}", settings.SMS_PER_DAY, A_YEAR)
