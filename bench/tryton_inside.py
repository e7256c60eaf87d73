"""Asks Tryton in its own process and environment; run by the Python of that environment, with the questions as JSON."""

import json
import sys
import time
from typing import Any

from trytond.config import config  # type: ignore[import-not-found]  # installed in the other environment


def main(settings: str, database: str) -> None:
    """Each question in a transaction of its own, as a request has it; the milliseconds are printed as JSON."""
    config.update_etc(settings)
    from trytond.pool import Pool  # type: ignore[import-not-found]  # reads the settings when it is imported
    from trytond.transaction import Transaction  # type: ignore[import-not-found]  # likewise

    Pool.start()
    Pool(database).init()

    def ask(question: list[Any]) -> float:
        began = time.perf_counter()
        with Transaction().start(database, 1, readonly=True, context={}):
            Pool().get("party.party").search_read(*question)
        return (time.perf_counter() - began) * 1000

    taken = {}
    for name, questions in json.load(sys.stdin).items():
        ask(questions[0])
        taken[name] = [ask(question) for question in questions]
    print(json.dumps(taken))


main(*sys.argv[1:])
