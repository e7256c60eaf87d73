"""The console as a Django application."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """Pages for staff."""

    name = "twofold.console"
    label = "console"
