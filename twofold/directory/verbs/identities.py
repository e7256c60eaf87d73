"""Writing in bulk who people are: what a batch of events made known, in a few statements."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from uuid import UUID

from twofold.core import ids, unit
from twofold.core.actor import Actor
from twofold.core.facts import record_all
from twofold.core.verbs import verb
from twofold.directory import bulk
from twofold.directory.facts import MergeRefused, PersonIdentified
from twofold.directory.identities import IdentityPlan, Move, NewIdentifier, NewLink, NewPerson, Refused
from twofold.directory.merging import hold_graph, merge_people
from twofold.directory.models import Identifier, IdentifierKind, MergeRefusal
from twofold.directory.permissions import Permission
from twofold.directory.profiles import refold_people, say

NO_PERSON_YET = (
    "password = ''; given_name = ''; family_name = ''; name = ''; email = ''; phone = ''; locale = ''; time_zone = '';"
    " country = ''; city = ''; photo = ''; attributes = '{}'; is_staff = false; is_active = true"
)


@verb(Permission.RESOLVE_IDENTITIES)
def hold(actor: Actor) -> None:  # noqa: ARG001 - every verb has an actor
    """Let nobody else change the graph until this transaction ends: take it before reading what a plan stands on."""
    hold_graph()


@verb(Permission.RESOLVE_IDENTITIES)
def apply(actor: Actor, plan: IdentityPlan) -> frozenset[UUID]:
    """Do what the plan says, in a number of statements that does not grow with it. Returns the people it changed.

    What is there already is passed over, so the same plan twice changes nothing the second time. Nothing is refused here:
    a plan that breaks a rule is a bug of the one who made it, and the constraints of the tables end it.
    """
    known = _known_by_plan(plan)
    _add_people(plan.persons)
    _add_identifiers(plan.identifiers)
    if known:
        _make_known(actor, known)
    _add_links(plan.links)
    for moves in _rounds(plan.moves):
        _move(moves)
    if plan.shared:
        Identifier.objects.filter(id__in=plan.shared).update(is_shared=True)
    merged = merge_people(actor, plan.merges)
    _refuse(actor, plan.refusals)
    spoken = _say(plan)
    _note_seen(plan)
    moved = {person for move in plan.moves for person in (move.from_person_id, move.to_person_id)}
    touched = (merged | spoken | moved | known.keys()) - {merge.loser_id for merge in plan.merges}
    refold_people(touched)
    return touched


def _known_by_plan(plan: IdentityPlan) -> dict[UUID, NewIdentifier]:
    """The people whom the plan gives an identifier that makes known, with the most trusted such identifier."""
    kinds = {kind.key: kind for kind in IdentifierKind.objects.all()} if plan.identifiers else {}
    telling = [one for one in plan.identifiers if kinds[one.kind].makes_known and not one.is_shared]
    telling.sort(key=lambda one: kinds[one.kind].priority)
    return {one.person_id: one for one in telling}


def _add_people(persons: Iterable[NewPerson]) -> None:
    bulk.insert(
        "directory_person",
        {"id": "uuid", "created_at": "timestamptz", "seen_at": "timestamptz"},
        [(one.id, one.created_at, one.seen_at) for one in persons],
        constants=NO_PERSON_YET,
    )


def _add_identifiers(identifiers: Iterable[NewIdentifier]) -> None:
    bulk.insert(
        "directory_identifier",
        {
            "id": "uuid", "kind": "text", "value": "text", "person_id": "uuid", "origin_person_id": "uuid",
            "proven_at": "timestamptz", "is_shared": "bool", "created_at": "timestamptz",
        },
        [
            (one.id, one.kind, one.value, one.person_id, one.person_id, one.proven_at, one.is_shared, one.created_at)
            for one in identifiers
        ],
        constants="has_moved = false",
    )  # fmt: skip


def _add_links(links: Iterable[NewLink]) -> None:
    bulk.insert(
        "directory_link",
        {
            "id": "uuid", "a_id": "uuid", "b_id": "uuid", "how": "text", "event_id": "text", "source": "text",
            "observed_at": "timestamptz", "weight": "float8", "policy_version": "int",
        },
        [
            (one.id, *sorted((one.a, one.b)), one.how, one.event_id, one.source, one.observed_at, one.weight,
             one.policy_version)
            for one in links
            if one.a != one.b
        ],
    )  # fmt: skip


def _rounds(moves: Iterable[Move]) -> Iterator[list[Move]]:
    """Moves in the order given, no device twice in one round."""
    queues: dict[UUID, list[Move]] = defaultdict(list)
    for move in moves:
        queues[move.identifier_id].append(move)
    for turn in range(max(map(len, queues.values()), default=0)):
        yield [one for queue in queues.values() for one in islice(queue, turn, turn + 1)]


def _move(moves: list[Move]) -> None:
    """Close the span that is open (the first time: one from the beginning), open the next, and hand the device over."""
    before = [(ids.new(), move.identifier_id, move.from_person_id) for move in moves]
    bulk.insert(
        "directory_span", {"id": "uuid", "identifier_id": "uuid", "person_id": "uuid"}, before,
        conflict="ON CONFLICT (identifier_id) WHERE ends_at IS NULL DO NOTHING",
    )  # fmt: skip
    values = [(ids.new(), move.identifier_id, move.to_person_id, move.at) for move in moves]
    source, parameters = bulk.rows(
        {"id": "uuid", "identifier_id": "uuid", "person_id": "uuid", "at": "timestamptz"}, values
    )
    bulk.run(
        f"""UPDATE directory_span s SET ends_at = greatest(v.at, s.starts_at) FROM {source}
            WHERE s.identifier_id = v.identifier_id AND s.ends_at IS NULL AND s.person_id <> v.person_id""",  # noqa: S608
        parameters,
        fetch=False,
    )
    bulk.run(
        f"""WITH opened AS (
                INSERT INTO directory_span (id, identifier_id, person_id, starts_at)
                SELECT v.id, v.identifier_id, v.person_id,
                       (SELECT max(s.ends_at) FROM directory_span s WHERE s.identifier_id = v.identifier_id)
                FROM {source}
                ON CONFLICT (identifier_id) WHERE ends_at IS NULL DO NOTHING
                RETURNING identifier_id, person_id)
            UPDATE directory_identifier i SET person_id = o.person_id, has_moved = true
            FROM opened o WHERE i.id = o.identifier_id""",  # noqa: S608
        parameters,
        fetch=False,
    )


def _refuse(actor: Actor, refusals: Iterable[Refused]) -> None:
    """Note each refusal once, however often the evidence comes again."""
    asked = {(tuple(sorted(one.identifiers)), one.reason): one for one in refusals}
    if not asked:
        return
    noted = MergeRefusal.objects.filter(identifiers__in=[list(identifiers) for identifiers, _ in asked])
    for identifiers, reason in noted.values_list("identifiers", "reason"):
        asked.pop((tuple(identifiers), reason), None)
    new = MergeRefusal.objects.bulk_create(
        MergeRefusal(
            identifiers=list(identifiers),
            people=list(one.people),
            reason=reason,
            event_id=one.event_id,
            refused_at=unit.now(),
        )
        for (identifiers, reason), one in asked.items()
    )
    record_all(
        (
            MergeRefused(
                person_id=next(iter(one.people), None), refusal_id=one.id, people=one.people, reason=one.reason
            )
            for one in new
        ),
        by=actor,
    )


def _say(plan: IdentityPlan) -> frozenset[UUID]:
    """Keep the traits; the people behind the identifiers of whom something new was said."""
    changed = say(
        "directory_trait",
        "identifier_id",
        "person_id",
        ((one.identifier_id, one.source, one.name, one.value, one.occurred_at) for one in plan.traits),
    )
    return (
        frozenset(Identifier.objects.filter(id__in=changed).values_list("person_id", flat=True)) if changed else changed
    )


def _make_known(actor: Actor, known: Mapping[UUID, NewIdentifier]) -> None:
    """Visitors who said who they are stop being visitors."""
    source, parameters = bulk.rows(
        {"id": "uuid", "at": "timestamptz"}, [(person, one.created_at) for person, one in known.items()]
    )
    identified = bulk.run(
        f"""UPDATE directory_person p SET known_at = v.at FROM {source}
            WHERE p.id = v.id AND p.known_at IS NULL RETURNING p.id""",  # noqa: S608 - our own names
        parameters,
    )
    record_all(
        (
            PersonIdentified(person_id=person, kind=known[person].kind, value=known[person].value)
            for (person,) in identified
        ),
        by=actor,
    )


def _note_seen(plan: IdentityPlan) -> None:
    winner = {merge.loser_id: merge.winner_id for merge in plan.merges}
    bulk.note_seen("directory_person", {winner.get(person, person): at for person, at in plan.seen.items()})
