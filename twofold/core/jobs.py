"""Jobs: work that is queued in the transaction of its cause and done by the worker (procrastinate, on Postgres)."""

from collections.abc import Callable
from typing import Any

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.tasks import Task


def job(
    *, retries: int = 5, queue: str = "default", cron: str | None = None
) -> Callable[[Callable[..., None]], Task[Any, Any, Any]]:
    """Make a function a job: `f.defer(...)` queues it, in the open transaction, with arguments that fit JSON.

    It is done at least once, and again after 2, 4, 8 … seconds when it fails, at most `retries` times. With `cron` the
    worker also starts it by the clock (five fields, UTC), and it then takes the planned `timestamp`.
    """

    def declare(function: Callable[..., None]) -> Task[Any, Any, Any]:
        room = function.__module__.split(".")[1]

        task = app.task(
            name=f"{room}.{function.__name__}",
            queue=queue,
            retry=RetryStrategy(max_attempts=retries, exponential_wait=2),
        )(function)
        return app.periodic(cron=cron)(task) if cron else task

    return declare
