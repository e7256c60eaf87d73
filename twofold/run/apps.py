"""The running of Twofold as a Django application."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class RunConfig(AppConfig):
    """Brings in every room's reactions and operations, so that the worker knows them."""

    name = "twofold.run"
    label = "run"

    def ready(self) -> None:
        """All models are loaded by now."""
        autodiscover_modules("reactions", "operations")
