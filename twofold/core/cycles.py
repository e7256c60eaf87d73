"""Work that makes very many objects, and hardly any that point at each other in a ring."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_search_for_cycles() -> Iterator[None]:
    """Python searches for cycles among objects after every few hundred new ones; not within.

    A piece of an import makes a hundred thousand, and a third of its time went there; what it leaves behind is found right after
    it. The search is off for all threads of the process.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
