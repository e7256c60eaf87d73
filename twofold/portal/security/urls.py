"""The addresses below /my/security."""

from django.urls import path

from twofold.portal.hosted import hosted
from twofold.portal.security import step_up

urlpatterns = [
    path("confirm", hosted(step_up.confirm, signed_in=True), name="step_up"),
]
