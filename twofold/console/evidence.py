"""Why somebody is one person: the path of evidence from each trace to the most trusted one, merges, and merges refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from twofold.console.days import day
from twofold.core.actor import Actor
from twofold.directory import queries as directory
from twofold.directory.queries import Identity, KnownBy, Merged, RefusedMerge
from twofold.look import wording

PATHS_SHOWN = 6
LONGEST = 28
HOW = {
    "same_event": "in one event",
    "identify": "said who they are",
    "alias": "got another id",
    "operator": "a colleague said so",
    "import_key": "came in one import",
    "probabilistic": "looks the same",
}


@dataclass(frozen=True, slots=True)
class Path:
    """Why one trace is theirs, step by step."""

    title: str
    steps: Sequence[str]
    note: str


@dataclass(frozen=True, slots=True)
class Join:
    """Somebody who turned out to be them; `undo_url` takes that back."""

    said: str
    at: datetime
    undo_url: str
    is_by_hand: bool = True


@dataclass(frozen=True, slots=True)
class Other:
    """Somebody they were kept apart from."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class KeptApart:
    """A merge that evidence asked for and the rules did not allow."""

    said: str
    others: Sequence[Other]
    at: datetime


@dataclass(frozen=True, slots=True)
class Why:
    """All of it."""

    paths: Sequence[Path]
    merges: Sequence[Join]
    refusals: Sequence[KeptApart]

    def __bool__(self) -> bool:
        """Whether there is anything to explain."""
        return bool(self.paths or self.by_evidence or self.refusals)

    @property
    def by_hand(self) -> Sequence[Join]:
        """The merges that a colleague made."""
        return [one for one in self.merges if one.is_by_hand]

    @property
    def by_evidence(self) -> Sequence[Join]:
        """The merges that events or imports gave rise to."""
        return [one for one in self.merges if not one.is_by_hand]


def why(actor: Actor, person_id: UUID, identity: Identity) -> Why:
    """What the identity of a person stands on, in words."""
    paths = [path for one in identity.identifiers[1:] if (path := _path(identity, one))]
    apart = {other for one in identity.refusals for other in one.people} - {person_id}
    others = {
        other: Other(name or "a visitor", reverse("console:person", args=[other]))
        for other, name in directory.names_of_people(actor, apart).items()
    }
    refusals = [_apart(one, [others[other] for other in one.people if other in others]) for one in identity.refusals]
    return Why(paths[:PATHS_SHOWN], joins("person", person_id, identity.merges), refusals)


def _path(identity: Identity, of: KnownBy) -> Path | None:
    anchor = identity.identifiers[0]
    links = directory.path_between(identity.evidence, of.id, anchor.id)
    if not links:
        return None
    values = {one.id: one.value for one in identity.identifiers}
    steps, here = [_short(of.value)], of.id
    for link in links:
        here = link.b if link.a == here else link.a
        steps += [HOW.get(link.how, link.how), _short(values.get(here, "another trace"))]
    at = links[0].observed_at
    against = "Nothing speaks against it." if not identity.refusals else ""
    note = (
        f"Evidence of {day(at)}, {wording.clock(at)}{f', from {links[0].source}' if links[0].source else ''}. {against}"
    )
    return Path(f"Why is {of.label.lower()} {_short(of.value)} theirs?", steps, note.strip())


def joins(subject: str, record_id: UUID, merges: Sequence[Merged]) -> list[Join]:
    """The merges that stand, in words, each with the way back."""
    return [_join(subject, record_id, one) for one in merges if one.undone_at is None]


def _join(subject: str, record_id: UUID, one: Merged) -> Join:
    who = one.loser_name or "an anonymous visitor"
    moved = one.moved.get("identifiers", 0)
    traces = f", {moved} trace{'s' if moved != 1 else ''} came along" if moved else ""
    by = f", by {one.actor_name}" if one.actor_name and not one.event_id else ""
    undo_url = reverse(f"console:{subject}_unmerge", args=[record_id, one.id])
    return Join(f"Turned out to be {who}{traces}{by}", one.merged_at, undo_url, is_by_hand=not one.event_id)


def _apart(one: RefusedMerge, others: Sequence[Other]) -> KeptApart:
    return KeptApart(f"Kept apart: {one.reason}", others, one.refused_at)


def _short(value: str) -> str:
    return value if len(value) <= LONGEST else f"{value[:8]}…{value[-4:]}"
