"""Row rights: which people and accounts a member of staff with a `RowScope` sees.

An account is theirs if its owner is one of the scope's or it is in one of its countries. So is a person, and besides
whoever is in such an account, and they themselves. A membership is seen where its account is. Each is said in two ways
that mean the same: to be looked at in a row that is passed, and to be looked up by the indexes on owner and country.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Exists, Lookup, OuterRef, Q, QuerySet, UUIDField
from django.db.models.sql.compiler import SQLCompiler

from twofold.core.actor import Actor, RowScope
from twofold.directory.models import Account, Membership, Person
from twofold.directory.queries.sql import Met


@UUIDField.register_lookup
class InScope(Lookup):
    """`id__in_scope=rows` of a membership: that its account is one of the scope's. A filtered relation takes no query."""

    lookup_name = "in_scope"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:
        """Tried for the memberships that are joined, which are no more than the people of a page."""
        own_id, parameters = self.process_lhs(compiler, connection)
        rows: RowScope = self.rhs
        there = f"""EXISTS (SELECT FROM directory_membership m JOIN directory_account s ON s.id = m.account_id
            WHERE m.id = {own_id} AND (s.owner_id = ANY(%s) OR s.country = ANY(%s)))"""
        return there, [*parameters, list(rows.owners), list(rows.countries)]


def owned_or_there(rows: RowScope, at: str = "") -> Q:
    """That a record, or the one at a path from it, is owned or placed so."""
    return Q((f"{at}owner__in", rows.owners)) | Q((f"{at}country__in", rows.countries))


def memberships_met(rows: RowScope) -> Q:
    """A membership, looked at."""
    return owned_or_there(rows, "account__")


def memberships_passed(rows: RowScope) -> Q:
    """The same of thousands, one after the other: the accounts are looked up once, and kept at hand."""
    return Q(account__in=accounts_of(rows))


def people_met(actor: Actor, rows: RowScope) -> Q:
    """A person, looked at."""
    return _people(actor, rows, Membership.objects.filter(memberships_met(rows)))


def people_passed(actor: Actor, rows: RowScope) -> Q:
    """The same of thousands, by the memberships that are passed."""
    return _people(actor, rows, Membership.objects.filter(Met(memberships_passed(rows))))


def _people(actor: Actor, rows: RowScope, jobs: QuerySet[Membership]) -> Q:
    there = Exists(jobs.filter(person=OuterRef("id"), ended_at=None))
    return Q(owned_or_there(rows), Q(id__in=[actor.person_id]), there, _connector=Q.OR)


def people_looked_up(actor: Actor, rows: RowScope, among: QuerySet[Person]) -> Q:
    """The same people, of `among` at least, by their ids: an index leads to each sort of them."""
    theirs, *more = ids_of_people(actor, rows, among)
    return Q(id__in=theirs.union(*more))


def people_at_hand(actor: Actor, rows: RowScope, among: QuerySet[Person]) -> Q:
    """The same for whom an index leads to what else is asked: the ids are looked up first, and each row is held against them."""
    theirs, *more = ids_of_people(actor, rows, among)
    return Q(Met(Q(id__in=theirs.union(*more, all=True))))


def ids_of_people(actor: Actor, rows: RowScope, among: QuerySet[Person]) -> Sequence[QuerySet[Any, Any]]:
    """The ids of those one owns, of those in one's countries, one's own, and those of whoever is in one's accounts."""
    people = Person.objects.order_by()
    jobs = Membership.objects.filter(account__in=accounts_of(rows), ended_at=None).order_by()
    return (
        people.filter(owner__in=rows.owners).values("id"),
        among.filter(country__in=rows.countries).order_by().values("id"),  # as the index on countries has them
        people.filter(id__in=[actor.person_id]).values("id"),
        jobs.values("person"),
    )


def ids_of_accounts(rows: RowScope) -> Sequence[QuerySet[Account, Any]]:
    """The ids of those one owns, and of those in one's countries."""
    accounts = Account.objects.order_by()
    return accounts.filter(owner__in=rows.owners).values("id"), accounts.filter(country__in=rows.countries).values("id")


def accounts_of(rows: RowScope) -> QuerySet[Account, Any]:
    """The ids of the accounts of a scope."""
    owned, there = ids_of_accounts(rows)
    return owned.union(there)


def is_in_scope(actor: Actor, person_id: UUID) -> bool:
    """Whether this one person is. One statement, and none for whoever sees every row."""
    return actor.rows is None or Person.objects.filter(people_met(actor, actor.rows), id=person_id).exists()


def scopes_with_account(scopes: Collection[RowScope], account_id: UUID | None) -> set[RowScope]:
    """Which of these scopes an account is in. One statement at most."""
    if not scopes or account_id is None:
        return set()
    living = Account.objects.filter(id=account_id, deleted_at=None, merged_into=None)
    found = list(living.values_list("owner", "country"))
    return {rows for rows in scopes for owner, country in found if owner in rows.owners or country in rows.countries}


def wherever(actor: Actor) -> Actor:
    """The actor for putting back what they changed themselves, also where that took it out of their sight."""
    return replace(actor, rows=None)


def owner_for(actor: Actor) -> UUID | None:
    """To whom what an actor adds belongs unless they say: to themselves if they would not see it otherwise."""
    return None if actor.rows is None else actor.person_id
