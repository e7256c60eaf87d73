"""Files for spreadsheets: lines of CSV that flow out as they are made, however many there are."""

from collections.abc import Iterable, Sequence

from django.http import StreamingHttpResponse

from twofold.core import unit
from twofold.directory.exporting.files import csv_file


def as_file(name: str, headings: Sequence[str], pages: Iterable[Sequence[Sequence[str]]]) -> StreamingHttpResponse:
    """An answer that is kept as a file of this name and of today."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}-{unit.now():%Y-%m-%d}.csv"',
        "Cache-Control": "no-store",
    }
    pieces = csv_file(headings, pages)
    return StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8", headers=headers)
