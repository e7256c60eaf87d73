"""The web server: Granian with the ASGI application, or with a part of it."""

import os
import signal
from typing import Literal

from granian import Granian
from granian.constants import Interfaces, Loops
from granian.log import LogLevels

from twofold.run.config import Config
from twofold.run.die_with_parent import die_with_parent

PARTS = {"web": "everything", "ingest": "tracking"}


def listen(config: Config, part: Literal["web", "ingest"]) -> None:
    """Serve until a signal says stop; requests under way are answered first."""
    if supervisor := os.environ.get("TWOFOLD_CHILD"):
        die_with_parent(signal.SIGTERM, parent=int(supervisor))
    Granian(
        f"twofold.run.asgi:{PARTS[part]}",
        address=config.host,
        port=config.port,
        interface=Interfaces.ASGI,
        workers=config.web_workers,
        loop=Loops.auto,
        websockets=False,
        respawn_failed_workers=True,
        respawn_interval=0.2,
        workers_kill_timeout=8,
        log_level=LogLevels.warning,
    ).serve()
