"""How invitations, guests and requests are refused."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from twofold.core.refusals import Conflict, Forbidden, Invalid, NotFound, Throttled


@dataclass(eq=False)
class InvitationNotFound(NotFound):
    """There is no such invitation, or not for you to see."""

    invitation_id: UUID | None = None

    @property
    def message(self) -> str:
        """Also for a link that was cut off."""
        return _("There is no such invitation. The link may be cut off, or a newer one was sent.")


@dataclass(eq=False)
class InvitationOver(Conflict):
    """An invitation that can no longer be redeemed; `state` says why."""

    state: str

    @property
    def message(self) -> str:
        """Why, and what to do."""
        return {
            "redeemed": _("This invitation has been used. Sign in to come back."),
            "revoked": _("This invitation was taken back."),
            "expired": _("This invitation has expired. Ask for a new one."),
            "held": _(
                "Somebody has to confirm this invitation first. They have been told, and a new link will come by e-mail."
            ),
        }[self.state]


@dataclass(eq=False)
class AddressNotProven(Forbidden):
    """The invitation is for an address that this person has not proven to be theirs."""

    @property
    def message(self) -> str:
        """What to do."""
        return _("This invitation is for another e-mail address than those that are proven to be yours.")


@dataclass(eq=False)
class NotYoursToOffer(Forbidden):
    """You cannot give this; it is more than you may grant."""

    what: str

    @property
    def message(self) -> str:
        """What it is about."""
        return _("You cannot give somebody more than you may grant yourself: %(what)s") % {"what": self.what}


@dataclass(eq=False)
class OfferNotPossible(Invalid):
    """An invitation cannot say this; `field` says where."""

    field: str
    reason: str

    @property
    def message(self) -> str:
        """What would do."""
        return self.reason


@dataclass(eq=False)
class InAccountAlready(Conflict):
    """This person is in the account."""

    address: str

    @property
    def message(self) -> str:
        """Who."""
        return _("%(address)s is in here already.") % {"address": self.address}


@dataclass(eq=False)
class InvitedAlready(Conflict):
    """Somebody who may do more has invited this person already."""

    address: str

    @property
    def message(self) -> str:
        """Who."""
        return _("%(address)s has been invited already, by somebody who may grant more.") % {"address": self.address}


@dataclass(eq=False)
class ListedTwice(Conflict):
    """The same address stands in one list more than once."""

    address: str

    @property
    def message(self) -> str:
        """The first row counts."""
        return _("This address is in the list already, further up.")


@dataclass(eq=False)
class SentTooOften(Throttled):
    """This invitation was sent a moment ago, or too often."""

    retry_after: int

    @property
    def message(self) -> str:
        """When to try again."""
        return _("This was sent just now. Wait a minute before you send it again.")


@dataclass(eq=False)
class TooManyInvitations(Throttled):
    """So many invitations were made today that it looks like a mistake."""

    retry_after: int

    @property
    def message(self) -> str:
        """When to try again."""
        return _("So many people were invited today that it looks like a mistake. Go on tomorrow.")


@dataclass(eq=False)
class SheetNotReadable(Invalid):
    """A list of people to invite cannot be read."""

    reason: str

    @property
    def message(self) -> str:
        """Why."""
        return self.reason


# --------------------------------------------------------------------------------------------------------- guests


@dataclass(eq=False)
class GuestNotFound(NotFound):
    """There is no such guest, or not for you to look after."""

    membership_id: UUID

    @property
    def message(self) -> str:
        """For customers, too."""
        return _("There is no such guest, or they have left.")


@dataclass(eq=False)
class StayNotPossible(Invalid):
    """A guest cannot stay until then."""

    field: str
    reason: str

    @property
    def message(self) -> str:
        """What would do."""
        return self.reason


# ------------------------------------------------------------------------------------------------------- requests


@dataclass(eq=False)
class RequestNotFound(NotFound):
    """There is no such request, or not for you to see."""

    request_id: UUID

    @property
    def message(self) -> str:
        """For customers, too."""
        return _("There is no such request.")


@dataclass(eq=False)
class RequestDecided(Conflict):
    """This request was decided already, otherwise."""

    request_id: UUID
    decision: str

    @property
    def message(self) -> str:
        """How."""
        return {
            "approved": _("This request has been approved already."),
            "declined": _("This request has been declined already."),
            "withdrawn": _("This request was withdrawn."),
        }[self.decision]


@dataclass(eq=False)
class RequestNotPossible(Invalid):
    """This cannot be asked for; `field` says where."""

    field: str
    reason: str

    @property
    def message(self) -> str:
        """What would do."""
        return self.reason
