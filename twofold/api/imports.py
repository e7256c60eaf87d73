"""Files and imports over the API: send a file, find out what it would do, do it, see what became of its rows."""

from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import IO, Annotated, Any, Literal
from uuid import UUID

import msgspec
from django.http import HttpResponse, StreamingHttpResponse
from pydantic import Field

from twofold.api.answers import told
from twofold.api.operations import OperationOut, one_of
from twofold.api.requests import ApiRequest
from twofold.api.routes import Flag, In, Out, Section, Whole, endpoint, example
from twofold.core import files
from twofold.core.files import FileEmpty, FileNotFound, FileTooLarge
from twofold.core.operations import OperationNotFound
from twofold.core.permissions import Permission as Core
from twofold.directory.importing.guessing import Said
from twofold.directory.importing.plan import ImportPlan, MappingNotUsable
from twofold.directory.importing.previewing import preview, sample
from twofold.directory.importing.shapes import (
    NotATable,
    NothingInside,
    TooManyColumns,
    WorkbookDamaged,
    WorkbookLocked,
    WorkbookTooLarge,
)
from twofold.directory.permissions import Permission
from twofold.directory.queries import importing as queries
from twofold.directory.verbs import importing

section = Section("Imports", "Files of people and accounts: sent, tried, imported, their refused rows read back.")

UNREADABLE = (NotATable, NothingInside, TooManyColumns, WorkbookDamaged, WorkbookLocked, WorkbookTooLarge)
A_FILE = "019a8c3e-34ba-7722-8b1b-da0c1d2e3f11"
PLAN = {
    "columns": [
        {"name": "E-mail", "target": "person.email"},
        {"name": "Name", "target": "person.name"},
        {"name": "Company", "target": "account.name"},
    ],
    "person_keys": [["person.email"]],
    "account_keys": [["account.name"]],
    "on_match": "fill",
}
READ = 256 * 1024
IN_MEMORY = 1_000_000


class FileOut(Out):
    """A file that is kept for thirty days."""

    model_config = example({"id": A_FILE, "name": "contacts.csv", "size": 48_211, "sha256": "9f86d081884c7d65"})

    id: UUID
    name: str
    size: int
    sha256: str


FileName = Annotated[
    str,
    Field(
        min_length=1, max_length=255, description="What the file is called, ending included.", examples=["contacts.csv"]
    ),
]


class Reading(In):
    """How the file is to be read; what is left out is guessed. A header of 0 says that there is none."""

    model_config = example({"encoding": "latin-1", "separator": ";"})

    encoding: str | None = Field(None, max_length=40)
    separator: str | None = Field(None, min_length=1, max_length=1)
    quote: str | None = Field(None, max_length=4)
    header: Whole | None = Field(None, ge=0, le=1_000)
    sheet: str | None = Field(None, max_length=100)


class ImportIn(In):
    """A file to import, how to read it, and where its columns go; what is left out is proposed."""

    model_config = example({"file_id": A_FILE, "dry_run": True, "plan": PLAN})

    file_id: UUID
    dry_run: Flag = Field(False, description="Find out what it would do, and do nothing.")
    reading: Reading = Field(default_factory=Reading)
    plan: dict[str, Any] | None = Field(None, max_length=50)


class ProposalOut(Out):
    """How a file reads, and what could be done with it."""

    model_config = example({"columns": ["E-mail", "Name", "Company"], "rows": 1_000, "plan": PLAN})

    columns: list[str]
    rows: int
    plan: dict[str, Any]


class RowOut(Out):
    """What became of a row: created, updated, merged, unchanged or refused, and why."""

    model_config = example(
        {
            "number": 17,
            "outcome": "refused",
            "person_id": None,
            "account_id": None,
            "membership_id": None,
            "reasons": ["E-mail: This is not an e-mail address."],
            "cells": ["ada@", "Ada Brandt", "Helio Pumps"],
        }
    )

    number: int
    outcome: str
    person_id: UUID | None
    account_id: UUID | None
    membership_id: UUID | None
    reasons: tuple[str, ...]
    cells: tuple[str, ...]


class RowsOut(Out):
    """What became of rows, in the order of the file."""

    items: list[RowOut]


