"""Picking a person or an account: type a part of what it is called, choose among what is found."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse

from twofold.access import queries as access
from twofold.access.queries import WhichMembers
from twofold.console.asking import an_id
from twofold.console.page import ConsoleRequest, fragment
from twofold.core.actor import Actor
from twofold.core.refusals import Invalid
from twofold.directory import queries as directory

NAMES = re.compile(r"picked|(n[\d-]*:)?value")
LABELS = {"person": "Person", "account": "Account", "member": "Person", "colleague": "Colleague"}
HINTS = {
    "person": "A part of a name, e-mail or phone.",
    "account": "A part of a name, domain or number.",
    "member": "A part of a name, title or department.",
    "colleague": "A part of a name or address.",
}
NOBODY = "nobody"
MOST = 8


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
    checked: bool = False


@dataclass(frozen=True, slots=True)
class Picker:
    """A search field with what it found; the choice is sent as `name`. A `member` is one of the account `within`.

    Where nobody may be chosen, `nobody` is what that is called.
    """

    name: str
    kind: str
    q: str
    options: Sequence[Option]
    within: UUID | None = None
    nobody: str = ""

    @property
    def label(self) -> str:
        """What is picked."""
        return LABELS[self.kind]

    @property
    def hint(self) -> str:
        """By what it is found."""
        return HINTS[self.kind]

    @property
    def is_nobodys(self) -> bool:
        """Whether nobody is chosen, and nobody is looked for."""
        return not self.q and not any(option.checked for option in self.options)

    @property
    def url(self) -> str:
        """Where what is typed is looked up."""
        more = {"within": str(self.within)} if self.within else {}
        if self.nobody:
            more["nobody"] = self.nobody
        return f"{reverse('console:pick', args=[self.kind])}?{urlencode({'name': self.name, **more})}"


def picker(
    request: ConsoleRequest,
    kind: str,
    *,
    name: str,
    within: UUID | None = None,
    nobody: str = "",
    chosen: UUID | None = None,
) -> Picker:
    """The picker with what was typed and `chosen` so far."""
    sent = request.POST if request.method == "POST" else request.GET
    q = sent.get("q", "").replace("\0", "").strip()
    chosen = an_id(sent.get(name, "")) if name in sent else chosen
    found = _found(request.actor, kind, q, within)
    options = [replace(one, checked=one.id == chosen) for one in found]
    if kind == "colleague":  # few enough to be read at once; whoever is chosen is among those shown
        options = sorted(options, key=lambda one: not one.checked)
    return Picker(name, kind, q, options[:MOST], within, nobody)


def _found(actor: Actor, kind: str, q: str, within: UUID | None) -> list[Option]:
    """Who is meant by what was typed; of those who are few, the first ones before anything is."""
    if kind == "member":
        members = access.members(actor, within, WhichMembers(search=q), limit=MOST).members if within else ()
        return [Option(one.id, one.name, _place(one), "person") for one in members]
    if kind == "colleague":
        typed = q.casefold()
        staff = [one for one in directory.staff(actor) if typed in f"{one.name} {one.email}".casefold()]
        return [Option(one.id, one.name, one.email, "person") for one in staff]
    found = [one for one in directory.find(actor, q, limit=20) if one.subject == kind][:MOST] if q else []
    return [
        Option(one.id, one.name or "Without a name", " · ".join(filter(None, (one.detail, one.account_name))), kind)
        for one in found
    ]


def _place(one: access.Member) -> str:
    """What somebody does in an account."""
    return " · ".join(filter(None, (one.title, one.department, "Guest" if one.is_guest else "")))


def picked(request: ConsoleRequest, kind: str, *, name: str, within: UUID | None = None) -> UUID | None:
    """What was chosen; what was typed will do if it leads to one only. None if nothing was typed either, or nobody was chosen."""
    said = request.POST.get(name, "")
    chosen = an_id(said)
    if chosen is not None or said == NOBODY or not request.POST.get("q", "").strip():
        return chosen
    options = picker(request, kind, name=name, within=within).options
    if len(options) != 1:
        raise NotChosen
    return options[0].id


def pick(request: ConsoleRequest, kind: str) -> HttpResponse:
    """What the typed text finds, for htmx."""
    if kind not in LABELS:
        raise Http404
    asked, within = request.GET.get("name", ""), an_id(request.GET.get("within", ""))
    name = asked if NAMES.fullmatch(asked) else "picked"
    found = picker(request, kind, name=name, within=within, nobody=request.GET.get("nobody", "")[:50])
    return fragment(request, "directory/_picker_options.html", {"picker": found})
