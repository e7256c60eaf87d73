"""PostgreSQL and ClickHouse, embedded or elsewhere.

The rest of Twofold knows two URLs and nothing else. `running(config)` gives them: those of the configuration where it names
servers, otherwise those of engines that live in the data directory, started by whoever comes first and stopped after whoever
leaves last.
"""

from twofold.run.engines.attach import Urls, keep_running, running
from twofold.run.engines.folder import EngineError
from twofold.run.engines.roles import prepare_roles

__all__ = ["EngineError", "Urls", "keep_running", "prepare_roles", "running"]