@endpoint(
    section,
    "POST",
    "/files",
    scope=Core.USE_FILES,
    answers=FileOut,
    status=201,
    refuses=[FileTooLarge, FileEmpty],
    takes="application/octet-stream",
)
def send_file(request: ApiRequest, *, name: FileName) -> HttpResponse:
    """Send a CSV or Excel file as the body of the request, to be imported. It is taken as it comes, however large."""
    kept = files.keep(request.actor, iter(lambda: request.upload.read(READ), b""), name=name)
    out = FileOut(id=kept.id, name=kept.name, size=kept.size, sha256=kept.sha256)
    return told(request, out, status=201)


@endpoint(
    section,
    "POST",
    "/files/{file_id}/proposal",
    scope=Permission.IMPORT,
    answers=ProposalOut,
    refuses=[FileNotFound, *UNREADABLE],
)
def propose_import(request: ApiRequest, file_id: UUID, reading: Reading) -> HttpResponse:
    """Read the beginning of a file, and propose where its columns go and by what records are known again."""
    shape = preview(request.actor, file_id, _said(reading)).shape
    cells = [row.cells for row in sample(request.actor, file_id, shape)]
    plan = queries.proposed_plan(request.actor, shape.columns, cells)
    return told(request, ProposalOut(columns=list(shape.columns), rows=shape.rows, plan=plan.as_json()))


@endpoint(
    section,
    "POST",
    "/imports",
    scope=Permission.IMPORT,
    answers=OperationOut,
    status=202,
    refuses=[FileNotFound, MappingNotUsable, *UNREADABLE],
)
def start_import(request: ApiRequest, wanted: ImportIn) -> HttpResponse:
    """Import a file, or find out what that would do. Answers the operation that does it: ask it how far it is, or undo it."""
    shape = preview(request.actor, wanted.file_id, _said(wanted.reading)).shape
    if wanted.plan is None:
        cells = [row.cells for row in sample(request.actor, wanted.file_id, shape)]
        plan = queries.proposed_plan(request.actor, shape.columns, cells)
    else:
        plan = ImportPlan.from_json(wanted.plan)
    started = importing.start(request.actor, wanted.file_id, shape=shape, plan=plan, dry_run=wanted.dry_run)
    return told(request, one_of(request, started.id), status=202, location=f"/api/v1/operations/{started.id}")


@endpoint(
    section,
    "GET",
    "/imports/{operation_id}/rows",
    scope=Permission.IMPORT,
    answers=RowsOut,
    refuses=[OperationNotFound],
)
def list_rows_of_import(
    request: ApiRequest,
    operation_id: UUID,
    *,
    outcome: Annotated[
        Literal["", "created", "updated", "merged", "unchanged", "refused"],
        Field(description="Those of this outcome alone; empty for all."),
    ] = "",
    after: Annotated[int, Field(ge=0, lt=2**31, description="The number of the last row one has.")] = 0,
    limit: Annotated[int, Field(ge=1, le=1_000, description="Rows of a page at most.")] = 100,
) -> HttpResponse:
    """List what became of the rows of an import or a dry run, all of them or those of one outcome."""
    found = queries.import_rows(request.actor, operation_id, outcome=outcome, after=after, limit=limit)
    shown = [RowOut(**{name: getattr(row, name) for name in RowOut.model_fields}) for row in found]
    return told(request, RowsOut(items=shown))


@endpoint(
    section,
    "GET",
    "/imports/{operation_id}/errors",
    scope=Permission.IMPORT,
    refuses=[OperationNotFound],
    gives="text/csv",
)
def read_errors_of_import(request: ApiRequest, operation_id: UUID) -> StreamingHttpResponse:
    """Read the refused rows as CSV, each with its reason: to be corrected and sent again."""
    one_of(request, operation_id)
    file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - the answer reads it, and closes it
    file.writelines(queries.error_file(request.actor, operation_id))
    file.seek(0)
    return StreamingHttpResponse(_pieces(file), content_type="text/csv; charset=utf-8")


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    """All of it, and then it is gone."""
    with file:
        while piece := file.read(READ):
            yield piece


def _said(reading: Reading) -> Said:
    return msgspec.convert(reading.model_dump(), Said)
