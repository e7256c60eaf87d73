"""What the directory erases of a person for good: all but a row with their id, at which ledger, orders and accounts point.

Who takes events goes by identifiers that were read a moment ago, and may write of them after they are gone. Once all of
those have ended, what they wrote is erased, too.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from twofold.core import barrier, unit
from twofold.core.actor import Actor
from twofold.core.erasing import Meant, declare_eraser
from twofold.core.operations import Doing
from twofold.directory import bulk
from twofold.directory.merging import hold_graph
from twofold.directory.models import Membership
from twofold.directory.verbs import memberships

LOOK_SECONDS = 0.1
ENDED_AT_ONCE = 100
IDENTIFIERS = "SELECT id FROM directory_identifier WHERE person_id = ANY(%(people)s::uuid[])"
# What they are found by, and what was said of them, as long as nobody else is found by it (`directory.words`).
FORGET_WORDS = """
WITH said AS (
    SELECT array_to_string(tsvector_to_array(search), ' ') AS text FROM directory_person WHERE id = ANY(%(people)s::uuid[])
    UNION ALL SELECT lower(said::text) FROM directory_trait
    WHERE person_id = ANY(%(people)s::uuid[]) OR identifier_id = ANY(%(identifiers)s::uuid[])
), borne AS (SELECT DISTINCT word FROM said, regexp_split_to_table(text, '[^a-z]+') AS word WHERE length(word) BETWEEN 3 AND 30)
DELETE FROM directory_word w USING borne b
WHERE w.word = b.word COLLATE "C"
  AND NOT EXISTS (SELECT FROM directory_person p
                  WHERE p.search @@ b.word::tsquery AND p.search IS NOT NULL AND p.id <> ALL(%(people)s::uuid[]))
  AND NOT EXISTS (SELECT FROM directory_account a WHERE a.search @@ b.word::tsquery AND a.search IS NOT NULL)
"""
TRACES = {
    "traits": """DELETE FROM directory_trait
        WHERE person_id = ANY(%(people)s::uuid[]) OR identifier_id = ANY(%(identifiers)s::uuid[])""",
    "links": """DELETE FROM directory_link
        WHERE a_id = ANY(%(identifiers)s::uuid[]) OR b_id = ANY(%(identifiers)s::uuid[])""",
}
THEIRS = {
    "consents": "DELETE FROM directory_consent WHERE person_id = ANY(%(people)s::uuid[])",
    "notes": "DELETE FROM directory_note WHERE person_id = ANY(%(people)s::uuid[])",
    "tags": "DELETE FROM directory_tagging WHERE person_id = ANY(%(people)s::uuid[])",
    "views": "DELETE FROM directory_savedview WHERE owner_id = ANY(%(people)s::uuid[]) AND NOT is_shared",
    "layouts": "DELETE FROM directory_layout WHERE person_id = ANY(%(people)s::uuid[])",
    "merges": """DELETE FROM directory_merge
        WHERE winner_id = ANY(%(people)s::uuid[]) OR loser_id = ANY(%(people)s::uuid[])""",
    "refused_merges": "DELETE FROM directory_mergerefusal WHERE people && %(people)s::uuid[]",
    "apart": """DELETE FROM directory_apart
        WHERE person_a_id = ANY(%(people)s::uuid[]) OR person_b_id = ANY(%(people)s::uuid[])""",
    "spans": """DELETE FROM directory_span
        WHERE person_id = ANY(%(people)s::uuid[]) OR identifier_id = ANY(%(identifiers)s::uuid[])""",
    "freed": "UPDATE directory_consent SET identifier_id = NULL WHERE identifier_id = ANY(%(identifiers)s::uuid[])",
    "identifiers": "DELETE FROM directory_identifier WHERE id = ANY(%(identifiers)s::uuid[])",
    "memberships": """UPDATE directory_membership SET title = '', department = '', buying_role = '', attributes = '{}'
        WHERE person_id = ANY(%(people)s::uuid[])""",
}
BULK_ROWS = "DELETE FROM directory_bulkrow WHERE record_id = ANY(%(people)s::uuid[])"
# A cell is left, so that the report does not read the row from the file again.
IMPORT_ROWS = """
UPDATE directory_importrow SET person_id = NULL, made = NULL, changes = NULL,
       reasons = CASE WHEN reasons IS NULL THEN NULL ELSE '[]'::jsonb END, cells = '[""]'
WHERE person_id = ANY(%(people)s::uuid[])
   OR cells::text ~* %(naming)s OR changes::text ~* %(naming)s OR reasons::text ~* %(naming)s OR made::text ~* %(naming)s
"""
DRAFTS = """
WITH gone AS (DELETE FROM directory_importdraft
              WHERE record_id = ANY(%(people)s::uuid[]) OR state::text ~* %(naming)s RETURNING operation_id, record_id)
