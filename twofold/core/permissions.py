"""What one may be allowed to see and do of how Twofold itself runs."""

from collections.abc import Collection, Mapping
from enum import StrEnum

from django.utils.translation import gettext_noop

from twofold.core.registers import Desk, Limit


class Permission(StrEnum):
    """The permissions of the core, as roles name them."""

    SEE_LEDGER = "core:ledger:see"
    ERASE_ENTRIES = "core:ledger:erase"
    SEE_ACCOUNT_LEDGER = "core:account_ledger:see"
    RUN_READERS = "core:reader:run"
    SEE_JOBS = "core:job:see"
    RUN_JOBS = "core:job:run"
    SEE_HEALTH = "core:health:see"
    USE_FILES = "core:file:use"
    SEE_OPERATIONS = "core:operation:see"
    RUN_OPERATIONS = "core:operation:run"


SENTENCES = {
    Permission.SEE_LEDGER: "See the whole audit log, and how its readers fare",
    Permission.ERASE_ENTRIES: "Erase somebody for good: what is kept of them, and what the audit log says",
    Permission.SEE_ACCOUNT_LEDGER: gettext_noop("See what was done in an account, by whom and when"),
    Permission.RUN_READERS: "Let a reader that rests after a failure try again now",
    Permission.SEE_JOBS: "See what is queued, being done, done and failed",
    Permission.RUN_JOBS: "Do a failed job again, or take one out of the queue",
    Permission.SEE_HEALTH: "See how the engines and queues fare",
    Permission.USE_FILES: "Send files to be imported, and read those that others sent",
    Permission.SEE_OPERATIONS: "See the long operations of others, and what became of them",
    Permission.RUN_OPERATIONS: "Cancel, try again and undo the long operations of others",
}

HELD_BY_STAFF: Mapping[Permission, Collection[Desk]] = {
    Permission.SEE_ACCOUNT_LEDGER: (Desk.SALES, Desk.SUPPORT, Desk.READER),
    Permission.USE_FILES: (Desk.MARKETING,),
}

_SHOWS_EVERYTHING = (Limit.EVERY_ROW, Limit.EVERY_FIELD)
LIMITS: Mapping[Permission, Collection[Limit]] = {
    Permission.SEE_LEDGER: _SHOWS_EVERYTHING,
    Permission.ERASE_ENTRIES: (*_SHOWS_EVERYTHING, Limit.ADMIN_MODE),
    Permission.SEE_ACCOUNT_LEDGER: _SHOWS_EVERYTHING,
    Permission.SEE_JOBS: _SHOWS_EVERYTHING,
    Permission.RUN_JOBS: _SHOWS_EVERYTHING,
    Permission.USE_FILES: _SHOWS_EVERYTHING,
    Permission.SEE_OPERATIONS: _SHOWS_EVERYTHING,
    Permission.RUN_OPERATIONS: _SHOWS_EVERYTHING,
}
