"""What happened, in words for customers: each fact that they are shown has its sentence, and none is a code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from twofold.core.queries import Entry
from twofold.directory import queries as directory
from twofold.portal import wording

# `%(who)s` is who did it, every other name one of the fact's own. Facts are named as `core.facts.name_of` names them.
SENTENCES: Mapping[str, tuple[str, str | Promise]] = {
    "access.signed.in": ("log-in", _("Signed in")),
    "access.signed.up": ("user-plus", _("Signed up")),
    "access.address.proven": ("mail-check", _("Showed that %(email)s is theirs")),
    "access.address.preferred": ("at-sign", _("Made %(email)s the first address")),
    "access.address.dropped": ("mail-x", _("Removed the address %(email)s")),
    "access.terms.accepted": ("file-check", _("Accepted “%(title)s”, version %(version)s")),
    "access.photo.taken": ("image", _("Put up a photo")),
    "access.photo.dropped": ("image", _("Took the photo down")),
    "access.download.asked": ("download", _("Asked for their data")),
    "access.download.gathered": ("download", _("The data was gathered")),
    "access.download.fetched": ("download", _("Took their data")),
    "access.deletion.asked": ("trash-2", _("Asked to be deleted")),
    "access.deletion.withdrawn": ("undo-2", _("Decided to stay")),
    "access.password.changed": ("key-round", _("Chose a new password")),
    "access.passkey.added": ("fingerprint", _("Added the passkey “%(name)s”")),
    "access.passkey.renamed": ("fingerprint", _("Renamed the passkey “%(before)s” to “%(name)s”")),
    "access.passkey.removed": ("fingerprint", _("Removed the passkey “%(name)s”")),
    "access.passkey.distrusted": ("shield-alert", _("The passkey “%(name)s” was refused: it may have been copied")),
    "access.login.connected": ("link", _("Connected “%(name)s” to sign in with")),
    "access.login.disconnected": ("unlink", _("Disconnected “%(name)s”")),
    "access.phone.added": ("phone", _("Showed that %(phone)s is theirs")),
    "access.phone.preferred": ("phone", _("Made %(phone)s the first number")),
    "access.phone.removed": ("phone", _("Removed the number %(phone)s")),
    "access.authenticator_app.added": ("smartphone", _("Added an authenticator app")),
    "access.authenticator_app.removed": ("smartphone", _("Removed the authenticator app")),
    "access.recovery_codes.made": ("ticket", _("Made new recovery codes")),
    "access.recovery_code.used": ("ticket", _("Used a recovery code")),
    "access.unknown_browser.used": ("monitor", _("Signed in with a new browser")),
    "access.browser.trusted": ("shield-check", _("Trusted a browser")),
    "access.browsers.distrusted": ("shield", _("Trusted no browser any more")),
    "access.sessions.ended": ("log-out", _("Signed out of other browsers")),
    "access.invitation.made": ("mail-plus", _("Invited %(address)s")),
    "access.invitation.renewed": ("mail-plus", _("Invited %(address)s again")),
    "access.invitation.revoked": ("mail-x", _("Took back the invitation of %(address)s")),
    "access.invitation.redeemed": ("mail-open", _("Came in by an invitation to %(address)s")),
    "access.guest.extended": ("calendar-clock", _("A guest may stay longer")),
    "access.guest.expired": ("hourglass", _("The time of a guest was over")),
    "access.sponsor.named": ("user-round-check", _("Somebody else vouches for a guest")),
    "access.request.made": ("user-plus", _("Asked to be let in")),
    "access.request.approved": ("user-check", _("Let somebody in who had asked")),
    "access.request.declined": ("user-x", _("Did not let somebody in who had asked")),
    "access.request.withdrawn": ("undo-2", _("No longer asks to be let in")),
    "access.role.defined": ("shield", _("Defined the role “%(role)s”")),
    "access.role.edited": ("shield", _("Changed the role “%(role)s”")),
    "access.role.removed": ("shield", _("Removed the role “%(role)s”")),
    "access.role.given": ("shield-check", _("Gave the role “%(role)s”")),
    "access.role.taken": ("shield", _("Took back the role “%(role)s”")),
    "access.group.made": ("users", _("Made the group “%(group)s”")),
    "access.group.edited": ("users", _("Changed the group “%(group)s”")),
    "access.group.removed": ("users", _("Removed the group “%(group)s”")),
    "access.group.joined": ("users", _("Put somebody into the group “%(group)s”")),
    "access.group.left": ("users", _("Took somebody out of the group “%(group)s”")),
    "access.application.offered": ("app-window", _("The application “%(application)s” was added")),
    "access.application.withdrawn": ("app-window", _("The application “%(application)s” was removed")),
    "access.application.assigned": ("app-window", _("Assigned the application “%(application)s”")),
    "access.application.unassigned": ("app-window", _("No longer assigns the application “%(application)s”")),
    "access.customer.impersonated": ("eye", _("%(staff_name)s of our staff acted as you: %(reason)s")),
    "access.impersonation.ended": ("eye-off", _("%(staff_name)s of our staff no longer acts as you")),
    "core.access.refused": ("ban", _("Was refused something")),
    "directory.person.edited": ("square-pen", _("Changed the profile")),
    "directory.consent.given": ("check", _("Agreed to “%(purpose)s”")),
    "directory.consent.withdrawn": ("x", _("No longer agrees to “%(purpose)s”")),
    "directory.account.edited": ("building-2", _("Changed the details of the organisation")),
    "directory.membership.added": ("user-plus", _("Somebody came in")),
    "directory.membership.edited": ("square-pen", _("Changed what somebody is in the organisation")),
    "directory.membership.ended": ("user-minus", _("Somebody is no longer in the organisation")),
    "directory.membership.restored": ("user-check", _("Somebody is in the organisation again")),
}

# What nobody but the person does: before they are signed in, the sign-in records it for them.
_OWN = {"access.signed.in", "access.signed.up", "access.address.proven", "access.unknown_browser.used"}


@dataclass(frozen=True, slots=True)
class Told:
    """Something that happened, as a line on a page. `who` did it; empty when it was the reader."""

    icon: str
    text: str
    who: str
    at: datetime


def told(entries: Sequence[Entry], *, reader: object) -> list[Told]:
    """Facts in the reader's language. At most one statement."""
    has_purposes = any("purpose" in entry.body for entry in entries)
    purposes = directory.purposes_in(get_language() or "") if has_purposes else None
    return [_told(entry, purposes, reader) for entry in entries]


def _told(entry: Entry, purposes: directory.Purposes | None, reader: object) -> Told:
    icon, sentence = SENTENCES.get(entry.name, ("activity", _("Something was changed")))
    body = _Body(entry.body)
    if purposes and "purpose" in body:
        body["purpose"] = purposes.name(body["purpose"])
    if "role" in body:
        body["role"] = wording.role(body["role"])
    is_own = reader and (entry.actor_id == reader or (not entry.actor_id and entry.name in _OWN))
    return Told(icon, str(sentence) % body, "" if is_own else _named(entry), entry.recorded_at)


def _named(entry: Entry) -> str:
    """Programs and what Twofold does by itself have no name that a customer knows."""
    return entry.actor_name if entry.actor_id else gettext("by itself")


class _Body(dict[str, Any]):
    """What a fact does not have is left out of its sentence."""

    def __missing__(self, key: str) -> str:
        return ""
