"""The access room as a Django application."""

from django.apps import AppConfig

from twofold.access.permissions import HELD_BY, HELD_BY_STAFF, LIMITS, SENTENCES, Permission
from twofold.core.registers import (
    declare_actors,
    declare_customer_permissions,
    declare_limits,
    declare_permissions,
    declare_staff_permissions,
)


class AccessConfig(AppConfig):
    """Sign-in and actors."""

    name = "twofold.access"
    label = "access"

    def ready(self) -> None:
        """Declare what roles may grant, how a person becomes an actor, and which memberships must not be lost."""
        from twofold.access import belongings, erasing  # noqa: PLC0415 - stands on models, which are loaded by now
        from twofold.access.adapters import at_start  # noqa: PLC0415 - likewise
        from twofold.access.owners import objections  # noqa: PLC0415 - likewise
        from twofold.access.queries import actor_of  # noqa: PLC0415 - likewise
        from twofold.directory.guards import declare_guard  # noqa: PLC0415 - likewise

        declare_permissions(Permission, SENTENCES)
        declare_customer_permissions(HELD_BY)
        declare_staff_permissions(HELD_BY_STAFF)
        declare_limits(LIMITS)
        declare_actors(actor_of)
        declare_guard(objections)
        belongings.declare()
        erasing.declare()
        at_start.install()
