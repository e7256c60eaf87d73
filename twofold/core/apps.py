"""The core as a Django application."""

from django.apps import AppConfig

from twofold.core.permissions import SENTENCES, Permission
from twofold.core.registers import declare_permissions


class CoreConfig(AppConfig):
    """Owns the ledger and its readers."""

    name = "twofold.core"
    label = "core"

    def ready(self) -> None:
        """Say which permissions exist."""
        declare_permissions(Permission, SENTENCES)
