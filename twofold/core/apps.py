"""The core as a Django application."""

import sys

from django.apps import AppConfig

from twofold.core.permissions import HELD_BY_STAFF, LIMITS, SENTENCES, Permission
from twofold.core.registers import (
    BuiltIn,
    declare_customer_permissions,
    declare_limits,
    declare_permissions,
    declare_staff_permissions,
)

# For so long one thread may keep Python's lock: whoever waited for the database goes on that soon after it has answered, though
# others compute. With the five milliseconds that are usual an import leaves Postgres waiting for a tenth of its time.
SWITCH_SECONDS = 0.0002


class CoreConfig(AppConfig):
    """Owns the ledger and its readers."""

    name = "twofold.core"
    label = "core"

    def ready(self) -> None:
        """Say which permissions exist and which of them customers may hold, and what the audit log does by itself."""
        from twofold.core import erasing  # noqa: F401, PLC0415 - stands on models, which are loaded by now
        from twofold.core.audit import chain, noting, verifying  # noqa: F401, PLC0415 - likewise

        sys.setswitchinterval(SWITCH_SECONDS)
        declare_permissions(Permission, SENTENCES)
        declare_staff_permissions(HELD_BY_STAFF)
        declare_limits(LIMITS)
        declare_customer_permissions({Permission.SEE_ACCOUNT_LEDGER: (BuiltIn.OWNER, BuiltIn.ADMIN, BuiltIn.AUDITOR)})
