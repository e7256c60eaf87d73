"""Telling of changes to how somebody signs in: the ledger, and the person by letter, so that nobody changes it unnoticed.

The letter goes where they were written to at that moment. A job composes it, for nobody has to wait until it is drawn.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from twofold.access import letters
from twofold.access.circumstances import Here
from twofold.access.facts import security as facts
from twofold.access.sites import SiteHere, site_with
from twofold.core import links
from twofold.core.actor import Actor
from twofold.core.facts import Fact, name_of, read, record_all
from twofold.core.jobs import job
from twofold.core.unit import unit_of_work
from twofold.directory.phones import spoken


def _said(at: datetime) -> str:
    return f"{date_format(at, 'DATETIME_FORMAT')} UTC"


_moment = lazy(_said, str)

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


KINDS = {name_of(kind): kind for kind in SENTENCES}

Where = tuple[str, str]  # in which language and to which address letters to somebody go
# The primary address among the proven ones; none is nobody's.
WHERE = """
SELECT p.locale, coalesce((
    SELECT e.email FROM account_emailaddress e WHERE e.user_id = p.id AND e.verified ORDER BY e.primary DESC, e.id LIMIT 1), '')
FROM directory_person p WHERE p.id = %s
"""


def announce(*told: Fact, by: Actor, here: Here, where: Where | None = None) -> None:
    """Record the facts, and tell their person by letter where it matters. Both are kept with the change or not at all.

    `where` is for whoever has read it anyway.
    """
    for entry in record_all(told, by=by):
        if entry.name in KINDS and entry.person_id:
            language, to = where or _where(entry.person_id)
            at, site_id = entry.recorded_at.isoformat(), str(here.site.id)
            write_of.defer(name=entry.name, body=entry.body, at=at, site_id=site_id, to=to, language=language)


@job()
def write_of(*, name: str, body: dict[str, Any], at: str, site_id: str, to: str, language: str) -> None:
    """Write to a person what the ledger says of them."""
    kind = KINDS[name]
    with unit_of_work(Actor.system("access")):
        details = _details(read(kind, body), datetime.fromisoformat(at))
        _post(SENTENCES[kind], site=site_with(UUID(site_id)), to=to, language=language, details=details)


def tell(person_id: UUID, sentence: Any, *, site: SiteHere, details: Sequence[tuple[Any, Any]] = ()) -> None:
    """Tell a person by letter of a change to how they sign in, at the address they are written to. Nobody without one."""
    language, to = _where(person_id)
    _post(sentence, site=site, to=to, language=language, details=details)


def _post(sentence: Any, *, site: SiteHere, to: str, language: str, details: Sequence[tuple[Any, Any]]) -> None:
    url = links.to("portal:security", base=site.url)
    letters.post("security", to=to, site=site, language=language, sentence=sentence, details=details, url=url)


def _where(person_id: UUID) -> Where:
    with connection.cursor() as cursor:
        cursor.execute(WHERE, [person_id])
        language, to = cursor.fetchone()
    return language, to


def _details(fact: facts.SecurityFact, at: datetime) -> list[tuple[Any, Any]]:
    """When, what and from where; said in the language of the letter."""
    known = [
        (_("When"), _moment(at)),
        (_("Name"), getattr(fact, "name", "")),
        (_("E-mail"), getattr(fact, "email", "")),
        (_("Phone"), spoken(getattr(fact, "phone", ""))),
        (_("Codes left"), str(fact.left) if isinstance(fact, facts.RecoveryCodeUsed) else ""),
        (_("Browser"), fact.browser),
        (_("Network address"), fact.address),
    ]
    return [(word, value) for word, value in known if value]
