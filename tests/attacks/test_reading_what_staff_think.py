"""A customer asks their log for what staff note, merge, score and look up about them."""

import inspect
from collections.abc import Iterator

from django.db import connection

from tests.makers import a_colleague, a_membership, a_person, an_account
from twofold.core import queries
from twofold.core.actor import Actor, ActorKind
from twofold.core.audit import note_read
from twofold.core.facts import Audience, Fact, name_of
from twofold.core.models import LedgerEntry
from twofold.core.permissions import Permission
from twofold.core.unit import unit_of_work
from twofold.directory.verbs import accounts, consents, many, many_memberships, memberships, notes, people, tags

# What is said to a customer is named here as well as at the fact: showing one more is decided twice.
TOLD = {
    "core.access.refused",
    "directory.account.edited",
    "directory.consent.given",
    "directory.consent.withdrawn",
    "directory.membership.added",
    "directory.membership.edited",
    "directory.membership.ended",
}
NARROWED = {"directory.membership.edited"}  # shown as far as it is about what they see of themselves
WRITTEN_TO_THEM = {"access.customer.impersonated", "access.deletion.asked", "access.request.declined"}  # or by them
WORDS = {"note", "reason", "comment", "remark", "score", "owner_id", "changes"}


def facts(of: type[Fact] = Fact) -> Iterator[type[Fact]]:
    """Every kind of fact of Twofold."""
    for fact in of.__subclasses__():
        if fact.__module__.startswith("twofold."):
            yield fact
        yield from facts(fact)


class TestACustomer:
    def test_finds_nothing_of_it_in_their_own_log_or_that_of_their_account(self) -> None:
        jana, ada, helio = a_colleague(), a_person(name="Ada"), an_account(name="Helio")
        seat = a_membership(ada, helio)
        people.edit(jana, ada.id, fields={"city": "Lisbon"})
        notes.write(jana, body="Pays late. Do not trust.", person_id=ada.id)
        notes.write(jana, body="A difficult account.", account_id=helio.id)
        tags.tag_people(jana, [ada.id], tag="churn risk")
        memberships.edit(jana, seat.id, fields={"buying_role": "opponent"})
        consents.give(jana, ada.id, purpose="news", channel="email")
        note_read(jana, [ada.id], where="console")
        me = Actor(ActorKind.CUSTOMER, "Ada", ada.id, frozenset({Permission.SEE_ACCOUNT_LEDGER}), frozenset({helio.id}))

        with unit_of_work(me), connection.cursor() as cursor:
            cursor.execute("SELECT DISTINCT name FROM core_ledgerentry")
            readable = {name for (name,) in cursor}
            own = {entry.name for entry in queries.own_entries(me).entries}
            of_account = {entry.name for entry in queries.entries_of_account(me, helio.id).entries}

        assert own == {"directory.consent.given", "directory.membership.added"}
        assert of_account == {"directory.membership.added"}
        assert readable == own | of_account


class TestAFact:
    def test_of_core_and_directory_is_shown_to_customers_only_if_it_is_named_here(self) -> None:
        shown = {
            name_of(fact)
            for fact in facts()
            if fact.audience and fact.__module__.split(".")[1] in {"core", "directory"}
        }

        assert shown == TOLD

    def test_that_is_shown_to_customers_has_no_room_for_what_staff_write(self) -> None:
        roomy = {
            name_of(fact)
            for fact in facts()
            if fact.audience & Audience.PERSON and WORDS & set(inspect.signature(fact).parameters)
        }

        assert roomy - WRITTEN_TO_THEM - NARROWED == set()

    def test_of_an_edit_is_shown_only_where_customers_see_the_field(self) -> None:
        jana, helio = a_colleague(), an_account(name="Helio")
        seat = a_membership(a_person(), helio)
        memberships.edit(jana, seat.id, fields={"title": "Head of parts", "buying_role": "opponent"})
        many_memberships.edit(jana, {seat.id: {"department": "Parts", "buying_role": "champion"}})
        accounts.edit(jana, helio.id, fields={"city": "Porto", "kind": "customer"})
        many.edit_accounts(jana, {helio.id: {"industry": "Pumps", "owner": str(jana.person_id)}})

        edits = LedgerEntry.objects.filter(name__endswith=".edited").order_by("seq")
        told = [(one.audience, [change["field"] for change in one.body["changes"]]) for one in edits]
        assert told == [
            (3, ["title"]), (0, ["buying_role"]), (3, ["department"]), (0, ["buying_role"]),
            (2, ["city"]), (0, ["kind"]), (2, ["industry"]), (0, ["owner"]),
        ]  # fmt: skip

    def test_is_for_staff_alone_unless_it_says_otherwise(self) -> None:
        assert Fact.audience == Audience.STAFF
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT column_default FROM information_schema.columns"
                " WHERE table_name = 'core_ledgerentry' AND column_name = 'audience'"
            )
            assert cursor.fetchone() == ("0",)
