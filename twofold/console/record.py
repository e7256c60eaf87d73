"""What the records of people and accounts share: their fields, notes, tags and neighbours, and how a part of one is answered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.template.loader import render_to_string
from django.urls import reverse

from twofold.console import properties
from twofold.console.answers import moved, told
from twofold.console.page import ConsoleRequest, is_fragment
from twofold.console.properties import Field
from twofold.core import links
from twofold.directory import masks
from twofold.directory import queries as directory
from twofold.directory.permissions import Permission
from twofold.directory.queries import NoteRow

REACHED = {"phone": ("Call", "phone", "tel", "C"), "email": ("Write an e-mail", "mail", "mailto", "M")}
"""By which kinds of values somebody is reached: what that is called, its icon, the scheme of its address, its letter."""


@dataclass(frozen=True, slots=True)
class Link:
    """Somewhere to go, in words."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Aside:
    """What stands faintly beside a value; with `url` it is an icon that leads there, also by a letter."""

    said: str = ""
    url: str = ""
    icon: str = "arrow-right"
    key: str = ""


@dataclass(frozen=True, slots=True)
class Property:
    """A field with its value: what is said, what stands beside it, where it is edited."""

    field: Field
    value: Any
    said: str
    url: str
    aside: Aside = Aside()
    shortcut: str = ""
    is_masked: bool = False


class Record:
    """A record as its page shows it; what a page does not show is not read. Subclasses say how."""

    subject: str
    id: UUID
    name: str
    values: Mapping[str, Any]
    owner_names: dict[str, str]
    tags: Iterable[str]

    def __init__(self, request: ConsoleRequest) -> None:
        self.request = request
        self.actor = request.actor

    @cached_property
    def list_query(self) -> QueryDict:
        """What the list asked for, from which the record was opened."""
        return QueryDict(self.request.GET.get("in", ""))

    @cached_property
    def url(self) -> str:
        """Its page, without a trailing slash: parts of it are below."""
        return reverse(f"console:{self.subject}", args=[self.id])

    @cached_property
    def link(self) -> str:
        """Its page, to be sent to a colleague."""
        return links.to(f"console:{self.subject}", self.id)

    @property
    def merge_url(self) -> str:
        """Where it is asked with whom it is to be merged."""
        return f"{self.url}/merge"

    @cached_property
    def fields(self) -> dict[str, Field]:
        """Every field it has, by key, in order: its own, its owner, the company's."""
        own = properties.person_fields() if self.subject == "person" else properties.account_fields()
        custom = properties.custom_fields(self.actor, self.subject)
        return {one.key: one for one in (*own, properties.owner_field(self.actor), *custom)}

    @cached_property
    def properties(self) -> list[Property]:
        """Its fields with their values in words."""
        names = properties.names_in(self.actor, self.fields.values(), self.values) | self.owner_names
        return [self._property(one, names) for one in self.fields.values()]

    def property_of(self, key: str) -> Property:
        """One of them."""
        one = self.fields[key]
        return self._property(one, properties.names_in(self.actor, [one], self.values) | self.owner_names)

    def _property(self, one: Field, names: Mapping[str, str]) -> Property:
        if masks.mask_of(self.subject, one.key) in self.actor.masked:
            return Property(one, None, masks.HIDDEN, "", is_masked=True)
        value = properties.fitting(one, self.values.get(one.key))
        url = f"{self.url}/fields/{one.key}"
        return Property(
            one,
            value,
            properties.said(one, value, names),
            url,
            self.beside(one, value),
            "E" if one.key == self.first else "",
        )

    act_as_url = ""
    """Where one asks to act as them."""
    erase_url = ""
    """Where one has them erased."""
    first = "name"
    """The field that the letter E edits."""

    def beside(self, one: Field, value: Any) -> Aside:
        """Where a value leads: to a record, a page of theirs, a call, a letter."""
        if not value:
            return Aside()
        if one.kind in properties.PICKED:
            return Aside("Open", reverse(f"console:{one.kind}", args=[value]))
        if one.kind == "website" and str(value).startswith(("https://", "http://")):
            return Aside("Open the website", str(value), "external-link")
        if one.kind in REACHED:
            said, icon, scheme, key = REACHED[one.kind]
            url = f"{scheme}:{quote(str(value), safe='@+')}"
            return Aside(said, url, icon, key if one.key == one.kind else "")
        return Aside()

    @cached_property
    def worn(self) -> list[Link]:
        """Its tags, each leading to the others that wear it."""
        lists = reverse("console:people" if self.subject == "person" else "console:accounts")
        return [Link(tag, f"{lists}?{urlencode({'tag': tag})}") for tag in self.tags]

    @cached_property
    def known_tags(self) -> list[str]:
        """The tags to choose from."""
        return directory.tag_names(self.actor, limit=100) if self.actor.may(Permission.TAG) else []

    @cached_property
    def notes(self) -> list[NoteRow]:
        """The notes on it, newest first."""
        read = directory.notes_on_person if self.subject == "person" else directory.notes_on_account
        return read(self.actor, self.id)


def changed(record: Record, text: str, *parts: str, undo: str = "") -> HttpResponse:
    """Answer a change of a record: for htmx the parts that are different now, otherwise its page again."""
    request = record.request
    if not is_fragment(request):
        return moved(request, record.url, text)
    drawn = [
        render_to_string(f"console/directory/_{part}.html", {"record": record, "oob": True}, request) for part in parts
    ]
    response = HttpResponse("".join(drawn), headers={"HX-Reswap": "none"})
    return told(response, text, undo=undo, closedialog=True)
