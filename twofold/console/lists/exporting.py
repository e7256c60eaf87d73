"""A list as a file to download: all that its address asks for, or the rows that were selected."""

from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from twofold.console import filters
from twofold.console.asking import an_id
from twofold.console.lists.kinds import LISTS
from twofold.console.lists.wanted import wanted
from twofold.console.page import ConsoleRequest
from twofold.core import unit
from twofold.directory.verbs import exports
from twofold.directory.verbs.exports import ExportFormat

TYPES = {
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def export(request: ConsoleRequest, subject: str, format: str) -> HttpResponseBase:  # noqa: A002 - as in its address
    """What the address of the list asks for, in the columns it is shown in; of that only the rows that are posted, if any are."""
    of, kind = LISTS[subject], ExportFormat(format)
    wish = wanted(request, of, filters.address_of(of, request.GET))
    selected = [] if request.POST.get("everything") == "1" else request.POST.getlist("ids")
    chosen = [one for one in map(an_id, selected) if one]
    begun = exports.export(
        request.actor,
        of.subject,
        chosen or wish.asked,
        columns=[column.key for column in wish.columns],
        sort=wish.sort,
        format=kind,
    )
    name = f"{of.noun}-{unit.now():%Y-%m-%d}.{kind}"
    return StreamingHttpResponse(
        begun.content(),
        content_type=TYPES[kind],
        headers={
            "Content-Disposition": str(content_disposition_header(as_attachment=True, filename=name)),
            "Cache-Control": "no-store",
        },
    )
