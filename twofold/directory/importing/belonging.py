"""Which imports belong together: rows that one refused are corrected in another, whose file is another one.

A file of errors is known by its column of reasons, whose name says of which import they are; without that column by its own name.
Rows that are corrected on the page say so themselves.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from twofold.core.actor import Actor
from twofold.core.operations import Operation
from twofold.core.queries import operations_visible_to
from twofold.directory.importing.plan import REASON

RUN, DRY_RUN = "directory.import", "directory.import_dry_run"
ERRORS_NAME = "refused-{operation_id}.csv"
REASON_IN = f"{REASON} (import {{operation_id}})"
_ID = "([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
ERRORS_OF, REASON_OF = re.compile(f"refused-{_ID}"), re.compile(rf"{REASON} \(import {_ID}\)")
MOST = 50


@dataclass(frozen=True, slots=True)
class Together:
    """What an import corrects, done if it was and otherwise only checked; and the imports that were done of its corrected rows."""

    before: Operation | None
    after: tuple[Operation, ...]


def corrected_by(actor: Actor, file_id: UUID, name: str, columns: Iterable[str]) -> str:
    """The id of the import or dry run of which a file has the corrected rows; empty if of none that the actor sees."""
    imports = operations_visible_to(actor).filter(kind__in=(RUN, DRY_RUN))
    known = imports.filter(told__file=str(file_id), told__has_key="corrects").first()
    if known is not None:
        return str(known.told["corrects"])
    said = (*map(REASON_OF.search, columns), ERRORS_OF.search(name))
    return next((of[1] for of in said if of and imports.filter(id=of[1]).exists()), "")


def together(actor: Actor, operation: Operation) -> Together:
    """What belongs to an import, also over several corrections; at most `MOST` of them."""
    imports = operations_visible_to(actor).filter(kind__in=(RUN, DRY_RUN))
    before = imports.filter(id=operation.told.get("corrects")).first()
    if before is not None:
        before = imports.filter(told__file=before.told["file"], kind=RUN).first() or before
    found: dict[UUID, Operation] = {}
    files = {operation.told["file"]}
    while files and len(found) < MOST:
        ids = [str(one) for one in imports.filter(told__file__in=files).values_list("id", flat=True)]
        new = [one for one in imports.filter(told__corrects__in=ids)[:MOST] if one.id not in found]
        found |= {one.id: one for one in new}
        files = {one.told["file"] for one in new}
    done = (one for one in found.values() if one.kind == RUN and one.done)
    return Together(before, tuple(sorted(done, key=lambda one: one.id)))
