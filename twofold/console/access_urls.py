"""The addresses of ways in: where else people may sign in."""

from django.urls import path

from twofold.console import providers

urlpatterns = [
    path("providers", providers.providers, name="providers"),
    path("providers/new", providers.create, name="provider_new"),
    path("providers/<uuid:provider_id>", providers.provider, name="provider"),
    path("providers/<uuid:provider_id>/on", providers.turn, {"on": True}, name="provider_on"),
    path("providers/<uuid:provider_id>/off", providers.turn, {"on": False}, name="provider_off"),
]
