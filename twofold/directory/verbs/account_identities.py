"""Writing in bulk which accounts there are and who was seen in them: what the `group` events of a batch made known."""

from collections.abc import Iterable
from uuid import UUID

from twofold.core import ids
from twofold.core.actor import Actor
from twofold.core.facts import record_all
from twofold.core.verbs import verb
from twofold.directory import bulk
from twofold.directory.facts import AccountAdded, MembershipAdded
from twofold.directory.identities import AccountPlan, NewAccount, NewMembership
from twofold.directory.models import Account, AccountIdentifier
from twofold.directory.permissions import Permission
from twofold.directory.profiles import refold_accounts, say

NOTHING_KNOWN_YET = (
    "name = ''; kind = 'prospect'; industry = ''; country = ''; city = ''; website = ''; company_number = '';"
    " vat_number = ''; attributes = '{}'"
)


@verb(Permission.RESOLVE_IDENTITIES)
def apply(actor: Actor, plan: AccountPlan) -> frozenset[UUID]:
    """Do what the plan says, in a number of statements that does not grow with it. Returns the accounts it changed.

    The same plan twice changes nothing the second time. Take `identities.hold` before reading what the plan stands on.
    """
    added = _add_accounts(plan.accounts)
    bulk.insert(
        "directory_accountidentifier",
        {"id": "uuid", "kind": "text", "value": "text", "account_id": "uuid", "created_at": "timestamptz"},
        [(one.id, one.kind, one.value, one.account_id, one.created_at) for one in plan.identifiers],
    )
    spoken = say(
        "directory_accounttrait",
        "identifier_id",
        "account_id",
        ((one.identifier_id, one.source, one.name, one.value, one.occurred_at) for one in plan.traits),
    )
    _add_memberships(actor, plan.memberships)
    bulk.note_seen("directory_account", plan.seen)
    described = AccountIdentifier.objects.filter(id__in=spoken).values_list("account_id", flat=True) if spoken else ()
    touched = frozenset(described) | {one.account_id for one in plan.identifiers}
    refold_accounts(touched)
    _tell(actor, added)
    return touched


def _add_accounts(accounts: Iterable[NewAccount]) -> list[UUID]:
    added = bulk.insert(
        "directory_account",
        {"id": "uuid", "created_at": "timestamptz"},
        [(one.id, one.created_at) for one in accounts],
        constants=NOTHING_KNOWN_YET,
        returning="id",
    )
    return [account for (account,) in added]


def _tell(actor: Actor, accounts: Iterable[UUID]) -> None:
    """Say that they are there, by the name that they were found to have."""
    names = Account.objects.filter(id__in=accounts).values_list("id", "name")
    record_all((AccountAdded(account_id=account, name=name) for account, name in names), by=actor)


def _add_memberships(actor: Actor, memberships: Iterable[NewMembership]) -> None:
    """Who was never in the account is now; the first membership of a person is their primary one."""
    values = [(ids.new(), one.person_id, one.account_id, one.source, one.created_at) for one in memberships]
    if not values:
        return
    source, parameters = bulk.rows(
        {"id": "uuid", "person_id": "uuid", "account_id": "uuid", "source": "text", "created_at": "timestamptz"}, values
    )
    added = bulk.run(
        f"""INSERT INTO directory_membership (id, person_id, account_id, source, created_at, title, department, buying_role,
                                             standing, starts_on, is_primary, attributes)
            SELECT v.id, v.person_id, v.account_id, v.source, v.created_at, '', '', '', 'member', v.created_at::date,
                   row_number() OVER (PARTITION BY v.person_id ORDER BY v.created_at, v.id) = 1 AND NOT EXISTS (
                       SELECT 1 FROM directory_membership o
                       WHERE o.person_id = v.person_id AND o.is_primary AND o.ended_at IS NULL), '{{}}'
            FROM {source}
            WHERE NOT EXISTS (SELECT 1 FROM directory_membership o
                              WHERE o.person_id = v.person_id AND o.account_id = v.account_id)
            ON CONFLICT DO NOTHING
            RETURNING id, person_id, account_id, source""",  # noqa: S608 - our own names
        parameters,
    )
    record_all(
        (
            MembershipAdded(membership_id=one, person_id=person, account_id=account, standing="member", source=source)
            for one, person, account, source in added
        ),
        by=actor,
    )
