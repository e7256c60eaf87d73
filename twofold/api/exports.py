"""Lists as files over the API."""

from typing import Annotated, Literal

from django.http import StreamingHttpResponse
from pydantic import Field

from twofold.api.lists import Shown, Sorted, Where, Words, asked_for, columns_of
from twofold.api.requests import ApiRequest
from twofold.api.routes import Section, endpoint
from twofold.directory.conditions import ConditionNotUnderstood
from twofold.directory.errors import SortUnknown
from twofold.directory.permissions import Permission
from twofold.directory.verbs import exports
from twofold.directory.verbs.exports import ExportFormat

section = Section("Exports", "All that a condition finds, as CSV or Excel.")

CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Format = Annotated[Literal["csv", "xlsx"], Field(description="As CSV in UTF-8, or for Excel.")]


def _file(
    request: ApiRequest, subject: str, file_format: Format, *, where: str, q: str, sort: str, fields: str
) -> StreamingHttpResponse:
    columns, asked = columns_of(subject, fields), asked_for(where, q)
    begun = exports.export(
        request.actor, subject, asked, columns=columns, sort=sort, format=ExportFormat(file_format), bom=False
    )
    kind = CSV + "; charset=utf-8" if file_format == "csv" else XLSX
    name = {"person": "people", "account": "accounts"}[subject]
    headers = {"Content-Disposition": f'attachment; filename="{name}.{file_format}"'}
    return StreamingHttpResponse(begun.content(), content_type=kind, headers=headers)


@endpoint(
    section,
    "GET",
    "/people/export",
    scope=Permission.EXPORT,
    refuses=[ConditionNotUnderstood, SortUnknown],
    gives=(CSV, XLSX),
)
def export_people(
    request: ApiRequest,
    *,
    file_format: Format = "csv",
    where: Where = "",
    q: Words = "",
    sort: Sorted = "",
    fields: Shown = "",
) -> StreamingHttpResponse:
    """Take people out as CSV or Excel, all that the condition finds. The file is sent while it is written."""
    return _file(request, "person", file_format, where=where, q=q, sort=sort, fields=fields)


@endpoint(
    section,
    "GET",
    "/accounts/export",
    scope=Permission.EXPORT,
    refuses=[ConditionNotUnderstood, SortUnknown],
    gives=(CSV, XLSX),
)
def export_accounts(
    request: ApiRequest,
    *,
    file_format: Format = "csv",
    where: Where = "",
    q: Words = "",
    sort: Sorted = "",
    fields: Shown = "",
) -> StreamingHttpResponse:
    """Take accounts out as CSV or Excel, all that the condition finds. The file is sent while it is written."""
    return _file(request, "account", file_format, where=where, q=q, sort=sort, fields=fields)
