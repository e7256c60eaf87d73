"""What people have in accounts when two of them turn out to be one, when they turn out to be two after all, and when they leave.

A membership that lives stays with the tombstone of a person who was in the same account as the one they became. What was
given to it is given to the other one as well, and says of what it is the like (`united_with`), so that it can be taken back.
"""

from uuid import UUID

from django.db import connection

from twofold.access.models import Assignment, Grant, GroupMember
from twofold.core.actor import Actor
from twofold.directory.verbs import memberships

# The memberships that live of a person, and those of who turned out to be them, in the same account.
TWINS = """
WITH twins AS (
    SELECT w.id AS winner, l.id AS loser, w.account_id, w.standing AS standing, l.standing AS was
    FROM directory_person p
    JOIN directory_membership l ON l.person_id = p.id AND l.ended_at IS NULL
    JOIN directory_membership w ON w.person_id = p.merged_into_id AND w.account_id = l.account_id AND w.ended_at IS NULL
    WHERE p.merged_into_id = %(person)s)
"""
GUESTS_WHO_ARE_MEMBERS = TWINS + "SELECT DISTINCT winner FROM twins WHERE standing = 'guest' AND was = 'member'"  # noqa: S608 - parts of ours
UNITE = (
    TWINS + """
INSERT INTO access_grant (id, membership_id, account_id, role_id, reaches_below, united_with_id, granted_by_id, granted_at)
SELECT gen_random_uuid(), t.winner, g.account_id, g.role_id, g.reaches_below, g.id, g.granted_by_id, g.granted_at
FROM twins t JOIN access_grant g ON g.membership_id = t.loser AND g.account_id = t.account_id
ON CONFLICT DO NOTHING
""",
    TWINS + """
INSERT INTO access_groupmember (id, group_id, membership_id, is_owner, united_with_id, added_at)
SELECT gen_random_uuid(), g.group_id, t.winner, g.is_owner, g.id, g.added_at
FROM twins t JOIN access_groupmember g ON g.membership_id = t.loser
ON CONFLICT DO NOTHING
""",
    TWINS + """
INSERT INTO access_assignment (id, application_id, account_id, membership_id, is_owner, united_with_id, assigned_at)
SELECT gen_random_uuid(), g.application_id, g.account_id, t.winner, g.is_owner, g.id, g.assigned_at
FROM twins t JOIN access_assignment g ON g.membership_id = t.loser AND g.account_id = t.account_id
ON CONFLICT DO NOTHING
""",
)  # fmt: skip
# What is the like of something that somebody has who is not one with them any more.
PART = """
DELETE FROM {table} c USING {table} o, directory_membership w, directory_membership l, directory_person p
WHERE c.united_with_id = o.id AND w.id = c.membership_id AND l.id = o.membership_id AND p.id = l.person_id
  AND w.person_id = %(person)s AND p.merged_into_id IS DISTINCT FROM w.person_id
"""
TABLES = ("access_grant", "access_groupmember", "access_assignment")


def unite(actor: Actor, person_id: UUID) -> None:
    """Give a person what those had who turned out to be them, where both are in an account. Again it changes nothing."""
    asked = {"person": person_id}
    with connection.cursor() as cursor:
        cursor.execute(GUESTS_WHO_ARE_MEMBERS, asked)
        members = [membership for (membership,) in cursor]
        for statement in UNITE:
            cursor.execute(statement, asked)
    for membership in members:
        memberships.edit(actor, membership, fields={"standing": "member"})


def part(person_id: UUID) -> None:
    """Take from a person what they had by being one with somebody who is another again."""
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(PART.format(table=table), {"person": person_id})


def clear(membership_id: UUID) -> None:
    """Forget what somebody had by a membership that is over."""
    for table in (Grant, GroupMember, Assignment):
        table.objects.filter(membership=membership_id).delete()
