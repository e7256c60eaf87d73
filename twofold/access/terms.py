"""Terms: which documents somebody has to accept at a site, and accepting them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F

from twofold.access.facts import TermsAccepted
from twofold.access.models import Acceptance, Terms
from twofold.core import ids, unit
from twofold.core.actor import Actor
from twofold.core.facts import record_all


@dataclass(frozen=True, slots=True)
class Document:
    """The version of a document that is in force."""

    id: UUID
    key: str
    version: str
    title: str
    text: str
    url: str


def in_force(keys: Collection[str]) -> list[Document]:
    """The documents of these keys in the version that is in force, in the order of the keys. At most one statement."""
    if not keys:
        return []
    newest = (
        Terms.objects.filter(key__in=keys, in_force_at__lte=unit.now())
        .order_by("key", F("in_force_at").desc(), F("created_at").desc())
        .distinct("key")
    )
    found = {one.key: Document(one.id, one.key, one.version, one.title, one.text, one.url) for one in newest}
    return [found[key] for key in keys if key in found]


def unaccepted(person_id: UUID, keys: Collection[str]) -> list[Document]:
    """Of these, the ones that a person has not accepted in this version."""
    documents = in_force(keys)
    accepted = set(
        Acceptance.objects.filter(person=person_id, terms__in=[one.id for one in documents]).values_list(
            "terms_id", flat=True
        )
        if documents
        else ()
    )
    return [one for one in documents if one.id not in accepted]


def accept(actor: Actor, person_id: UUID, documents: Iterable[Document], *, site_id: UUID) -> None:
    """Write down that a person accepted these versions. Accepted before, nothing is added."""
    there = set(Acceptance.objects.filter(person=person_id).values_list("terms_id", flat=True))
    new = [one for one in documents if one.id not in there]
    Acceptance.objects.bulk_create(
        Acceptance(id=ids.new(), person_id=person_id, terms_id=one.id, site_id=site_id, accepted_at=unit.now())
        for one in new
    )
    record_all((TermsAccepted(person_id=person_id, title=one.title, version=one.version) for one in new), by=actor)


def published() -> list[Document]:
    """Every document in the version that is in force."""
    return in_force(sorted(Terms.objects.values_list("key", flat=True).distinct()))