DELETE FROM directory_importdraftkey k USING gone WHERE (k.operation_id, k.record_id) = (gone.operation_id, gone.record_id)
"""
SHELL = """
UPDATE directory_person SET
    given_name = '', family_name = '', name = '', sort_name = NULL, email = '', phone = '', locale = '', time_zone = '',
    country = '', city = '', photo = '', owner_id = NULL, attributes = '{}', search = NULL, seen_at = NULL, known_at = NULL,
    password = '', last_login = NULL, is_staff = false, is_active = false,
    deleted_at = coalesce(deleted_at, %(now)s), erased_at = coalesce(erased_at, %(now)s)
WHERE id = ANY(%(people)s::uuid[])
"""

ERASED = (
    *(f"directory_{table}.person_id" for table in
      ("consent", "note", "tagging", "layout", "span", "identifier", "trait", "importrow")),
    "directory_merge.winner_id", "directory_merge.loser_id", "directory_mergerefusal.people",
    "directory_apart.person_a_id", "directory_apart.person_b_id", "directory_bulkrow.record_id",
    "directory_importdraft.record_id", "directory_importdraftkey.record_id",
)  # fmt: skip
OF_STAFF = "who did it: the id of somebody who worked here"
KEPT = {
    "directory_membership.person_id": "the account's history says that somebody was there; what they were there is emptied",
    "directory_savedview.owner_id": "views for all staff stay; their own are gone",
    "directory_person.merged_into_id": "who turned out to be somebody who is erased is an empty row as well",
    "directory_identifier.origin_person_id": "an identifier that is somebody else's by now remembers the id it began with",
    "directory_account.owner_id": OF_STAFF,
    "directory_person.owner_id": OF_STAFF,
    "directory_note.author_id": OF_STAFF,
    **dict.fromkeys(
        ("directory_consent.given_by", "directory_link.actor_id", "directory_link.revoked_by",
         "directory_importmapping.made_by", "directory_merge.actor_id", "directory_accountmerge.actor_id",
         "directory_apart.actor_id", "directory_tagging.tagged_by"),
        OF_STAFF,
    ),
}  # fmt: skip


def declare() -> None:
    """Make it known."""
    declare_eraser("directory", erase, erased=ERASED, kept=KEPT)


def erase(actor: Actor, meant: Meant, doing: Doing) -> Doing:
    """Their places in accounts, then all else at once, then rows of imports, and what those wrote who went by what was there before.

    Events do not wait for places, which may be thousands, nor for rows of imports, which are looked through one by one.
    """
    if "identifiers" not in doing.position and _end_places(actor, meant):
        return doing.on(position=doing.position)
    if "identifiers" not in doing.position:
        hold_graph()
        identifiers = [one for (one,) in bulk.ask(IDENTIFIERS, {"people": bulk.ids(meant.people)})]
        counts = _empty(meant, identifiers)
        return doing.on(position={"identifiers": list(map(str, identifiers))}, counts=counts)
    if "behind" not in doing.position:
        position, asked = {**doing.position, "behind": barrier.mark()}, _asked(meant, [])
        bulk.change(DRAFTS, asked)
        return doing.on(
            position=position, counts={"import_rows": bulk.change(IMPORT_ROWS, asked)}, rest_seconds=LOOK_SECONDS
        )
    if not barrier.is_passed(doing.position["behind"]):
        return doing.on(position=doing.position, rest_seconds=LOOK_SECONDS)
    asked = _asked(meant, [UUID(one) for one in doing.position["identifiers"]])
    counts = {what: bulk.change(statement, asked) for what, statement in TRACES.items()}
    bulk.change(SHELL, asked)
    return doing.on(counts=counts, is_over=True)


def _end_places(actor: Actor, meant: Meant) -> bool:
    """End some of their memberships, those that have not begun on their first day. Whether there were any."""
    living = Membership.objects.filter(person__in=meant.people, ended_at=None).values_list("id", flat=True)
    some = list(living[:ENDED_AT_ONCE])
    for membership in some:
        memberships.end(actor, membership)
    return bool(some)


def _empty(meant: Meant, identifiers: Sequence[UUID]) -> dict[str, int]:
    """Whatever names them, in an order in which nothing is pointed at that is gone; how many of each there were."""
    asked = _asked(meant, identifiers)
    bulk.change(FORGET_WORDS, asked)
    counts = {what: bulk.change(statement, asked) for what, statement in (TRACES | THEIRS).items()}
    counts["bulk_edits"] = bulk.change(BULK_ROWS, asked)
    counts.pop("freed")
    bulk.change(SHELL, asked)
    return counts


def _asked(meant: Meant, identifiers: Sequence[UUID]) -> dict[str, Any]:
    return {
        "people": bulk.ids(meant.people), "identifiers": bulk.ids(identifiers), "naming": meant.naming, "now": unit.now(),
    }  # fmt: skip
