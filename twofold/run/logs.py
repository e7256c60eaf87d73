"""Logs: one line an event, readable on a terminal, JSON where a machine reads them."""

import logging
import sys
from typing import TYPE_CHECKING

import structlog

from twofold.run.config import Config

if TYPE_CHECKING:
    from structlog.typing import Processor


def set_up_logs(config: Config) -> None:
    """Send structlog's and the standard library's records to standard error in one form."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    last: list[Processor] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
        if config.log_json
        else [
            # Plain tracebacks: rich ones print local variables, and among those are passwords and keys.
            structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback)
        ]
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    logging.basicConfig(handlers=[handler], level=config.log_level.upper(), force=True)
    # What it says of a text that was not taken is the reason of the job's failure; the rest would hold codes and numbers.
    logging.getLogger("apprise").propagate = False
    logging.getLogger("apprise").addHandler(logging.NullHandler())
    logging.getLogger("procrastinate").setLevel(max(logging.WARNING, logging.getLogger().level))
