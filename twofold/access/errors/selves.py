"""How the access room says no to what people do about themselves."""

from dataclasses import dataclass
from uuid import UUID

from twofold.core.refusals import Conflict, Invalid, NotFound


@dataclass(eq=False)
class NotYoursToSay(Invalid):
    """This is not for you to change."""

    field: str


class PhotoNotUsable(Invalid):
    """This is no photo that we can show. Send a JPEG, PNG or WebP file."""


class PhotoTooLarge(Invalid):
    """This photo is too large. Send one of at most 10 MB and 50 million pixels."""


class PhotoNotFound(NotFound):
    """There is no such photo, or not for you to see."""


@dataclass(eq=False)
class AddressNotYours(NotFound):
    """This is none of your addresses."""

    email: str


@dataclass(eq=False)
class AddressNeeded(Conflict):
    """You are written to at this address: make another one the first before you remove it."""

    email: str


class TooManyAddresses(Conflict):
    """You have as many addresses as one can have. Remove one that you no longer use."""


class PhoneNotUsable(Invalid):
    """This is no number that text messages can be sent to. Write a mobile number with its country, as in +351 912 345 678."""


class PhoneNotYours(NotFound):
    """This is none of your numbers."""


class PhoneIsAnothers(Conflict):
    """Somebody else has this number. Remove it there first."""


class TooManyPhones(Conflict):
    """You have as many numbers as one can have. Remove one that you no longer use."""


class PurposeUnknown(Invalid):
    """Nobody asks for your consent to this."""


@dataclass(eq=False)
class DownloadNotFound(NotFound):
    """This is no longer there: what was gathered is kept for seven days. Ask for it again."""

    download_id: UUID


class DownloadUnderWay(Conflict):
    """Your data is being gathered already. We write to you as soon as it is ready."""


class StaffStay(Conflict):
    """You are a member of staff. Ask an administrator to end that first."""
