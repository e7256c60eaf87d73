"""Adding a person or an account by hand: few fields, and a word of warning when somebody like that is here already."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse

from twofold.console import hats
from twofold.console.answers import moved
from twofold.console.forms import Back, Form, ask
from twofold.console.page import ConsoleRequest, fragment
from twofold.core.refusals import Refusal
from twofold.directory import queries as directory
from twofold.directory.verbs import accounts, people

PERSON = ("given_name", "family_name", "email", "phone")
ACCOUNT = ("name", "website", "city")


@dataclass(frozen=True, slots=True)
class Already:
    """Somebody who is here already under what was typed."""

    name: str
    note: str
    url: str


def person_new(request: ConsoleRequest) -> HttpResponse:
    """Add a person, and go to their record."""
    values = {name: request.POST.get(name, "").strip() for name in PERSON}
    form = Form(
        title="New person",
        submit="Add person",
        template="_person_form.html",
        action=reverse("console:person_new"),
        back=Back("People", reverse("console:people")),
        values=values,
        more=_warning(request, "person", values),
    )
    if request.method != "POST" or _must_warn(request, form.more):
        return ask(request, form)
    try:
        person = people.add(request.actor, fields={name: value for name, value in values.items() if value})
    except Refusal as refusal:
        return ask(request, form.refused(refusal, PERSON))
    return moved(request, reverse("console:person", args=[person.id]), f"{person.name} added")


def account_new(request: ConsoleRequest) -> HttpResponse:
    """Add an account, and go to its record."""
    values = {name: request.POST.get(name, "").strip() for name in ACCOUNT}
    values["kind"] = request.POST.get("kind", "prospect")
    form = Form(
        title="New account",
        submit="Add account",
        template="_account_form.html",
        action=reverse("console:account_new"),
        back=Back("Accounts", reverse("console:accounts")),
        values=values,
        more={"kinds": hats.ACCOUNT_KINDS, **_warning(request, "account", values)},
    )
    if request.method != "POST" or _must_warn(request, form.more):
        return ask(request, form)
    try:
        given = {name: values[name] for name in ACCOUNT if values[name]}
        account = accounts.add(request.actor, fields=given, kind=values["kind"])
    except Refusal as refusal:
        return ask(request, form.refused(refusal, ACCOUNT))
    return moved(request, reverse("console:account", args=[account.id]), f"{account.name} added")


def already(request: ConsoleRequest, subject: str) -> HttpResponse:
    """Who is here already under what is being typed, for htmx."""
    if subject not in ("person", "account"):
        raise Http404
    return fragment(request, "directory/_already.html", _warning(request, subject, request.GET))


def _must_warn(request: ConsoleRequest, more: Mapping[str, Any]) -> bool:
    """Whether somebody who is most likely the same is here already and this was not said yet."""
    return bool(more["warned"]) and request.POST.get("warned", "") != more["warned"]


def _warning(request: ConsoleRequest, subject: str, values: Mapping[str, str]) -> dict[str, Any]:
    """Those who are here already like what was typed; `warned` are the ones of whom one must have been told."""
    asked = PERSON if subject == "person" else ACCOUNT
    given = {name: values.get(name, "") for name in asked}
    found = directory.duplicates_of(request.actor, subject, given, limit=5)
    return {
        "already": [_one(subject, one) for one in found],
        "warned": " ".join(str(one.id) for one in found if one.strength >= directory.LIKELY),
        "check_url": reverse("console:already", args=[subject]),
    }


def _one(subject: str, one: directory.Duplicate) -> Already:
    note = " · ".join(filter(None, (*one.reasons, one.detail, one.account_name)))
    return Already(one.name or "Visitor", note, reverse(f"console:{subject}", args=[one.id]))
