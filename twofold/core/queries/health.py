"""How PostgreSQL and the disk fare. What the tape says of itself is asked of `events`."""

import shutil
from dataclasses import dataclass

from django.conf import settings
from django.db import connection

from twofold.core.actor import Actor
from twofold.core.permissions import Permission

DATABASE = """
SELECT current_setting('server_version'), pg_database_size(current_database()), count(*),
       current_setting('max_connections')::int
FROM pg_stat_activity WHERE datname = current_database()
"""


@dataclass(frozen=True, slots=True)
class Health:
    """The database (sizes in bytes), and the disk that the data directory is on."""

    version: str
    database_bytes: int
    connections: int
    max_connections: int
    disk_free: int
    disk_total: int

    @property
    def disk_share_used(self) -> float:
        """Between 0 and 1."""
        return 1 - self.disk_free / self.disk_total


def health(actor: Actor) -> Health:
    """One statement and one look at the disk."""
    actor.require(Permission.SEE_HEALTH)
    with connection.cursor() as cursor:
        cursor.execute(DATABASE)
        version, size, used, most = cursor.fetchone()
    disk = shutil.disk_usage(settings.DATA)
    return Health(version.split()[0], size, used, most, disk.free, disk.total)
