"""Getting a process ready: settings checked, engines running, Django set up."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import django
from django.apps import apps

from twofold.run.config import Config, config
from twofold.run.engines import Urls, running
from twofold.run.logs import set_up_logs


@contextmanager
def ready(role: str, *, exclusive: bool = False, migrated: bool = True) -> Iterator[tuple[Config, Urls]]:
    """Engines attached or started, their URLs in the environment, and Django set up, for as long as the block lasts.

    Embedded engines are brought up to date on the way, servers of one's own only by `twofold migrate`: who needs them
    `migrated` is refused with an `EngineError` while they are behind.
    """
    first = config()
    set_up_logs(first)
    with running(first, role=role, exclusive=exclusive) as urls:
        point_at(urls)
        if not apps.ready:
            django.setup(set_prefix=False)
        if migrated:
            from twofold.run.migrate import bring_up_to_date  # noqa: PLC0415 - imports models, which need Django to be set up

            bring_up_to_date(first)
        yield config(), urls


def point_at(urls: Urls) -> None:
    """Let this process and its children find the engines."""
    os.environ |= {
        "TWOFOLD_DATABASE_URL": urls.database,
        "TWOFOLD_CLICKHOUSE_URL": urls.clickhouse,
        "DJANGO_SETTINGS_MODULE": "twofold.run.settings",
    }
    config.cache_clear()
