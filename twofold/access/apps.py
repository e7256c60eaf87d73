"""The access room as a Django application."""

from django.apps import AppConfig

from twofold.access.permissions import SENTENCES, Permission
from twofold.core.registers import declare_permissions


class AccessConfig(AppConfig):
    """Sign-in and actors."""

    name = "twofold.access"
    label = "access"

    def ready(self) -> None:
        """Declare what roles may grant."""
        declare_permissions(Permission, SENTENCES)
