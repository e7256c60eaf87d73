"""How an endpoint is declared: its path, the permission its key needs, what it answers and what it refuses."""

import inspect
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from django.http import HttpRequest
from django.urls import register_converter
from ninja import Router
from ninja.security import HttpBearer
from pydantic import BaseModel, ConfigDict, Strict
from pydantic.fields import FieldInfo

from twofold.api.problems import Problem, code_of, status_of
from twofold.api.refusals import MediaTypeNotTaken, NotValid
from twofold.core.actor import PermissionMissing
from twofold.core.refusals import Refusal

JSON_TYPES = frozenset({"application/json", "application/merge-patch+json"})
FORMS = frozenset({"multipart/form-data", "application/x-www-form-urlencoded"})
Flag = Annotated[bool, Strict()]
Whole = Annotated[int, Strict()]
BINARY = {"schema": {"type": "string", "format": "binary"}}
F = TypeVar("F", bound=Callable[..., Any])
sections: dict[str, "Section"] = {}  # by their titles, for the reference

router = Router()  # one for all: two would each answer for a path, and the first for the methods of the second


class Id:
    """An id in a path; what cannot be one is no address."""

    regex = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"

    def to_python(self, value: str) -> str:
        """The endpoint's own annotation makes it an id."""
        return value

    def to_url(self, value: object) -> str:
        """As it is written."""
        return str(value)


register_converter(Id, "id")


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the reference, and what one does there."""

    title: str
    about: str


def example(value: Any) -> ConfigDict:
    """What a model looks like, for the reference."""
    return ConfigDict(json_schema_extra={"examples": [value]})


class In(BaseModel):
    """What is sent. A name that there is not is refused, rather than passed over."""

    model_config = ConfigDict(extra="forbid")


class Out(BaseModel):
    """What is answered."""

    model_config = ConfigDict(frozen=True)


class ApiKey(HttpBearer):
    """A key, which the application has looked up by now, with the scope that the endpoint needs."""

    def __init__(self, scope: str, parameters: frozenset[str], takes: str) -> None:
        super().__init__()
        self.takes = takes
        self.scope = scope
        self.parameters = parameters

    def __call__(self, request: HttpRequest) -> object:
        """Refuse before anything of the request is read."""
        actor = request.actor  # type: ignore[attr-defined]  # an ApiRequest
        if self.scope and not actor.may(self.scope):
            raise PermissionMissing(self.scope)
        if request.META["QUERY_STRING"] and (unknown := request.GET.keys() - self.parameters):
            raise NotValid([{"where": name, "detail": "There is no such parameter."} for name in sorted(unknown)])
        self._require_media_type(request)
        return actor

    def _require_media_type(self, request: HttpRequest) -> None:
        """A body of a kind that is taken here, if there is one."""
        if self.takes:
            if request.content_type in FORMS:
                raise MediaTypeNotTaken(self.takes)
        elif request.method != "GET" and request.body and request.content_type not in JSON_TYPES:
            raise MediaTypeNotTaken(", ".join(sorted(JSON_TYPES)))

    def authenticate(self, request: HttpRequest, token: str) -> object:
        """Never asked: see `answering`."""
        raise NotImplementedError


def endpoint(
    section: Section,
    method: str,
    path: str,
    *,
    scope: str,
    answers: Any = None,
    status: int = 200,
    refuses: Iterable[type[Refusal]] = (),
    takes: str = "",
    gives: str | tuple[str, ...] = (),
) -> Callable[[F], F]:
    """Declare an endpoint. Its docstring is its description, its name its stable id; `takes` and `gives` are no JSON."""
    refusals = list(refuses)
    sections[section.title] = section

    def declare(function: F) -> F:
        text = str(function.__doc__)
        router.api_operation(
            [method],
            re.sub(r"{(\w+_id)}", r"{id:\1}", path),
            tags=[section.title],
            auth=ApiKey(scope, _parameters(path, function), takes),
            response={status: answers, **{status_of(one): Problem for one in refusals}},
            operation_id=function.__name__,
            summary=text.split(". ", maxsplit=1)[0].split("\n", maxsplit=1)[0].strip().rstrip("."),
            description="\n".join(line.strip() for line in text.strip().splitlines()),
            openapi_extra={
                "x-refusals": [code_of(one) for one in refusals],
                "x-parameters": _told_of_parameters(function),
                **({"x-scope": str(scope)} if scope else {}),
                **({"requestBody": {"required": True, "content": {takes: BINARY}}} if takes else {}),
                **({"x-gives": [gives] if isinstance(gives, str) else list(gives)} if gives else {}),
            },
        )(function)
        return function

    return declare


def _parameters(path: str, function: Callable[..., Any]) -> frozenset[str]:
    """What of a function's arguments stands in the query of the address."""
    _, *arguments = inspect.signature(function).parameters.values()
    return frozenset(
        one.name
        for one in arguments
        if f"{{{one.name}}}" not in path and not (isinstance(one.annotation, type) and issubclass(one.annotation, In))
    )


def _told_of_parameters(function: Callable[..., Any]) -> dict[str, str]:
    """What the annotations say of a function's arguments, which the library drops; of an id what it is the id of."""
    told = {}
    for one in inspect.signature(function).parameters.values():
        if one.name.endswith("_id"):
            told[one.name] = f"The id of the {one.name.removesuffix('_id').replace('_', ' ')}."
        for field in getattr(one.annotation, "__metadata__", ()):
            if isinstance(field, FieldInfo) and field.description:
                told[one.name] = field.description
    return told
