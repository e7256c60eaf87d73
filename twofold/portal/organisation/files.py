"""Files for spreadsheets: lines of CSV that flow out as they are made, however many there are."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import tzinfo

from django.http import StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.functional import Promise

from twofold.core import unit
from twofold.directory.exporting.files import csv_file


def as_file(name: str, headings: Sequence[Promise], pages: Iterable[Sequence[Sequence[str]]]) -> StreamingHttpResponse:
    """An answer that is kept as a file of this name and of today, in the language of whoever asks for it."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}-{unit.now():%Y-%m-%d}.csv"',
        "Cache-Control": "no-store",
    }
    pieces = csv_file([str(heading) for heading in headings], pages)
    pieces = _spoken(pieces, translation.get_language(), timezone.get_current_timezone())
    return StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8", headers=headers)


def _spoken(pieces: Iterator[bytes], language: str, zone: tzinfo) -> Iterator[bytes]:
    """What flows is made when the page has been answered, and nobody's language is spoken any more."""
    piece: bytes | None = b""
    while piece is not None:
        yield piece
        with translation.override(language), timezone.override(zone):
            piece = next(pieces, None)
