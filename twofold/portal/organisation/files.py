"""Files for spreadsheets: lines of CSV that flow out as they are made, however many there are."""

import csv
import io
from collections.abc import AsyncIterator, Iterable, Iterator

from asgiref.sync import sync_to_async
from django.http import StreamingHttpResponse

from twofold.core import unit

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def as_file(name: str, pieces: Iterator[bytes]) -> StreamingHttpResponse:
    """An answer that is kept as a file of this name and of today."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}-{unit.now():%Y-%m-%d}.csv"',
        "Cache-Control": "no-store",
    }
    return StreamingHttpResponse(_flowing(pieces), content_type="text/csv; charset=utf-8", headers=headers)


def line(cells: Iterable[str]) -> bytes:
    """One line; what a spreadsheet would take for a formula is text."""
    out = io.StringIO()
    csv.writer(out).writerow([f"'{cell}" if cell.startswith(DANGEROUS) else cell for cell in cells])
    return out.getvalue().encode()


async def _flowing(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Each piece is made when the one before has gone out, in the thread that may speak to the database."""
    while piece := await sync_to_async(_following)(pieces):
        yield piece


def _following(pieces: Iterator[bytes]) -> bytes:
    return next(pieces, b"")
