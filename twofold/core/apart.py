"""Work in a process of its own, which shares Python's one lock with nobody: questions go there, answers come back in order.

It asks no database. It ends with whoever began it, by whatever way that ended, for its pipe is closed then.
"""

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

import django
from django.utils.module_loading import import_string

from twofold.core.cycles import no_search_for_cycles

SECONDS_TO_END = 5
NICE = 10  # whoever works with the answers, the database above all, goes first


class Apart:
    """A process that answers as `target` does: a class or function by its dotted name, given what is `told` at its start."""

    def __init__(self, target: str, *told: object) -> None:
        spawn = get_context("spawn")
        self._pipe, there = spawn.Pipe()
        self._process = spawn.Process(target=_answer, args=(there, target), daemon=True)
        self._process.start()
        there.close()
        self._pipe.send(told)  # not as arguments: rows of models can be read there only when Django is set up

    def ask(self, question: object) -> None:
        """Ask, and wait for nothing."""
        self._pipe.send(question)

    def answer(self) -> Any:
        """The answer to the oldest question; what went wrong there is raised here, `EOFError` if the process has died."""
        found = self._pipe.recv()
        if isinstance(found, Exception):
            raise found
        return found

    def close(self) -> None:
        """Ask no more."""
        self._pipe.close()
        self._process.join(SECONDS_TO_END)


def _answer(pipe: Connection, target: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends whoever asks, and by that this process
    os.nice(NICE)
    django.setup(set_prefix=False)
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        made = _found(import_string(target), *pipe.recv())
        while True:
            question = pipe.recv()
            pipe.send(made if isinstance(made, Exception) else _found(made, question))


def _found(asked: Callable[..., Any], *told: object) -> Any:
    try:
        with no_search_for_cycles():
            return asked(*told)
    except Exception as error:  # noqa: BLE001 - it is raised where the answer is wanted
        return error
