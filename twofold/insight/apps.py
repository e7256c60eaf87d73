"""Insight as a Django application."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    """Owns no table: it reads the tape."""

    name = "twofold.insight"
    label = "insight"
