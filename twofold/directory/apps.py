"""The directory as a Django application."""

from django.apps import AppConfig

from twofold.core.registers import declare_limits, declare_permissions, declare_staff_permissions
from twofold.directory.permissions import HELD_BY_STAFF, LIMITS, SENTENCES, Permission


class DirectoryConfig(AppConfig):
    """Owns people, accounts and what joins them."""

    name = "twofold.directory"
    label = "directory"

    def ready(self) -> None:
        """Say which permissions exist, and make the jobs known."""
        from twofold.directory import belongings, erasing  # noqa: PLC0415 - stands on models, which are loaded by now

        declare_permissions(Permission, SENTENCES)
        declare_staff_permissions(HELD_BY_STAFF)
        declare_limits(LIMITS)
        belongings.declare()
        erasing.declare()
