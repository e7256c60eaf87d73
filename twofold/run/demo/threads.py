"""Doing several things at once in threads that die with the process, so that Ctrl-C ends a loading at once."""

import queue
import threading
from collections.abc import Callable, Sequence


def side_by_side(jobs: Sequence[Callable[[], None]]) -> None:
    """Do the jobs at the same time and return when all are done; the first failure is raised at once."""
    outcomes: queue.SimpleQueue[BaseException | None] = queue.SimpleQueue()

    def do(job: Callable[[], None]) -> None:
        try:
            job()
        except BaseException as error:  # noqa: BLE001 - raised again where it can be dealt with
            outcomes.put(error)
        else:
            outcomes.put(None)

    for job in jobs:
        threading.Thread(target=do, args=(job,), daemon=True).start()
    for _ in jobs:
        if error := outcomes.get():
            raise error
