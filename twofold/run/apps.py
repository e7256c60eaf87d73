"""The running of Twofold as a Django application."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class RunConfig(AppConfig):
    """Brings in every room's reactions, so that they are registered as readers of the ledger."""

    name = "twofold.run"
    label = "run"

    def ready(self) -> None:
        """All models are loaded by now."""
        autodiscover_modules("reactions")
