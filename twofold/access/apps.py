"""The access room as a Django application."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Sign-in and actors."""

    name = "twofold.access"
    label = "access"
