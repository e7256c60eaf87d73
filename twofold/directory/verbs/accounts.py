"""Adding accounts, changing them, moving them within their tree, putting them aside."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from twofold.core import ids, unit
from twofold.core.actor import Actor
from twofold.core.facts import record, record_all
from twofold.core.verbs import verb
from twofold.directory import apart
from twofold.directory.domains import company_domain
from twofold.directory.editing import (
    changes_between,
    checked_fields,
    chosen_columns,
    differing,
    say_of_account,
    source_of,
)
from twofold.directory.errors import (
    BelongsToAnother,
    HeldOutOfSight,
    IdentifierNotUsable,
    KindUnknown,
    MergeNotFound,
    NameMissing,
    NotStaff,
    SameAccount,
    WouldBeItsOwnParent,
)
from twofold.directory.facts import (
    AccountAdded,
    AccountEdited,
    AccountIdentifierAdded,
    AccountMoved,
    AccountRemoved,
    AccountRestored,
    FieldChange,
)
from twofold.directory.locking import lock_account
from twofold.directory.masks import require_shown
from twofold.directory.merging import chosen_by, hold_graph, merge_accounts, undo_account_merges
from twofold.directory.models import Account, AccountIdentifier, AccountMerge, CustomField, Person
from twofold.directory.permissions import Permission
from twofold.directory.profiles import refold_accounts
from twofold.directory.queries.scopes import owner_for
from twofold.directory.queries.trees import above
from twofold.directory.queries.visible import accounts_visible_to, all_accounts_visible_to
from twofold.directory.traits import ACCOUNT_COLUMNS


@verb(Permission.EDIT_ACCOUNTS)
def add(
    actor: Actor,
    *,
    fields: Mapping[str, Any],
    kind: str = Account.Kind.PROSPECT,
    parent_id: UUID | None = None,
    owner_id: UUID | None = None,
    source: str = "",
) -> Account:
    """Add an account. `fields` are columns (`name`, `website` …) and custom fields by their keys. Each call adds one more.

    Refuses fields that are unknown or do not fit, an account without a name, and a parent that is not there.
    """
    require_shown(actor, "account", fields)
    kept = checked_fields(CustomField.Subject.ACCOUNT, ACCOUNT_COLUMNS, fields, adding=True)
    if not kept.get("name"):
        raise NameMissing
    _require_kind(kind)
    owner_id = owner_id or owner_for(actor)
    if owner_id is not None:
        _require_staff(owner_id)
    if parent_id is not None:
        lock_account(actor, parent_id)
    account = Account.objects.create(
        id=ids.new(), kind=kind, parent_id=parent_id, owner_id=owner_id, created_at=unit.now()
    )
    say_of_account(actor, account.id, kept, source=source or source_of(actor))
    account.refresh_from_db()
    record(AccountAdded(account_id=account.id, name=account.name), by=actor)
    return account


@verb(Permission.SEE_ACCOUNTS)
def hold(actor: Actor, account_id: UUID) -> Account:
    """Let nobody else change the account, also a removed one, until this transaction ends."""
    return lock_account(actor, account_id, removed=True)


@verb(Permission.EDIT_ACCOUNTS)
def edit(actor: Actor, account_id: UUID, *, fields: Mapping[str, Any]) -> Account:
    """Change columns, the kind, and custom fields; None clears one. What is so already is no change, and no fact."""
    before = lock_account(actor, account_id)
    given = dict(fields)
    kind = given.pop("kind", before.kind)
    _require_kind(kind)
    require_shown(actor, "account", given)
    kept = checked_fields(CustomField.Subject.ACCOUNT, ACCOUNT_COLUMNS, given)
    if "name" in kept and not kept["name"]:
        raise NameMissing
    if kind != before.kind:
        Account.objects.filter(id=account_id).update(kind=kind)
    say_of_account(actor, account_id, kept)
    after = Account.objects.get(id=account_id)
    changes = changes_between(before, after, kept.keys() | {"kind"})
    record_all(AccountEdited.of(account_id, changes), by=actor)
    return after


@verb(Permission.EDIT_ACCOUNTS)
def move(actor: Actor, account_id: UUID, *, parent_id: UUID | None) -> Account:
    """Put an account (with all below it) under another one, or at the top. Where it is already it stays.

    Refuses a place below itself. Moves wait for each other, or two of them together could close a ring.
    """
    hold_graph()
    account = lock_account(actor, account_id)
    if account.parent_id == parent_id:
        return account
    if parent_id is not None:
        lock_account(actor, parent_id)
        if parent_id == account_id or account_id in above(parent_id):
            raise WouldBeItsOwnParent(account_id, parent_id)
    record(AccountMoved(account_id=account_id, old_parent_id=account.parent_id, new_parent_id=parent_id), by=actor)
    account.parent_id = parent_id
    account.save(update_fields=["parent"])
    return account


@verb(Permission.EDIT_ACCOUNTS)
def assign_owner(actor: Actor, account_ids: Collection[UUID], *, owner_id: UUID | None) -> int:
    """Give these accounts to a member of staff (or to nobody). Returns how many changed hands."""
    if owner_id is not None:
        _require_staff(owner_id)
    accounts = list(
        accounts_visible_to(actor)
        .filter(id__in=account_ids)
        .exclude(owner=owner_id)
        .select_for_update(of=("self",))
        .order_by("id")
        .values_list("id", "owner_id")
    )
    Account.objects.filter(id__in=[account for account, _ in accounts]).update(owner_id=owner_id)
    record_all(
        (
            AccountEdited(account_id=account, changes=[FieldChange(field="owner", old=old, new=owner_id)])
            for account, old in accounts
        ),
        by=actor,
    )
    return len(accounts)


@verb(Permission.EDIT_ACCOUNTS)
def add_identifier(actor: Actor, account_id: UUID, *, kind: str, value: str) -> AccountIdentifier:
    """Say that this, too, points at the account. Said before, nothing happens.

    Refuses what is no value of its kind, a free-mail domain, and what points at another account.
    """
    lock_account(actor, account_id)
    if kind not in AccountIdentifier.Kind.values:
        raise KindUnknown(kind)
    kept = company_domain(value) if kind == AccountIdentifier.Kind.DOMAIN else value.strip()[:500]
    if not kept:
        raise IdentifierNotUsable(kind, value)
    identifier, is_new = AccountIdentifier.objects.get_or_create(
        kind=kind, value=kept, defaults={"account_id": account_id, "created_at": unit.now()}
    )
    if identifier.account_id != account_id:
        if not all_accounts_visible_to(actor).filter(id=identifier.account_id).exists():
            raise HeldOutOfSight(kind, kept)
        raise BelongsToAnother(kind, kept, identifier.account_id)
    if is_new:
        refold_accounts([account_id])
        record(AccountIdentifierAdded(account_id=account_id, kind=kind, value=kept), by=actor)
    return identifier


@verb(Permission.REMOVE_ACCOUNTS)
def remove(actor: Actor, account_id: UUID) -> Account:
    """Put an account aside: it is in no list, and can be restored. What is below it stays. The second time nothing happens."""
    account = lock_account(actor, account_id, removed=True)
    if account.deleted_at is None:
        account.deleted_at = unit.now()
        account.save(update_fields=["deleted_at"])
        record(AccountRemoved(account_id=account_id, name=account.name), by=actor)
    return account


@verb(Permission.REMOVE_ACCOUNTS)
def restore(actor: Actor, account_id: UUID) -> Account:
    """Bring a removed account back as it was. One that is there stays there."""
    account = lock_account(actor, account_id, removed=True)
    if account.deleted_at is not None:
        account.deleted_at = None
        account.save(update_fields=["deleted_at"])
        record(AccountRestored(account_id=account_id), by=actor)
    return account


@verb(Permission.MERGE_ACCOUNTS)
def merge(
    actor: Actor,
    winner_id: UUID,
    loser_id: UUID,
    *,
    evidence: str = "",
    even_if_apart: bool = False,
    fields: Mapping[str, Any] | None = None,
) -> Account:
    """Make the loser the winner: identifiers, traits, members, notes, tags and the accounts below it go over.

    Where the winner is below the loser it takes the loser's place in the tree; where it is part of nothing it becomes part of
    what the loser was part of. The loser stays as a tombstone; done again, nothing happens. `fields` (with `kind` and `owner`)
    are what shall hold where that differs from what follows from both: it is staff's word, until the merge is undone. Refuses
    an account with itself, and two of which somebody has said that they are different, unless `even_if_apart`.
    """
    if winner_id == loser_id:
        raise SameAccount(winner_id)
    hold_graph()
    winner = lock_account(actor, winner_id)
    if Account.objects.filter(id=loser_id, merged_into=winner_id).exists():
        return winner
    lock_account(actor, loser_id)
    apart.require_one_account(winner_id, loser_id, even_if_apart=even_if_apart)
    said = dict(fields or {})
    chosen = chosen_columns(said, "owner", "kind")
    _require_kind(chosen.get("kind", winner.kind) or "")
    if owner := chosen.get("owner_id"):
        _require_staff(UUID(owner))
    kept = checked_fields(CustomField.Subject.ACCOUNT, ACCOUNT_COLUMNS, said)
    made = merge_accounts(actor, winner_id, loser_id, evidence=evidence, chosen=chosen)
    refold_accounts([winner_id])
    winner.refresh_from_db()
    if words := differing(winner, kept):
        say_of_account(actor, winner_id, words, source=chosen_by(made))
        winner.refresh_from_db()
    return winner


@verb(Permission.MERGE_ACCOUNTS)
def unmerge(actor: Actor, merge_id: UUID) -> Account:
    """Take a merge back, however many were made since: returns the loser, which is an account of its own again.

    What came since stays with the winner. Done before, nothing happens.
    """
    hold_graph()
    merge = AccountMerge.objects.filter(id=merge_id).first()
    if merge is None or not all_accounts_visible_to(actor).filter(id=merge.winner_id).exists():
        raise MergeNotFound(merge_id)
    if undo_account_merges(actor, [merge_id]):
        apart.note(actor, "account", merge.winner_id, merge.loser_id)
    return Account.objects.get(id=merge.loser_id)


@verb(Permission.MERGE_ACCOUNTS)
def keep_apart(actor: Actor, account_id: UUID, *, other_id: UUID) -> None:
    """Say that these are two accounts: they are not shown as duplicates any more. Said before, it stays."""
    if account_id == other_id:
        raise SameAccount(account_id)
    for one in sorted((account_id, other_id)):
        lock_account(actor, one)
    apart.keep_accounts(actor, account_id, other_id)


@verb(Permission.MERGE_ACCOUNTS)
def let_be_one(actor: Actor, account_id: UUID, *, other_id: UUID) -> None:
    """Take back that these are two accounts."""
    lock_account(actor, account_id)
    apart.forget_accounts(account_id, other_id)


def _require_kind(kind: str) -> None:
    if kind not in Account.Kind.values:
        raise KindUnknown(kind)


def _require_staff(person_id: UUID) -> None:
    if not Person.objects.filter(id=person_id, is_staff=True, deleted_at=None).exists():
        raise NotStaff(person_id)
