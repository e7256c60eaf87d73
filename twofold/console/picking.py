"""Picking a person or an account: type a part of what it is called, choose among what is found."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse

from twofold.console.asking import an_id
from twofold.console.page import ConsoleRequest, fragment
from twofold.core.refusals import Invalid
from twofold.directory import queries as directory

NAMES = re.compile(r"picked|(n[\d-]*:)?value")
LABELS = {"person": "Person", "account": "Account"}
HINTS = {"person": "A part of a name, e-mail or phone.", "account": "A part of a name, domain or number."}


@dataclass(eq=False)
class NotChosen(Invalid):
    """Choose one of those that are found."""


@dataclass(frozen=True, slots=True)
class Option:
    """Somebody who can be picked."""

    id: UUID
    name: str
    note: str
    kind: str
    checked: bool


@dataclass(frozen=True, slots=True)
class Picker:
    """A search field with what it found; the choice is sent as `name`."""

    name: str
    kind: str
    q: str
    options: Sequence[Option]

    @property
    def label(self) -> str:
        """What is picked."""
        return LABELS[self.kind]

    @property
    def hint(self) -> str:
        """By what it is found."""
        return HINTS[self.kind]

    @property
    def url(self) -> str:
        """Where what is typed is looked up."""
        return f"{reverse('console:pick', args=[self.kind])}?name={self.name}"


def picker(request: ConsoleRequest, kind: str, *, name: str) -> Picker:
    """The picker with what was typed and chosen so far."""
    sent = request.POST if request.method == "POST" else request.GET
    q, chosen = sent.get("q", "").replace("\0", "").strip(), an_id(sent.get(name, ""))
    found = [one for one in directory.find(request.actor, q, limit=20) if one.subject == kind][:8] if q else []
    options = [
        Option(
            one.id,
            one.name or "Without a name",
            " · ".join(filter(None, (one.detail, one.account_name))),
            kind,
            one.id == chosen,
        )
        for one in found
    ]
    return Picker(name, kind, q, options)


def picked(request: ConsoleRequest, kind: str, *, name: str) -> UUID | None:
    """What was chosen; what was typed will do if it leads to one only. None if nothing was typed either."""
    chosen = an_id(request.POST.get(name, ""))
    if chosen is not None or not request.POST.get("q", "").strip():
        return chosen
    options = picker(request, kind, name=name).options
    if len(options) != 1:
        raise NotChosen
    return options[0].id


def pick(request: ConsoleRequest, kind: str) -> HttpResponse:
    """What the typed text finds, for htmx."""
    if kind not in LABELS:
        raise Http404
    asked = request.GET.get("name", "")
    name = asked if NAMES.fullmatch(asked) else "picked"
    return fragment(request, "directory/_picker_options.html", {"picker": picker(request, kind, name=name)})
