"""The portal as a Django application."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Hosted sign-in pages."""

    name = "twofold.portal"
    label = "portal"
