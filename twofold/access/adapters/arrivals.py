"""What somebody said while signing up: kept in their browser's session until they have shown that the address is theirs."""

from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from twofold.access import terms
from twofold.access.adapters.here import site_of
from twofold.access.adapters.visitors import anonymous_id_of
from twofold.access.facts import SignedUp
from twofold.core.actor import Actor
from twofold.core.facts import record
from twofold.directory.verbs import consents, people

KEY = "arrival"
PORTAL = "portal"  # as whose word it counts: the person's own
DOOR = Actor.system("sign-in")


@dataclass(frozen=True, slots=True)
class Arrival:
    """A sign-up in this browser: as whom, and what was said. Nothing of it is anybody's word before the proof."""

    person_id: str
    language: str
    fields: dict[str, Any] = field(default_factory=dict)
    purposes: list[str] = field(default_factory=list)
    terms: list[str] = field(default_factory=list)


def begin(request: HttpRequest, arrival: Arrival) -> None:
    """Keep it in the session."""
    request.session[KEY] = asdict(arrival)


def begun(request: HttpRequest, person_id: UUID) -> bool:
    """Whether this browser is where this person signed up."""
    kept = request.session.get(KEY)
    return kept is not None and kept["person_id"] == str(person_id)


def finish(request: HttpRequest, person_id: UUID) -> None:
    """Say it as this person's own word, now that it is known who that is."""
    arrival = Arrival(**request.session.pop(KEY))
    site = site_of(request)
    said = {name: value for name, value in arrival.fields.items() if value not in (None, "", [])}
    people.edit(DOOR, person_id, fields=said | {"locale": arrival.language}, source=PORTAL)
    for purpose in arrival.purposes:
        consents.give(DOOR, person_id, purpose=purpose, channel="email", source=PORTAL)
    read = [one for one in terms.in_force(site.flow.terms) if str(one.id) in arrival.terms]
    terms.accept(DOOR, person_id, read, site_id=site.id)
    record(SignedUp(person_id=person_id, site=site.key, anonymous_id=anonymous_id_of(request)), by=DOOR)
