"""Starting imports and dry runs of files that were sent, and keeping mappings for the next time."""

from uuid import UUID

import msgspec

from twofold.core import files, operations, unit
from twofold.core.actor import Actor
from twofold.core.facts import record
from twofold.core.operations import Operation
from twofold.core.operations.errors import UNDONE_WITHIN
from twofold.core.verbs import verb
from twofold.directory import bulk
from twofold.directory.errors import MappingNameMissing, MappingNotFound
from twofold.directory.importing.belonging import DRY_RUN, RUN, corrected_by
from twofold.directory.importing.facts import ImportMappingRemoved, ImportMappingSaved
from twofold.directory.importing.needing import needed
from twofold.directory.importing.plan import ImportPlan, fingerprint
from twofold.directory.importing.shapes import Shape
from twofold.directory.importing.targets import check, import_targets
from twofold.directory.models import ImportMapping
from twofold.directory.permissions import Permission

KEPT = ("importrow", "importdraft", "importdraftkey")
FORGET = """
WITH old AS MATERIALIZED (
    SELECT id FROM core_operation o WHERE kind = ANY(%(kinds)s) AND ended_at < %(long_ago)s
      AND NOT EXISTS (SELECT FROM core_operation undoing WHERE undoing.undoes_id = o.id AND undoing.ended_at IS NULL)
),
gone AS (DELETE FROM directory_{table} WHERE ctid = ANY(ARRAY(
    SELECT found.ctid
    FROM old, LATERAL (SELECT ctid FROM directory_{table} WHERE operation_id = old.id LIMIT %(at_most)s) AS found
    LIMIT %(at_most)s
)) RETURNING 1)
SELECT count(*)::int FROM gone
"""


@verb(Permission.IMPORT)
def start(
    actor: Actor,
    file_id: UUID,
    *,
    shape: Shape,
    plan: ImportPlan,
    dry_run: bool = False,
    title: str = "",
    corrects: UUID | None = None,
) -> Operation:
    """Import a file that was kept, or find out what that would do: the worker begins when this unit of work commits.

    `corrects` is the import whose refused rows these are; otherwise an earlier one of the file, a column or its name may say so.
    Refuses a plan that cannot be carried out, a file that is gone, and what the actor could not do one by one.
    """
    file = files.find(actor, file_id)
    for permission in needed(plan):
        actor.require(permission)
    check(plan, import_targets(actor))
    of = str(corrects) if corrects else corrected_by(actor, file_id, file.name, shape.columns)
    return operations.start(
        actor,
        DRY_RUN if dry_run else RUN,
        title=title or (f"Dry run of {file.name}" if dry_run else f"Import of {file.name}"),
        told={"file": str(file_id), "shape": msgspec.to_builtins(shape), "plan": plan.as_json()}
        | ({"corrects": of} if of else {}),
        total=shape.rows or None,
    )


@verb(Permission.IMPORT)
def save_mapping(actor: Actor, name: str, *, plan: ImportPlan) -> ImportMapping:
    """Keep a mapping under a name; one of that name is replaced. It is found again for files with these columns."""
    name = " ".join(name.replace("\0", "").split())[:100]
    if not name:
        raise MappingNameMissing
    kept = {
        "plan": plan.as_json(),
        "fingerprint": fingerprint(column.name for column in plan.columns),
        "made_by": actor.person_id,
        "used_at": unit.now(),
    }
    mapping, _ = ImportMapping.objects.update_or_create(name=name, defaults=kept)
    record(ImportMappingSaved(mapping_id=mapping.id, name=name), by=actor)
    return mapping


@verb(Permission.IMPORT)
def remove_mapping(actor: Actor, mapping_id: UUID) -> None:
    """Throw a saved mapping away. What was imported with it stays."""
    mapping = ImportMapping.objects.select_for_update().filter(id=mapping_id).first()
    if mapping is None:
        raise MappingNotFound(mapping_id)
    mapping.delete()
    record(ImportMappingRemoved(mapping_id=mapping_id, name=mapping.name), by=actor)


@verb(Permission.IMPORT)
def forget_old(actor: Actor, *, at_most: int = 10_000) -> int:
    """Drop what became of rows once the import can no longer be undone, and what dry runs that never ended held to be there.

    At most so many rows of each sort; returns how many they were of the sort that had most. Call again until there are none.
    """
    del actor
    asked = {"kinds": [RUN, DRY_RUN], "long_ago": unit.now() - UNDONE_WITHIN, "at_most": at_most}
    gone: list[int] = [bulk.ask(FORGET.format(table=table), asked)[0][0] for table in KEPT]
    return max(gone)
