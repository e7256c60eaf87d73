"""The tape as a Django application."""

from django.apps import AppConfig

from twofold.core.registers import declare_limits, declare_permissions, declare_staff_permissions
from twofold.events.permissions import HELD_BY_STAFF, LIMITS, SENTENCES, Permission


class EventsConfig(AppConfig):
    """Owns the sources, the dead letters, and the books that keep the tape exact."""

    name = "twofold.events"
    label = "events"

    def ready(self) -> None:
        """Say which permissions exist."""
        from twofold.events import belongings, erasing  # noqa: PLC0415 - stands on models, which are loaded by now

        declare_permissions(Permission, SENTENCES)
        declare_staff_permissions(HELD_BY_STAFF)
        declare_limits(LIMITS)
        belongings.declare()
        erasing.declare()
