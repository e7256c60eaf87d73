"""What is known of identifiers, for deciding in bulk who somebody is: one statement for a whole batch of events."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F

from twofold.core.actor import Actor
from twofold.directory.identities import AccountTrace, Belonging, Holder, KindRules, Pair, Trace
from twofold.directory.models import IdentifierKind, Span
from twofold.directory.permissions import Permission


def identifier_kinds(actor: Actor) -> dict[str, KindRules]:
    """The rules of every kind of identifier, by key, the most trusted first."""
    actor.require(Permission.SEE_PEOPLE)
    return rules_of_kinds()


def rules_of_kinds() -> dict[str, KindRules]:
    """The same, for the room itself."""
    return {
        kind.key: KindRules(
            key=kind.key,
            label=kind.label,
            normaliser=kind.normaliser,
            makes_known=kind.makes_known,
            is_unique=kind.is_unique,
            max_per_person=kind.max_per_person,
            max_people=kind.max_people,
            priority=kind.priority,
            blocked_values=frozenset(value.lower() for value in kind.blocked_values),
            look_back=kind.look_back,
            version=kind.version,
        )
        for kind in IdentifierKind.objects.order_by("-priority", "key")
    }


TRACES = """
SELECT i.id, i.kind, i.value, i.person_id, p.seen_at, i.is_shared, i.proven_at IS NOT NULL, i.has_moved
FROM unnest(%s::text[], %s::text[]) AS asked (kind, value)
JOIN directory_identifier i USING (kind, value)
JOIN directory_person p ON p.id = i.person_id
"""

HOLDERS = """
SELECT p.id, p.created_at, p.known_at IS NOT NULL, p.is_staff,
       EXISTS (SELECT FROM directory_identifier WHERE person_id = p.id AND proven_at IS NOT NULL),
       (SELECT jsonb_object_agg(kind, size)
        FROM (SELECT kind, count(*) AS size FROM directory_identifier WHERE person_id = p.id GROUP BY kind) AS counted),
       (SELECT jsonb_object_agg(kind, "values")
        FROM (SELECT kind, jsonb_agg(value) AS "values"
              FROM directory_identifier JOIN directory_identifierkind ON key = kind
              WHERE person_id = p.id AND is_unique GROUP BY kind) AS collected),
       set_apart.barred, set_apart.strangers
FROM directory_person p
CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(other.id), '{}') AS barred, coalesce(array_agg(other.person_id), '{}') AS strangers
    FROM directory_identifier mine
    JOIN directory_link split ON mine.id IN (split.a_id, split.b_id)
    JOIN directory_identifier other ON other.id = CASE WHEN mine.id = split.a_id THEN split.b_id ELSE split.a_id END
    WHERE mine.person_id = p.id AND split.how = 'operator_split' AND split.revoked_at IS NULL) AS set_apart
WHERE p.id = ANY(%s)
"""

ACCOUNT_TRACES = """
SELECT i.id, i.kind, i.value, i.account_id, a.seen_at
FROM unnest(%s::text[], %s::text[]) AS asked (kind, value)
JOIN directory_accountidentifier i USING (kind, value)
JOIN directory_account a ON a.id = i.account_id
"""


def traces(actor: Actor, pairs: Collection[Pair]) -> dict[Pair, Trace]:
    """Of these kinds and values, the ones that are there: one statement, however many. Values are normalised already."""
    actor.require(Permission.RESOLVE_IDENTITIES)
    if not pairs:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(TRACES, [[kind for kind, _ in pairs], [value for _, value in pairs]])
        found = {Pair(row[1], row[2]): (Trace(*row[:-1]), row[-1]) for row in cursor}
    spans = _spans(trace.identifier_id for trace, has_moved in found.values() if has_moved)
    return {
        pair: replace(trace, spans=spans.get(trace.identifier_id, ())) if has_moved else trace
        for pair, (trace, has_moved) in found.items()
    }


def holders(actor: Actor, person_ids: Collection[UUID]) -> dict[UUID, Holder]:
    """What a decision on merging these people must know of them: one statement, however many."""
    actor.require(Permission.RESOLVE_IDENTITIES)
    return facts_of_holders(person_ids)


def facts_of_holders(person_ids: Collection[UUID]) -> dict[UUID, Holder]:
    """The same, for the room itself."""
    if not person_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(HOLDERS, [list(person_ids)])
        return {
            person: Holder(
                person_id=person,
                created_at=created_at,
                is_known=is_known,
                counts=_json(counts),
                uniques={kind: frozenset(values) for kind, values in _json(uniques).items()},
                barred=frozenset(barred),
                strangers=frozenset(strangers),
                is_staff=is_staff,
                is_proven=is_proven,
            )
            for person, created_at, is_known, is_staff, is_proven, counts, uniques, barred, strangers in cursor
        }


def account_traces(actor: Actor, pairs: Collection[Pair]) -> dict[Pair, AccountTrace]:
    """Of these kinds and values, the ones that point at an account: one statement, however many."""
    actor.require(Permission.RESOLVE_IDENTITIES)
    if not pairs:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(ACCOUNT_TRACES, [[kind for kind, _ in pairs], [value for _, value in pairs]])
        return {Pair(row[1], row[2]): AccountTrace(*row) for row in cursor}


def _spans(identifiers: Iterable[UUID]) -> dict[UUID, tuple[Belonging, ...]]:
    moved = list(identifiers)
    if not moved:
        return {}
    spans: dict[UUID, list[Belonging]] = defaultdict(list)
    for span in Span.objects.filter(identifier__in=moved).order_by(F("starts_at").asc(nulls_first=True)):
        spans[span.identifier_id].append(Belonging(span.person_id, span.starts_at, span.ends_at))
    return {identifier: tuple(belongings) for identifier, belongings in spans.items()}


def _json(text: str | None) -> Any:
    """Django leaves JSON of a raw statement as text."""
    return json.loads(text) if text else {}
