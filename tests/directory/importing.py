"""Files to be imported by tests, and the directory before and after."""

from collections.abc import Sequence
from typing import Any
from unittest.mock import patch
from uuid import UUID

from django.db import connection

from tests.makers import SYSTEM
from twofold.core import files, operations
from twofold.core.models import Operation
from twofold.directory.importing.guessing import guess
from twofold.directory.importing.plan import Column, ImportPlan
from twofold.directory.importing.reading import rows
from twofold.directory.importing.shapes import Shape
from twofold.directory.models import Identifier, Person
from twofold.directory.queries import importing as imports
from twofold.directory.verbs import importing

BY_MAIL = (("person.email",),)
SEEN = {
    "person": "SELECT id, name, email, phone, country, city, owner_id, attributes, search, merged_into_id FROM directory_person",
    "identifier": "SELECT kind, value, person_id FROM directory_identifier",
    "account": "SELECT id, name, kind, parent_id, owner_id, attributes, search, website, industry FROM directory_account",
    "account identifier": "SELECT kind, value, account_id FROM directory_accountidentifier",
    "membership": "SELECT person_id, account_id, title, department, ended_at, attributes FROM directory_membership",
    "tagging": "SELECT tag_id, person_id, account_id FROM directory_tagging",
    "note": "SELECT body, person_id, account_id FROM directory_note WHERE deleted_at IS NULL",
    "consent": "SELECT person_id, purpose, channel, state FROM directory_consent",
}


def plan_of(header: str, *targets: str, **told: Any) -> ImportPlan:
    """A plan for a file with this header; the columns go to the targets, in order."""
    names = header.split(",")
    columns = tuple(Column(name, target) for name, target in zip(names, targets, strict=True))
    return ImportPlan(columns, **({"person_keys": BY_MAIL} | told))


def keep(content: str | bytes, name: str = "people.csv") -> tuple[UUID, Shape]:
    """A file that somebody sent, and how to read it."""
    file = files.keep(SYSTEM, [content.encode() if isinstance(content, str) else content], name=name)
    with files.opened(SYSTEM, file.id) as path:
        return file.id, guess(path)


def bring_in(content: str | bytes, plan: ImportPlan, *, dry_run: bool = False) -> Operation:
    """Import a file to its end."""
    file_id, shape = keep(content)
    operation = importing.start(SYSTEM, file_id, shape=shape, plan=plan, dry_run=dry_run)
    return carry(operation.id)


def undo(operation: Operation) -> Operation:
    """Take an import back to its end."""
    return carry(operations.undo(SYSTEM, operation.id).id)


def carry(operation_id: UUID) -> Operation:
    """To its end; a piece that fails is not tried again."""
    with patch("twofold.core.operations.carrying.TRIES", 1):
        return operations.carry(operation_id)


def proposed(content: str) -> ImportPlan:
    """The plan that is proposed for a file."""
    file_id, shape = keep(content)
    with files.opened(SYSTEM, file_id) as path:
        sample = [row.cells for row in rows(path, shape)]
    return imports.proposed_plan(SYSTEM, shape.columns, sample)


def outcomes(operation: Operation) -> list[str]:
    """What became of the rows, in order."""
    return [row.outcome for row in imports.import_rows(SYSTEM, operation.id, limit=10_000)]


def reasons(operation: Operation) -> list[Sequence[str]]:
    """What is said of each row."""
    return [row.reasons for row in imports.import_rows(SYSTEM, operation.id, limit=10_000)]


def the_directory() -> dict[str, list[Any]]:
    """All that can be seen of it."""
    found = {}
    for what, statement in SEEN.items():
        with connection.cursor() as cursor:
            cursor.execute(statement)
            found[what] = sorted(cursor.fetchall(), key=repr)
    return found


def person_by(email: str) -> Person:
    """The person who is known by an address."""
    return Identifier.objects.select_related("person").get(kind="email", value=email).person
