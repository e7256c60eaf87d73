"""Work that makes very many objects, and hardly any that point at each other in a ring."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_search_for_cycles() -> Iterator[None]:
    """Python searches for cycles among objects after every few hundred new ones; not within.

    A piece of an import makes a hundred thousand, and a third of its time went there. What lives afterwards counts as old, so that
    the next search passes over it, as do all but the rare ones through everything. The search is off for all threads of the process.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            if not gc.get_freeze_count():  # what was frozen at the start stays frozen
                gc.freeze()
                gc.unfreeze()
            gc.enable()
