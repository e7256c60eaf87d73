"""How the API says no where it is about HTTP and not about customers."""

from dataclasses import dataclass
from typing import Any

from twofold.api.problems import OfThisDoor


class NothingHere(OfThisDoor):
    """There is nothing at this address."""

    status = 404


@dataclass(eq=False)
class MethodNotAllowed(OfThisDoor):
    """This cannot be done here."""

    allowed: str
    status = 405


class KeyInAddress(OfThisDoor):
    """A key stands in the address, where logs keep it: send it in the header `Authorization`, and revoke this one."""

    status = 400


class NotJson(OfThisDoor):
    """The body cannot be read as JSON."""

    status = 400


class NotText(OfThisDoor):
    """A NUL character stands in what was sent, which no text has."""

    status = 400


@dataclass(eq=False)
class MediaTypeNotTaken(OfThisDoor):
    """A body of this kind is not taken here."""

    taken: str
    status = 415


@dataclass(eq=False)
class BodyTooLarge(OfThisDoor):
    """The body is larger than a body may be here."""

    most: int
    status = 413


class BodyTooSlow(OfThisDoor):
    """The body took longer than a body may take."""

    status = 408


class ChangedMeanwhile(OfThisDoor):
    """It is no longer as `If-Match` says; read it again."""

    status = 412


class PreconditionNotUnderstood(OfThisDoor):
    """`If-Match` and `If-None-Match` take entity tags in quotes, or `*`."""

    status = 400


class IdempotencyKeyNotUsable(OfThisDoor):
    """An `Idempotency-Key` has between 1 and 255 printable characters."""

    status = 400


class NotValid(OfThisDoor):
    """Some of what was sent will not do."""

    status = 422

    def __init__(self, errors: list[dict[str, str]]) -> None:
        self.errors = errors
        super().__init__()


class MetAnother(OfThisDoor):
    """Somebody else changed the same at the same moment; try again."""

    status = 409


class TooBusy(OfThisDoor):
    """More is asked than can be answered at the moment."""

    status = 503


class Failed(OfThisDoor):
    """Something in Twofold broke. Nothing of what was sent was kept, and nothing is half-done."""

    status = 500


WORDS = {
    "extra_forbidden": "There is no such field.",
    "missing": "It is missing.",
    "model_attributes_type": "This has to be an object.",
    "model_type": "This has to be an object.",
    "dict_type": "This has to be an object.",
    "list_type": "This has to be a list.",
}  # where the library speaks of itself


def mistakes_of(errors: list[dict[str, Any]]) -> list[dict[str, str]]:
    """What a validation found, each with its place: `/email` in the body, `limit` among the parameters."""
    found = []
    for error in errors:
        source, *path = [str(part) for part in error["loc"]]
        where = "/" + "/".join(path[1:]) if source == "body" else ".".join(path)
        found.append({"where": where, "detail": WORDS.get(error["type"], str(error["msg"]))})
    return found
