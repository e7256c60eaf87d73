"""Custom fields over the API: what the company keeps beyond what Twofold knows by itself."""

from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpResponse
from pydantic import Field

from twofold.api.answers import insist, nothing, told
from twofold.api.refusals import ChangedMeanwhile
from twofold.api.requests import ApiRequest
from twofold.api.routes import Flag, In, Out, Section, endpoint, example
from twofold.directory import queries
from twofold.directory.errors import CustomFieldNotFound, FieldKeyTaken, NameMissing, ValueNotAllowed
from twofold.directory.permissions import Permission
from twofold.directory.verbs import custom_fields

section = Section("Custom fields", "Fields of the company's own, of people, accounts and memberships.")

Subject = Literal["person", "account", "membership"]
Kind = Literal["text", "number", "money", "date", "choice", "multi_choice", "person", "account"]
PLAN = {
    "subject": "person",
    "key": "plan",
    "label": "Plan",
    "kind": "choice",
    "choices": ["free", "pro"],
    "is_required": False,
    "is_indexed": False,
}


class CustomFieldIn(In):
    """A field to be defined. Its key and its kind are for good."""

    model_config = example(PLAN)

    subject: Subject
    key: str = Field(pattern=r"^[a-z][a-z0-9_]{0,49}$")
    label: str = Field(min_length=1, max_length=100)
    kind: Kind
    choices: list[str] = Field([], max_length=500)
    is_required: Flag = False
    is_indexed: Flag = Field(False, description="Make lists quick that are sorted and filtered by it.")


class CustomFieldPatch(In):
    """What is to change of a field. Values that are no longer among the choices are kept."""

    model_config = example({"label": "Subscription", "choices": ["free", "pro", "max"]})

    label: str | None = Field(None, min_length=1, max_length=100)
    choices: list[str] | None = Field(None, max_length=500)
    is_required: Flag | None = None


class CustomFieldOut(Out):
    """A custom field."""

    model_config = example({"id": "019a8c3e-df65-7277-8cc6-e5b7c8d9ea06", **PLAN, "is_archived": False})

    id: UUID
    subject: Subject
    key: str
    label: str
    kind: Kind
    choices: tuple[str, ...]
    is_required: bool
    is_indexed: bool
    is_archived: bool


class CustomFieldsOut(Out):
    """Custom fields, in their order."""

    items: list[CustomFieldOut]


def _shown(field: queries.Field) -> CustomFieldOut:
    return CustomFieldOut(**{name: getattr(field, name) for name in CustomFieldOut.model_fields})


def _one(request: ApiRequest, field_id: UUID) -> CustomFieldOut:
    return _shown(queries.custom_field(request.actor, field_id))


def _insist_on(request: ApiRequest, field_id: UUID) -> None:
    insist(request, lambda: custom_fields.hold(request.actor, field_id), lambda: _one(request, field_id))


@endpoint(section, "GET", "/custom-fields", scope=Permission.SEE_PEOPLE, answers=CustomFieldsOut)
def list_custom_fields(
    request: ApiRequest,
    *,
    subject: Annotated[Subject, Field(description="Whose fields.")] = "person",
    archived: Annotated[bool, Field(description="Those that were archived, too.")] = False,
) -> HttpResponse:
    """List the custom fields of people, accounts or memberships in their order."""
    found = queries.custom_fields(request.actor, subject=subject, archived=archived)
    return told(request, CustomFieldsOut(items=[_shown(field) for field in found]))


@endpoint(
    section,
    "GET",
    "/custom-fields/{field_id}",
    scope=Permission.SEE_PEOPLE,
    answers=CustomFieldOut,
    refuses=[CustomFieldNotFound],
)
def read_custom_field(request: ApiRequest, field_id: UUID) -> HttpResponse:
    """Read a custom field, also an archived one."""
    return told(request, _one(request, field_id))


@endpoint(
    section,
    "POST",
    "/custom-fields",
    scope=Permission.DEFINE_FIELDS,
    answers=CustomFieldOut,
    status=201,
    refuses=[FieldKeyTaken, NameMissing, ValueNotAllowed],
)
def define_custom_field(request: ApiRequest, field: CustomFieldIn) -> HttpResponse:
    """Define a custom field. A key that is taken, also by an archived field, is refused."""
    made = custom_fields.define(request.actor, **field.model_dump())
    return told(request, _one(request, made.id), status=201, location=f"/api/v1/custom-fields/{made.id}")


@endpoint(
    section,
    "PATCH",
    "/custom-fields/{field_id}",
    scope=Permission.DEFINE_FIELDS,
    answers=CustomFieldOut,
    refuses=[CustomFieldNotFound, ValueNotAllowed, ChangedMeanwhile],
)
def change_custom_field(request: ApiRequest, field_id: UUID, change: CustomFieldPatch) -> HttpResponse:
    """Change the label, the choices, or whether a custom field is required."""
    _insist_on(request, field_id)
    custom_fields.change(request.actor, field_id, **change.model_dump(exclude_unset=True))
    return told(request, _one(request, field_id))


@endpoint(
    section,
    "DELETE",
    "/custom-fields/{field_id}",
    scope=Permission.DEFINE_FIELDS,
    status=204,
    refuses=[CustomFieldNotFound, ChangedMeanwhile],
)
def archive_custom_field(request: ApiRequest, field_id: UUID) -> HttpResponse:
    """No longer offer a custom field. Its values are kept, and it can be restored."""
    _insist_on(request, field_id)
    custom_fields.archive(request.actor, field_id)
    return nothing()


@endpoint(
    section,
    "POST",
    "/custom-fields/{field_id}/restore",
    scope=Permission.DEFINE_FIELDS,
    answers=CustomFieldOut,
    refuses=[CustomFieldNotFound],
)
def restore_custom_field(request: ApiRequest, field_id: UUID) -> HttpResponse:
    """Offer an archived custom field again, with the values it had."""
    custom_fields.restore(request.actor, field_id)
    return told(request, _one(request, field_id))
