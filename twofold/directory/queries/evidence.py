"""Why these traces are one person: identifiers, the evidence that joins them, the merges made and refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q

from twofold.core.actor import Actor
from twofold.directory.errors import PersonNotFound
from twofold.directory.masks import HIDDEN, mask_of_identifier, name_shown
from twofold.directory.models import AccountMerge, Identifier, Link, Merge, MergeRefusal, Span
from twofold.directory.queries.visible import all_accounts_visible_to, everybody_visible_to

MOST = 200
SORTS_MOVED = (
    "identifiers", "memberships", "notes", "consents", "taggings", "spans", "children", "tombstones", "filled", "withdrawn",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class KnownBy:
    """An identifier of a person."""

    id: UUID
    kind: str
    label: str
    value: str
    proven_at: datetime | None
    is_shared: bool
    created_at: datetime
    came_with: UUID | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A link between two identifiers of a person: how it came about."""

    a: UUID
    b: UUID
    how: str
    event_id: str
    source: str
    observed_at: datetime
    weight: float
    actor_id: UUID | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Merged:
    """Somebody who turned out to be this person. `links` are the evidence, `moved` how many rows of each sort changed hands."""

    id: UUID
    loser_id: UUID
    loser_name: str
    evidence: str
    event_id: str
    links: tuple[UUID, ...]
    actor_name: str
    merged_at: datetime
    undone_at: datetime | None
    moved: dict[str, int]


@dataclass(frozen=True, slots=True)
class RefusedMerge:
    """Evidence that would have joined this person with others, and why it did not."""

    id: UUID
    people: tuple[UUID, ...]
    identifiers: tuple[UUID, ...]
    reason: str
    event_id: str
    refused_at: datetime


@dataclass(frozen=True, slots=True)
class Stay:
    """For how long a moved device was this person's."""

    identifier_id: UUID
    starts_at: datetime | None
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class Identity:
    """All there is to say about why a person is one person."""

    identifiers: tuple[KnownBy, ...]
    evidence: tuple[Evidence, ...]
    merges: tuple[Merged, ...]
    refusals: tuple[RefusedMerge, ...]
    stays: tuple[Stay, ...]


def identity_of(actor: Actor, person_id: UUID) -> Identity:
    """Why these are one person; the most trusted identifiers first, at most `MOST` of each sort. Six statements."""
    if not everybody_visible_to(actor).filter(id=person_id).exists():
        raise PersonNotFound(person_id)
    identifiers = _identifiers(actor, person_id)
    if actor.is_customer:
        return Identity(identifiers, (), (), (), ())
    own = [one.id for one in identifiers]
    links = Link.objects.filter(Q(a__in=own), Q(b__in=own)).order_by("observed_at", "id")[:MOST]
    return Identity(
        identifiers=identifiers,
        evidence=tuple(
            Evidence(
                one.a_id, one.b_id, one.how, one.event_id, one.source, one.observed_at, one.weight, one.actor_id,
                one.revoked_at,
            )
            for one in links
        ),
        merges=_merges(actor, person_id),
        refusals=_refusals(person_id),
        stays=_stays(person_id),
    )  # fmt: skip


def identifiers_of(actor: Actor, person_id: UUID) -> tuple[KnownBy, ...]:
    """What a person is known by, the most trusted first. Refuses with `PersonNotFound`."""
    if not everybody_visible_to(actor).filter(id=person_id).exists():
        raise PersonNotFound(person_id)
    return _identifiers(actor, person_id)


def path_between(evidence: tuple[Evidence, ...], a: UUID, b: UUID) -> tuple[Evidence, ...]:
    """The shortest chain of live evidence from one identifier to another; empty if there is none."""
    paths: dict[UUID, tuple[Evidence, ...]] = {a: ()}
    frontier = [a]
    while frontier and b not in paths:
        here = frontier.pop(0)
        for link in evidence:
            if link.revoked_at or link.how == Link.How.OPERATOR_SPLIT or here not in (link.a, link.b):
                continue
            there = link.b if link.a == here else link.a
            if there not in paths:
                paths[there] = (*paths[here], link)
                frontier.append(there)
    return paths.get(b, ())


def _identifiers(actor: Actor, person_id: UUID) -> tuple[KnownBy, ...]:
    found = Identifier.objects.filter(person=person_id)
    if not actor.is_customer:
        found = found.annotate(label=F("kind__label")).order_by("-kind__priority", "created_at", "id")
    return tuple(
        KnownBy(
            one.id, one.kind_id, getattr(one, "label", one.kind_id), _value(actor, one), one.proven_at, one.is_shared, one.created_at,
            one.origin_person_id if one.origin_person_id != person_id else None,
        )
        for one in found[:MOST]
    )  # fmt: skip


def _value(actor: Actor, one: Identifier) -> str:
    return HIDDEN if mask_of_identifier(one.kind_id) in actor.masked else one.value


def _merges(actor: Actor, person_id: UUID) -> tuple[Merged, ...]:
    """Also those of people who were merged into this one later."""
    found = Merge.objects.filter(Q(winner=person_id) | Q(winner__merged_into=person_id)).order_by("-merged_at", "-id")
    return tuple(
        Merged(
            one.id, one.loser_id, name_shown(actor, one.loser_id, one.loser.name), one.evidence, one.event_id,
            tuple(one.links), one.actor_name,
            one.merged_at, one.undone_at, counted(one.moved),
        )
        for one in found.select_related("loser").defer("loser__search")[:MOST]
    )  # fmt: skip


def merges_of_account(actor: Actor, account_id: UUID) -> tuple[Merged, ...]:
    """The accounts that turned out to be this one, newest first, also those where that was taken back."""
    if actor.is_customer:
        return ()
    found = AccountMerge.objects.filter(
        Q(winner=account_id) | Q(winner__merged_into=account_id), winner__in=all_accounts_visible_to(actor).values("id")
    )
    return tuple(
        Merged(
            one.id, one.loser_id, one.loser.name, one.evidence, "", (), one.actor_name, one.merged_at, one.undone_at,
            counted(one.moved),
        )
        for one in found.order_by("-merged_at", "-id").select_related("loser").defer("loser__search")[:MOST]
    )  # fmt: skip


def counted(moved: Mapping[str, Any]) -> dict[str, int]:
    """How many rows of each sort a merge has moved."""
    return {what: len(moved[what]) for what in SORTS_MOVED if moved.get(what)}


def _refusals(person_id: UUID) -> tuple[RefusedMerge, ...]:
    found = MergeRefusal.objects.filter(people__contains=[person_id]).order_by("-refused_at")[:MOST]
    return tuple(
        RefusedMerge(one.id, tuple(one.people), tuple(one.identifiers), one.reason, one.event_id, one.refused_at)
        for one in found
    )


def _stays(person_id: UUID) -> tuple[Stay, ...]:
    found = Span.objects.filter(person=person_id).order_by("starts_at")[:MOST]
    return tuple(Stay(one.identifier_id, one.starts_at, one.ends_at) for one in found)
