"""The API against its own OpenAPI document: no accident, no answer that the document does not describe, no way round a key.

Every operation of the document is tried, so one that is added tomorrow is tried tomorrow.
"""

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from zlib import crc32

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis import Case as AnyCase
from schemathesis import GenerationMode
from schemathesis.core.parameters import ParameterLocation
from schemathesis.specs.openapi.checks import ignored_auth, negative_data_rejection, positive_data_acceptance

from tests.api.over_asgi import a_session
from tests.api.rest import Program, a_program
from tests.api.world import World, a_world
from tests.makers import SYSTEM, a_colleague
from twofold.access import tokens
from twofold.access.models import ApiKey
from twofold.access.verbs import keys
from twofold.api.openapi import document
from twofold.api.routes import BINARY
from twofold.core import registers, unit
from twofold.core.models import LedgerEntry
from twofold.directory.verbs import people

DOCUMENT = document()
EXAMPLES = int(os.environ.get("TWOFOLD_EXAMPLES", "6"))
PROBLEM = "#/components/schemas/Problem"
OPERATIONS = [(method, path) for path, item in DOCUMENT["paths"].items() for method in item]
Case = AnyCase[Any]
schema = schemathesis.openapi.from_dict(DOCUMENT)
bounded = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def world(committed: None) -> World:
    return a_world()


@pytest.fixture
def session(world: World) -> Iterator[requests.Session]:
    with a_session(world.token) as mine:
        yield mine


def met(case: Case, world: World) -> Case:
    """The request, two times out of three about what is there."""
    for name, value in (case.path_parameters or {}).items():
        if name in world.ids and crc32(str(value).encode()) % 3:
            case.path_parameters[name] = world.ids[name]
    return case


def excluded(case: Case) -> list[Any]:
    """A value may fit the document and not what is there; keys are tried below; a header nobody knows is nobody's business."""
    header = case.meta.components.get(ParameterLocation.HEADER) if case.meta else None
    is_odd = header is not None and header.mode is GenerationMode.NEGATIVE
    return [positive_data_acceptance, ignored_auth, *([negative_data_rejection] if is_odd else [])]


class TestTheDocument:
    def test_is_one(self) -> None:
        OpenAPIV31SpecValidator(DOCUMENT).validate()

    def test_names_each_operation_once_and_for_good(self) -> None:
        ids = [operation["operationId"] for item in DOCUMENT["paths"].values() for operation in item.values()]

        assert len(ids) == len(set(ids))
        assert all(operation_id.replace("_", "").islower() for operation_id in ids)

    def test_asks_for_a_key_with_a_scope_everywhere(self) -> None:
        open_to_all = [
            f"{method} {path}"
            for path, item in DOCUMENT["paths"].items()
            for method, operation in item.items()
            if not operation["security"] or not operation["security"][0]["ApiKey"]
        ]

        assert open_to_all == ["get /api/v1/key"]

    def test_shows_an_example_of_every_body(self) -> None:
        bare = [
            f"{method} {path} {where}"
            for path, item in DOCUMENT["paths"].items()
            for method, operation in item.items()
            for where, holder in [("request", operation.get("requestBody", {})), *operation["responses"].items()]
            for media in holder.get("content", {}).values()
            if not _examples(media) and media != BINARY and media["schema"].get("$ref") != PROBLEM
        ]

        assert bare == []

    def test_explains_each_part_and_each_parameter(self) -> None:
        operations = [operation for item in DOCUMENT["paths"].values() for operation in item.values()]
        bare = {
            f"{operation['operationId']} {parameter['name']}"
            for operation in operations
            for parameter in operation["parameters"]
            if not parameter.get("description")
        }

        assert bare == set()
        assert {tag for operation in operations for tag in operation["tags"]} == {
            tag["name"] for tag in DOCUMENT["tags"]
        }
        assert all(tag["description"] for tag in DOCUMENT["tags"])

    def test_has_no_default_that_generators_of_clients_pass_over(self) -> None:
        structured = [
            f"{name}.{field}"
            for name, schema in DOCUMENT["components"]["schemas"].items()
            for field, value in schema.get("properties", {}).items()
            if isinstance(value.get("default"), dict)
        ]

        assert structured == []


class TestTheApi:
    @schema.parametrize()
    @bounded
    def test_answers_as_its_document_says(self, case: Case, world: World, session: requests.Session) -> None:
        case = met(case, world)
        response = case.call(base_url="http://testserver", session=session)
        case.validate_response(response, excluded_checks=excluded(case))


class TestAKeyThatMayNot:
    @pytest.mark.parametrize(("method", "path"), OPERATIONS)
    def test_changes_nothing(self, method: str, path: str) -> None:
        world = a_world()
        operation = DOCUMENT["paths"][path][method]
        scope = operation["security"][0]["ApiKey"]
        refused = {"key_missing": Program(), "key_unknown": Program(tokens.make())}
        if scope:
            refused["permission_missing"] = a_program(a_colleague("Ben"), *(registers.all_permissions() - set(scope)))
        for code, spoil in SPOILED.items():
            refused[code] = a_program(a_colleague("Cleo"))
            spoil(ApiKey.objects.latest("created_at", "id"))
        facts = _facts()

        for code, program in refused.items():
            answered = program.send(method.upper(), _filled(path, world), _body(operation), query=_query(operation))
            assert (answered.code, answered.status) == (code, 403 if code == "permission_missing" else 401)

        assert _facts() == facts


def _facts() -> int:
    """How many there are, but for those that say that somebody was refused."""
    return LedgerEntry.objects.exclude(name="core.access.refused").count()


def _expire(key: ApiKey) -> None:
    ApiKey.objects.filter(id=key.id).update(expires_at=unit.now() - timedelta(seconds=1))


def _dismiss(key: ApiKey) -> None:
    assert key.person_id
    people.dismiss_staff(SYSTEM, key.person_id)


SPOILED: dict[str, Callable[[ApiKey], object]] = {
    "key_expired": _expire,
    "key_revoked": lambda key: keys.revoke(SYSTEM, key.id),
    "key_orphaned": _dismiss,
}


def _filled(path: str, world: World) -> str:
    for name, value in world.ids.items():
        path = path.replace(f"{{{name}}}", value)
    assert "{" not in path, "the world lacks one of these"
    return path


def _query(operation: dict[str, Any]) -> dict[str, Any]:
    return {
        one["name"]: one.get("example", "")
        for one in operation["parameters"]
        if one["in"] == "query" and one["required"]
    }


def _body(operation: dict[str, Any]) -> Any:
    for media in operation.get("requestBody", {}).get("content", {}).values():
        return b"E-mail\nada@helio.example\n" if media == BINARY else _examples(media)[0]
    return None


def _examples(media: dict[str, Any]) -> list[Any]:
    described = media["schema"]
    if "$ref" in described:
        described = DOCUMENT["components"]["schemas"][described["$ref"].rsplit("/", 1)[1]]
    return [media["example"]] if "example" in media else list(described.get("examples", []))
