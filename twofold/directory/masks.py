"""What is masked for whom: the names of masks, which fields each hides, and refusing what would tell what is hidden.

A mask is called after whose field it is: `person.email`, `account.numbers`, `person.custom.birthday`. What is hidden never
leaves the directory: it is not read, not compared, not searched, and not taken from whoever may not see it, for every
comparison and every refusal would tell a little of it. The ledger and the tape keep it in bodies of any shape; there
whatever has its name, or looks like it, is struck out (`struck_out`).
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any
from uuid import UUID

from twofold.core.actor import Actor
from twofold.directory.errors import FieldHidden

HIDDEN = "Hidden"
OF_PEOPLE = {
    "person.name": ("name", "given_name", "family_name"),
    "person.email": ("email",),
    "person.phone": ("phone",),
    "person.photo": ("photo",),
    "person.location": ("country", "city", "locale", "time_zone"),
}
OF_ACCOUNTS = {"account.location": ("country", "city"), "account.numbers": ("company_number", "vat_number")}
IDENTIFIERS = "person.identifiers"
_MASKS = {
    (subject, name): mask
    for subject, masks in (("person", OF_PEOPLE), ("account", OF_ACCOUNTS))
    for mask, names in masks.items()
    for name in names
}

# By what else applications call these, without case and punctuation.
_ALIASES = {
    "person.name": "firstname lastname fullname displayname username personname losername winnername middlename nickname",
    "person.email": "mail emailaddress useremail address",
    "person.phone": "phonenumber mobile mobilephone tel telephone",
    "person.photo": "avatar picture image imageurl photourl",
    "person.location": "address street postcode postalcode zip zipcode region state ip location latitude longitude timezone language",
    IDENTIFIERS: "userid anonymousid deviceid loyaltycard externalid advertisingid card",
}
_SHAPES = {
    "person.email": re.compile(r"[^\s@<>\"',;]+@[^\s@<>\"',;]+\.[^\s@<>\"',;]+"),
    "person.phone": re.compile(r"(?<![\w-])\+?\d[\d ()/.]{6,}\d(?![\w-])"),
}


def mask_of(subject: str, key: str) -> str:
    """The mask that hides a field of a person, account or membership; every custom field has one of its own."""
    return _MASKS.get((subject, key), f"{subject}.custom.{key}")


def mask_of_identifier(kind: str) -> str:
    """The mask that hides identifiers of a kind."""
    return f"person.{kind}" if kind in {"email", "phone"} else IDENTIFIERS


def require_shown(actor: Actor, subject: str, fields: Iterable[str]) -> None:
    """Refuses with `FieldHidden` to take from somebody what they may not see."""
    for name in fields:
        if mask_of(subject, name) in actor.masked:
            raise FieldHidden(name)


def require_identifier_shown(actor: Actor, kind: str) -> None:
    """Refuses with `FieldHidden` to look for, or take, an identifier of a kind that is hidden."""
    if mask_of_identifier(kind) in actor.masked:
        raise FieldHidden(kind)


def shown(actor: Actor, subject: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a record, the hidden ones empty."""
    return {name: "" if mask_of(subject, name) in actor.masked else value for name, value in fields.items()}


def attributes_shown(actor: Actor, subject: str, attributes: Mapping[str, Any]) -> dict[str, Any]:
    """What is known besides, without what is hidden. Of a whole attribute that nobody defined nobody can say what it is."""
    if not actor.masked:
        return dict(attributes)
    kept = {key: value for key, value in attributes.items() if mask_of(subject, key) not in actor.masked}
    return {key: struck_out(actor, value, key) for key, value in kept.items()}


def name_shown(actor: Actor, person_id: UUID, name: str) -> str:
    """What a person is called, or by what they are told apart where names are hidden."""
    return f"Person {person_id.hex[-4:].upper()}" if "person.name" in actor.masked else name


def struck_out(actor: Actor, told: Any, key: str = "") -> Any:
    """A body of the ledger or the tape, or a text, with `HIDDEN` for what the actor may not see."""
    return _without(told, key, _names_hidden(actor.masked), _striking(actor.masked)) if actor.masked else told


def _without(told: Any, key: str, hidden: frozenset[str], strike: Callable[[str], str]) -> Any:
    if told in (None, "", [], {}):
        return told
    if _plain(key) in hidden:
        return HIDDEN
    match told:
        case dict():
            named = str(told.get("field") or told.get("kind") or told.get("identifier_kind") or "")
            of_it = {"old", "new", "value", "before", "after"} if _plain(named) in hidden else set[str]()
            return {
                name: HIDDEN if name in of_it else _without(one, str(name), hidden, strike)
                for name, one in told.items()
            }
        case list():
            return [_without(one, "", hidden, strike) for one in told]
        case str():
            return strike(told)
    return told


@cache
def _names_hidden(masked: frozenset[str]) -> frozenset[str]:
    """All by which the hidden fields may be called."""
    named: set[str] = set()
    for mask in masked:
        fields = (*OF_PEOPLE.get(mask, ()), *OF_ACCOUNTS.get(mask, ()), mask.partition(".custom.")[2])
        named |= {_plain(name) for name in fields if name} | set(_ALIASES.get(mask, "").split())
    return frozenset(named)


@cache
def _striking(masked: frozenset[str]) -> Callable[[str], str]:
    """What strikes addresses and numbers out of any text."""
    shapes = [shape for mask, shape in _SHAPES.items() if mask in masked]

    def strike(text: str) -> str:
        for shape in shapes:
            text = shape.sub(HIDDEN, text)
        return text

    return strike


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())
