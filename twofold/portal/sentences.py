"""What is said of each kind of fact that customers are shown: to whom it is about, and to others."""

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Sentence(NamedTuple):
    """With an icon, what is said to the person a fact is about, and to others; a fact that only one of them sees has one."""

    icon: str
    mine: str | Promise = ""
    others: str | Promise = ""


# Facts are named as `core.facts.name_of` names them. `%(whose)s` is the person a fact is about, every other name one of its own.
# What is said otherwise where a field is filled is under the name with that field; `many` is for a count of more than one.
SENTENCES: Mapping[str, Sentence] = {
    "access.signed.in": Sentence("log-in", _("You signed in")),
    "access.signed.up": Sentence("user-plus", _("You signed up")),
    "access.address.proven": Sentence("mail-check", _("You showed that %(email)s is yours")),
    "access.address.preferred": Sentence("at-sign", _("You made %(email)s your first address")),
    "access.address.dropped": Sentence("mail-x", _("You removed the address %(email)s")),
    "access.terms.accepted": Sentence("file-check", _("You accepted “%(title)s”, version %(version)s")),
    "access.photo.taken": Sentence("image", _("You put up a photo")),
    "access.photo.dropped": Sentence("image", _("You took your photo down")),
    "access.download.asked": Sentence("download", _("You asked for your data")),
    "access.download.gathered": Sentence("download", _("Your data was gathered")),
    "access.download.fetched": Sentence("download", _("You downloaded your data")),
    "access.deletion.asked": Sentence("trash-2", _("You asked to be deleted")),
    "access.deletion.withdrawn": Sentence("undo-2", _("You decided to stay")),
    "access.password.changed": Sentence("key-round", _("You chose a new password")),
    "access.passkey.added": Sentence("fingerprint", _("You added the passkey “%(name)s”")),
    "access.passkey.renamed": Sentence("fingerprint", _("You renamed the passkey “%(before)s” to “%(name)s”")),
    "access.passkey.removed": Sentence("fingerprint", _("You removed the passkey “%(name)s”")),
    "access.passkey.distrusted": Sentence(
        "shield-alert", _("Your passkey “%(name)s” was refused: it may have been copied")
    ),
    "access.login.connected": Sentence("link", _("You connected “%(name)s” to sign in with")),
    "access.login.disconnected": Sentence("unlink", _("You disconnected “%(name)s”")),
    "access.phone.added": Sentence("phone", _("You showed that %(phone)s is yours")),
    "access.phone.preferred": Sentence("phone", _("You made %(phone)s your first number")),
    "access.phone.removed": Sentence("phone", _("You removed the number %(phone)s")),
    "access.authenticator_app.added": Sentence("smartphone", _("You added an authenticator app")),
    "access.authenticator_app.removed": Sentence("smartphone", _("You removed your authenticator app")),
    "access.recovery_codes.made": Sentence("ticket", _("You made new recovery codes")),
    "access.recovery_code.used": Sentence("ticket", _("You used a recovery code")),
    "access.unknown_browser.used": Sentence("monitor", _("You signed in with a new browser")),
    "access.browser.trusted": Sentence("shield-check", _("You chose to trust a browser")),
    "access.browsers.distrusted": Sentence("shield", _("You no longer trust a browser that you trusted before")),
    "access.browsers.distrusted+many": Sentence("shield", _("You no longer trust any browser")),
    "access.sessions.ended": Sentence("log-out", _("You signed out of another browser")),
    "access.sessions.ended+many": Sentence("log-out", _("You signed out of your other browsers")),
    "access.customer.impersonated": Sentence("eye", _("%(staff_name)s of our staff acted as you: %(reason)s")),
    "access.impersonation.ended": Sentence("eye-off", _("%(staff_name)s of our staff no longer acts as you")),
    "core.access.refused": Sentence("ban", _("Something you asked for was refused")),
    "core.access.refused+impersonator_id": Sentence("ban", _("Something that was asked for in your place was refused")),
    "directory.person.edited": Sentence("square-pen", _("Your profile was changed")),
    "directory.identifier.removed": Sentence("unlink", _("You removed %(value)s")),
    "directory.consent.given": Sentence("check", _("You agree to “%(purpose)s”")),
    "directory.consent.withdrawn": Sentence("x", _("You no longer agree to “%(purpose)s”")),
    "access.invitation.made": Sentence("mail-plus", others=_("%(address)s was invited")),
    "access.invitation.renewed": Sentence("mail-plus", others=_("%(address)s was invited again")),
    "access.invitation.revoked": Sentence("mail-x", others=_("The invitation of %(address)s was taken back")),
    "access.invitation.held": Sentence(
        "hourglass", others=_("The invitation of %(address)s has to be confirmed by somebody else")
    ),
    "access.invitation.redeemed": Sentence(
        "mail-open",
        _("You came in by an invitation to %(address)s"),
        _("%(whose)s came in by an invitation to %(address)s"),
    ),
    "access.guest.extended": Sentence(
        "calendar-clock",
        _("You may stay as a guest until %(until)s"),
        _("%(whose)s may stay as a guest until %(until)s"),
    ),
    "access.guest_review.asked": Sentence(
        "calendar-clock", others=_("It was asked whether %(whose)s should stay as a guest")
    ),
    "access.guest.expired": Sentence(
        "hourglass", _("Your time as a guest was over"), _("The time of %(whose)s as a guest was over")
    ),
    "access.guest_terms.set": Sentence("calendar-clock", others=_("How long guests may stay was changed")),
    "access.sponsor.named": Sentence("user-round-check", others=_("Somebody else vouches for %(whose)s")),
    "access.request.made": Sentence("user-plus", _("You asked to be let in"), _("%(whose)s asks to be let in")),
    "access.request.approved": Sentence("user-check", _("You were let in"), _("%(whose)s was let in")),
    "access.request.declined": Sentence("user-x", _("You were not let in"), _("%(whose)s was not let in")),
    "access.request.withdrawn": Sentence(
        "undo-2", _("You no longer ask to be let in"), _("%(whose)s no longer asks to be let in")
    ),
    "access.role.defined": Sentence("shield", others=_("The role “%(role)s” was defined")),
    "access.role.edited": Sentence("shield", others=_("The role “%(role)s” was changed")),
    "access.role.removed": Sentence("shield", others=_("The role “%(role)s” was removed")),
    "access.role.given": Sentence(
        "shield-check", _("You were given the role “%(role)s”"), _("%(whose)s was given the role “%(role)s”")
    ),
    "access.role.given+reaches_below": Sentence(
        "shield-check",
        _("You were given the role “%(role)s”, here and in all below it"),
        _("%(whose)s was given the role “%(role)s”, here and in all below it"),
    ),
    "access.role.taken": Sentence(
        "shield", _("You no longer have the role “%(role)s”"), _("%(whose)s no longer has the role “%(role)s”")
    ),
    "access.group.made": Sentence("users", others=_("The group “%(group)s” was made")),
    "access.group.edited": Sentence("users", others=_("The group “%(group)s” was changed")),
    "access.group.removed": Sentence("users", others=_("The group “%(group)s” was removed")),
    "access.group.joined": Sentence(
        "users", _("You are in the group “%(group)s”"), _("%(whose)s is in the group “%(group)s”")
    ),
    "access.group.joined+is_owner": Sentence(
        "users", _("You run the group “%(group)s”"), _("%(whose)s runs the group “%(group)s”")
    ),
    "access.group.left": Sentence(
        "users", _("You are no longer in the group “%(group)s”"), _("%(whose)s is no longer in the group “%(group)s”")
    ),
    "access.application.offered": Sentence("app-window", others=_("The application “%(application)s” was added")),
    "access.application.withdrawn": Sentence("app-window", others=_("The application “%(application)s” was removed")),
    "access.application.assigned": Sentence("app-window", others=_("Everybody here may use “%(application)s”")),
    "access.application.assigned+group_id": Sentence("app-window", others=_("A group may use “%(application)s”")),
    "access.application.assigned+person_id": Sentence(
        "app-window", _("You may use “%(application)s”"), _("%(whose)s may use “%(application)s”")
    ),
    "access.application.assigned+is_owner": Sentence(
        "app-window", _("You run “%(application)s”"), _("%(whose)s runs “%(application)s”")
    ),
    "access.application.unassigned": Sentence(
        "app-window", others=_("“%(application)s” is no longer there for everybody here")
    ),
    "access.application.unassigned+group_id": Sentence(
        "app-window", others=_("“%(application)s” is no longer there for a group")
    ),
    "access.application.unassigned+person_id": Sentence(
        "app-window",
        _("“%(application)s” is no longer assigned to you"),
        _("%(whose)s is no longer assigned “%(application)s”"),
    ),
    "directory.account.edited": Sentence("building-2", others=_("Details were changed: %(changes)s")),
    "directory.membership.added": Sentence(
        "user-plus", _("You are in the organisation"), _("%(whose)s came into the organisation")
    ),
    "directory.membership.edited": Sentence(
        "square-pen", _("About you was changed: %(changes)s"), _("About %(whose)s was changed: %(changes)s")
    ),
    "directory.membership.ended": Sentence(
        "user-minus", _("You are no longer in the organisation"), _("%(whose)s is no longer in the organisation")
    ),
}
