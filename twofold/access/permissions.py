"""What one may be allowed to do about ways in."""

from enum import StrEnum


class Permission(StrEnum):
    """The permissions of the access room."""

    ADMIT_STAFF = "access:staff:admit"


SENTENCES = {Permission.ADMIT_STAFF: "Let people sign in as members of staff, and set their first password"}
