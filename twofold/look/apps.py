"""The Django app that brings templates, static files and template tags."""

from django.apps import AppConfig


class LookConfig(AppConfig):
    """Makes components (`<c-…>`) and `{% load look %}` available to the doors."""

    name = "twofold.look"
    label = "look"
