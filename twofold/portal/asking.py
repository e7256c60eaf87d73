"""What a page reads out of an address or a form: numbers and ids that a stranger may have typed."""

from uuid import UUID

from django.http import Http404, HttpRequest

DIGITS = 18  # of any number of which a bigint has room


def whole(text: str) -> int | None:
    """A whole number that fits a bigint, or None."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else None


def uuids(values: list[str]) -> list[UUID]:
    """Ids as a form sends them; what is none is nothing that there could be."""
    try:
        return [UUID(value) for value in values]
    except ValueError as error:
        raise Http404 from error


def one_uuid(request: HttpRequest, name: str) -> UUID:
    """The id that a form sends under this name."""
    return uuids([request.POST.get(name, "")])[0]
