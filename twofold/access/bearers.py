"""Who shows a key: found, and their role in the database taken, in one round trip; for a person another tells their rights.

A key follows the roles of its person, from one request to the next. There is no admin mode for keys: what waits for it, no
key of a person can do. A service may, if whoever made its key was in admin mode and gave it that.
"""

from datetime import datetime
from uuid import UUID

from django.db import connection

from twofold.access import staff_rights, tokens
from twofold.access.errors import KeyExpired, KeyMissing, KeyOrphaned, KeyRevoked, KeyUnknown
from twofold.core import clock
from twofold.core.actor import Actor, ActorKind

# Two statements sent as one: the connection itself may read no table, so the role has to be there before the question is.
# The person is read along with the key, as their sign-in is: whoever was dismissed a moment ago is out.
BEARER = """
SELECT set_config('role', 'twofold_staff', true);
SELECT k.id, k.name, k.scopes, k.expires_at, k.revoked_at, k.person_id, p.name,
       p.is_staff AND p.is_active AND p.deleted_at IS NULL AND p.merged_into_id IS NULL,
       set_config('twofold.person', coalesce(k.person_id::text, ''), true), set_config('twofold.accounts', '{}', true)
FROM access_apikey k LEFT JOIN directory_person p ON p.id = k.person_id
WHERE k.digest = %s
"""


def digest_of(authorization: str) -> bytes:
    """The digest of the key in an `Authorization` header. Refuses what holds none, or one that cannot be."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise KeyMissing
    digest = tokens.digest(token.strip())
    if digest is None:
        raise KeyUnknown
    return digest


def bearer(digest: bytes) -> tuple[UUID, Actor]:
    """The key's id and who acts by it: its person with what both may do, or the service itself.

    For `unit_of_work`, whose role it takes. Refuses a key that is unknown, revoked or over, or whose person is gone.
    """
    with connection.cursor() as cursor:
        cursor.execute(BEARER, [digest])
        cursor.nextset()
        row = cursor.fetchone()
    if row is None:
        raise KeyUnknown
    key_id, name, scopes, expires_at, revoked_at, person_id, person_name, is_staff, *_ = row
    _require_live(expires_at, revoked_at)
    if person_id is None:
        return key_id, Actor(ActorKind.SERVICE, name, None, frozenset(scopes))
    if not is_staff:
        raise KeyOrphaned
    rights = staff_rights.rights_of(person_id)
    return key_id, Actor(
        ActorKind.STAFF,
        f"{person_name} ({name})"[:200],
        person_id,
        rights.permissions & frozenset(scopes),
        rows=rights.rows,
        masked=rights.masked,
    )


def _require_live(expires_at: datetime | None, revoked_at: datetime | None) -> None:
    if revoked_at is not None:
        raise KeyRevoked
    if expires_at is not None and expires_at <= clock.now():
        raise KeyExpired
