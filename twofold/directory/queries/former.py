"""Who somebody was before: the people that a person has absorbed, and what came with them."""

from uuid import UUID

from django.db.models import F

from twofold.core.actor import Actor
from twofold.directory.errors import AccountNotFound, PersonNotFound
from twofold.directory.identities import Belonging, Possession
from twofold.directory.models import Account, Identifier, Merge, Person, Span
from twofold.directory.permissions import Permission
from twofold.directory.queries.scopes import is_in_scope, owned_or_there


def formerly(actor: Actor, person_id: UUID) -> list[UUID]:
    """The people who turned out to be this person. Refuses with `PersonNotFound` a person who is not in one's rows."""
    if actor.person_id != person_id:
        actor.require(Permission.SEE_PEOPLE)
        if not is_in_scope(actor, person_id):
            raise PersonNotFound(person_id)
    return list(Person.objects.filter(merged_into=person_id).values_list("id", flat=True))


def formerly_accounts(actor: Actor, account_id: UUID) -> list[UUID]:
    """The accounts that turned out to be this account; none for customers, who see what is done for the account as it is."""
    if actor.is_customer:
        return []
    actor.require(Permission.SEE_ACCOUNTS)
    if actor.rows is not None and not Account.objects.filter(owned_or_there(actor.rows), id=account_id).exists():
        raise AccountNotFound(account_id)
    return list(Account.objects.filter(merged_into=account_id).values_list("id", flat=True))


def identifiers_of_merge(actor: Actor, merge_id: UUID) -> list[UUID]:
    """The identifiers that the loser of a merge had, or had had until they moved on."""
    actor.require(Permission.RESOLVE_IDENTITIES)
    moved = Merge.objects.values_list("moved", flat=True).filter(id=merge_id).first() or {}  # none of who was erased
    spans = Span.objects.filter(id__in=moved.get("spans", [])).values_list("identifier_id", flat=True)
    return list({*(UUID(one) for one in moved.get("identifiers", [])), *spans})


def belongings_after(actor: Actor, merge_id: UUID) -> list[Possession]:
    """Whose is by now what was done by the two of a merge that was undone, and by those who were one with them."""
    actor.require(Permission.RESOLVE_IDENTITIES)
    merge = Merge.objects.filter(id=merge_id).first()
    if merge is None:  # one of the two was erased
        return []
    theirs = [merge.loser_id, *Person.objects.filter(merged_into=merge.loser_id).values_list("id", flat=True)]
    loser = Person.objects.only("merged_into_id").get(id=merge.loser_id)
    living = loser.merged_into_id or loser.id
    came_since = [UUID(one) for one in merge.moved.get("since", ())]
    nodes = {*identifiers_of_merge(actor, merge_id), *came_since}
    holders = dict(Identifier.objects.filter(id__in=nodes).values_list("id", "person_id"))
    found = [Possession(one, None, None, living) for one in theirs]
    for node, holder in holders.items():
        spans = spans_of(actor, node) or [Belonging(holder, None, None)]
        before = {*theirs, *_winners_of(merge), *(span.person_id for span in spans)}
        found += [Possession(one, node, span.starts_at, span.person_id) for one in before for span in spans]
    return found


def _winners_of(merge: Merge) -> list[UUID]:
    """The winner, and whom it became part of: to each of them events were given while the merge stood."""
    winners, one = [merge.winner_id], merge.winner_id
    while above := Merge.objects.filter(loser=one, undone_at=None).values_list("winner_id", flat=True).first():
        winners.append(above)
        one = above
    return winners


def spans_of(actor: Actor, identifier_id: UUID) -> list[Belonging]:
    """Whose a device was that moved between people, in order."""
    actor.require(Permission.RESOLVE_IDENTITIES)
    spans = Span.objects.filter(identifier=identifier_id).order_by(F("starts_at").asc(nulls_first=True))
    return [Belonging(span.person_id, span.starts_at, span.ends_at) for span in spans]
