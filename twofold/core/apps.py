"""The core as a Django application."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Owns the ledger and its readers."""

    name = "twofold.core"
    label = "core"
