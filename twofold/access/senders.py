"""Whom the letters of a site come from."""

import re
import unicodedata
from dataclasses import dataclass
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from twofold.access.errors import SiteNotAllowed

LONGEST_NAME, LONGEST_ADDRESS = 100, 254
_PLAIN = re.compile(r"""[^\s"<>,;:()\[\]\\@]+@[^\s"<>,;:()\[\]\\@]+""")
_UNSEEN = {"Cc", "Cf", "Zl", "Zp"}  # line breaks, and what turns the direction of writing or is not seen at all


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """The name and the address that letters come from, and where answers go; empty is as Twofold sends by itself."""

    name: str = ""
    address: str = ""
    reply_to: str = ""

    def header(self, *, site: str) -> str:
        """For the header From: the site's name where the sender has none, our address where it has none."""
        address = self.address or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
        return formataddr((" ".join((self.name or site).split()), address))


def checked_name(name: str) -> str:
    """A name that is one line in a header. Refuses every other."""
    name = name.strip()
    if len(name) > LONGEST_NAME:
        raise SiteNotAllowed("sender_name", f"A sender's name has at most {LONGEST_NAME} characters.")
    if any(unicodedata.category(one) in _UNSEEN for one in name):
        raise SiteNotAllowed("sender_name", "A sender's name is one line of letters that can be seen.")
    return name


def checked_address(address: str, *, field: str) -> str:
    """One address and nothing beside it, or none. Refuses everything else."""
    address = address.strip()
    if not address:
        return ""
    try:
        validate_email(address)
    except ValidationError as error:
        raise _no_address(field) from error
    if len(address) > LONGEST_ADDRESS or not _PLAIN.fullmatch(address):
        raise _no_address(field)
    return address


def _no_address(field: str) -> SiteNotAllowed:
    return SiteNotAllowed(field, "Write one address, such as hello@example.com.")
