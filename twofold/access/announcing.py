"""Telling of changes to how somebody signs in: the ledger, and the person by letter, so that nobody changes it unnoticed."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from twofold.access import letters
from twofold.access.circumstances import Here
from twofold.access.facts import security as facts
from twofold.access.sites import SiteHere
from twofold.core import links, unit
from twofold.core.actor import Actor
from twofold.core.facts import record
from twofold.directory.phones import spoken

_moment = lazy(date_format, str)

# What a letter says of each; what is not here is told to the ledger alone.
SENTENCES: dict[type[facts.SecurityFact], Any] = {
    facts.PasswordChanged: _("Your password was changed"),
    facts.PasskeyAdded: _("A passkey was added"),
    facts.PasskeyRemoved: _("A passkey was removed"),
    facts.PhoneAdded: _("A phone number was added"),
    facts.PhoneRemoved: _("A phone number was removed"),
    facts.PasskeyDistrusted: _("A passkey of yours may have been copied"),
    facts.LoginConnected: _("You can sign in with another provider now"),
    facts.LoginDisconnected: _("A provider was disconnected"),
    facts.AuthenticatorAppAdded: _("Two-step sign-in was turned on"),
    facts.AuthenticatorAppRemoved: _("Your authenticator app was removed"),
    facts.RecoveryCodesMade: _("New recovery codes were made"),
    facts.RecoveryCodeUsed: _("A recovery code was used"),
    facts.UnknownBrowserUsed: _("You signed in with a new browser"),
    facts.BrowserTrusted: _("A browser is trusted now"),
}


def announce(fact: facts.SecurityFact, *, by: Actor, here: Here) -> None:
    """Record the fact, and tell its person by letter where it matters. Both are kept with the change or not at all."""
    record(fact, by=by)
    sentence = SENTENCES.get(type(fact))
    if sentence is not None:
        tell(fact.person_id, sentence, site=here.site, details=_details(fact))


def tell(person_id: UUID, sentence: Any, *, site: SiteHere, details: Sequence[tuple[Any, Any]] = ()) -> None:
    """Tell a person by letter of a change to how they sign in, at the address they are written to. Nobody without one."""
    proven = EmailAddress.objects.filter(user_id=person_id, verified=True).order_by("-primary", "id")
    letters.post(
        "security",
        to=proven.values_list("email", flat=True).first() or "",
        site=site,
        language=get_user_model().objects.values_list("locale", flat=True).get(pk=person_id),
        sentence=sentence,
        details=details,
        url=links.to("portal:security", base=site.url),
    )


def _details(fact: facts.SecurityFact) -> list[tuple[Any, Any]]:
    """When, what and from where; said in the language of the letter."""
    known = [
        (_("When"), _moment(unit.now(), "DATETIME_FORMAT")),
        (_("Name"), getattr(fact, "name", "")),
        (_("E-mail"), getattr(fact, "email", "")),
        (_("Phone"), spoken(getattr(fact, "phone", ""))),
        (_("Codes left"), str(fact.left) if isinstance(fact, facts.RecoveryCodeUsed) else ""),
        (_("Browser"), fact.browser),
        (_("Network address"), fact.address),
    ]
    return [(word, value) for word, value in known if value]
