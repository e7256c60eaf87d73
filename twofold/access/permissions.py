"""What one may be allowed to do about ways in."""

from enum import StrEnum


class Permission(StrEnum):
    """The permissions of the access room."""

    ADMIT_STAFF = "access:staff:admit"
    MAKE_KEYS = "access:key:make"
    MANAGE_KEYS = "access:key:manage"


SENTENCES = {
    Permission.ADMIT_STAFF: "Let people sign in as members of staff, and set their first password",
    Permission.MAKE_KEYS: "Make keys by which programs act for oneself",
    Permission.MANAGE_KEYS: "Make keys for services, and see and revoke everybody's",
}
