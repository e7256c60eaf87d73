"""The OpenAPI document: what django-ninja knows of the endpoints, and what holds for all of them."""

from typing import Any

from twofold.api.problems import MEDIA_TYPE, Problem, known_problems
from twofold.api.routes import BINARY, sections
from twofold.api.v1 import api

PREFIX = "/api/v1"
ABOUT = """\
People, accounts and what joins them, for the programs of the company.

Every request bears a key in the header `Authorization: Bearer tf_live_…`. A key may do what its scopes say; a personal one no
more than its person may. Changes are one transaction each: they are kept as a whole or not at all.

Refusals are problem details (RFC 9457) with a stable `code`. Send an `Idempotency-Key` with what must not happen twice, and
`If-Match` with the `ETag` of what you have read where nobody's change may be overwritten.
"""
ALWAYS = {
    400: "It cannot be read.",
    401: "The key is missing, unknown, expired or revoked.",
    403: "The key lacks a scope.",
    429: "The key asks for too much at once; `Retry-After` says when to come back.",
    503: "More is asked than can be answered just now; `Retry-After` says when to come back.",
}
WITH_INPUT = {422: "Some of what was sent will not do; `errors` names it."}
WITH_BODY = {413: "The body is too large.", 415: "The body is of a kind that is not taken here."}
AN_ID = "019a8c3e-7f2b-7c1d-9a60-2b5e8f1d4c77"
IDEMPOTENCY_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "description": "Any name for this request. Sent again within a day, it gets the same answer and changes nothing.",
    "schema": {"type": "string", "pattern": "^[!#-~]{1,255}$"},
    "example": "8e03978e-40d5-43e8-bc93-6894a57f9324",
}
IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "required": False,
    "description": "The `ETag` of what was read: refused with 412 if it is no longer so.",
    "schema": {"type": "string"},
    "example": '"2c26b46b68ffc68ff99b453c1d304134"',
}
IF_NONE_MATCH = {
    "in": "header",
    "name": "If-None-Match",
    "required": False,
    "description": "The `ETag` of what one has: answered with 304 if it is still so.",
    "schema": {"type": "string"},
    "example": '"2c26b46b68ffc68ff99b453c1d304134"',
}
API_KEY = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "tf_live_…",
    "description": "A key made under Keys in the console, or with `twofold key create`.",
}
TAG = {"ETag": {"description": "What `If-Match` and `If-None-Match` take.", "schema": {"type": "string"}}}
PLACE = {"Location": {"description": "Where it is from now on.", "schema": {"type": "string"}}}


def document() -> dict[str, Any]:
    """The whole of it."""
    schema: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=PREFIX))
    schema["info"]["description"] = ABOUT
    schema["info"]["license"] = {"name": "Apache-2.0", "identifier": "Apache-2.0"}
    schema["tags"] = [{"name": one.title, "description": one.about} for one in sections.values()]
    schema["servers"] = [{"url": "/", "description": "This Twofold"}]
    schema["components"]["schemas"]["Problem"] = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    nested = schema["components"]["schemas"]["Problem"].pop("$defs", {})
    schema["components"]["schemas"] |= nested
    _show_lists(schema["components"]["schemas"])
    schema["components"]["securitySchemes"] = {"ApiKey": API_KEY}
    titles = known_problems()
    for item in schema["paths"].values():
        for method, operation in item.items():
            _complete(method, operation, titles)
    return schema


def _show_lists(schemas: dict[str, Any]) -> None:
    """An example of every list: one of the things that it lists."""
    for schema in schemas.values():
        of = schema.get("properties", {}).get("items", {}).get("items", {}).get("$ref", "").rpartition("/")[2]
        if of and "examples" not in schema:
            schema["examples"] = [{"items": schemas[of]["examples"][:1]}]


def _complete(method: str, operation: dict[str, Any], titles: dict[str, tuple[int, str]]) -> None:
    """What an endpoint need not say itself."""
    operation["security"] = [{"ApiKey": [scope] if (scope := operation.get("x-scope")) else []}]
    told = operation.pop("x-parameters")
    parameters = [
        _exemplified(parameter | {"description": told[parameter["name"]]}) for parameter in operation["parameters"]
    ]
    operation["parameters"] = parameters
    refused: dict[int, list[str]] = {}
    for code in operation.pop("x-refusals", []):
        refused.setdefault(titles[code][0], []).append(code)
    has_body = "requestBody" in operation
    common = ALWAYS | (WITH_INPUT if has_body or parameters else {}) | (WITH_BODY if has_body else {})
    if method != "get":
        parameters.append(IDEMPOTENCY_KEY)
        common |= {409: "It does not fit what is there now.", 422: WITH_INPUT[422]}
    answers = {int(status): answer for status, answer in operation["responses"].items() if int(status) < 400}
    gives = operation.pop("x-gives", [])
    if gives:
        answers[200]["content"] = dict.fromkeys(gives, BINARY)
    if 412 in refused:
        parameters.append(IF_MATCH)
    for status, answer in answers.items():
        if status in {200, 201, 202} and "application/json" in answer.get("content", {}):
            answer["headers"] = TAG | (PLACE if status in {201, 202} else {})
    if method == "get" and 200 in answers and not gives:
        parameters.append(IF_NONE_MATCH)
        answers[304] = {"description": "It is as it was.", "headers": TAG}
    for status in sorted({*common, *refused}):
        answers[status] = _refusal(common.get(status, ""), refused.get(status, []), titles)
    operation["responses"] = {str(status): answers[status] for status in sorted(answers)}
    if method == "patch":
        content = operation["requestBody"]["content"]
        content["application/merge-patch+json"] = content["application/json"]


def _exemplified(parameter: dict[str, Any]) -> dict[str, Any]:
    """With one example, where its schema names several or is an id."""
    examples = parameter.pop("examples", [])
    if parameter["schema"].get("format") == "uuid":
        examples = [AN_ID]
    return parameter | ({"example": examples[0]} if examples else {})


def _refusal(sentence: str, codes: list[str], titles: dict[str, tuple[int, str]]) -> dict[str, Any]:
    named = [f"`{code}`: {titles[code][1]}" for code in codes]
    return {
        "description": "\n\n".join(filter(None, [sentence, *named])) or "Refused.",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
