"""Imports know nothing of roles, and yet take none away from under anybody: not the last owner's, and not by being undone."""

from tests.directory.importing import bring_in, outcomes, plan_of, reasons, undo
from tests.makers import a_grant, a_membership, a_person, an_account
from twofold.access.models import Grant
from twofold.directory.importing.plan import OnMatch
from twofold.directory.models import Account, Membership, Person

PLACES = plan_of("Mail,Company", "person.email", "account.name")
UNTIL = plan_of(
    "Mail,Company,Until", "person.email", "account.name", "membership.ends_on",
    on_match=OnMatch.OVERWRITE, account_keys=(("account.name",),),
)  # fmt: skip


def an_owner(account: Account) -> Membership:
    olga = a_membership(a_person(name="Olga", email="olga@helio.example"), account)
    a_grant(olga, "owner")
    return olga


class TestAnImportThatSaysUntilWhen:
    def test_does_not_take_the_last_owner_away(self) -> None:
        helio = an_account(name="Helio")
        olga = an_owner(helio)
        a_membership(a_person(name="Ben", email="ben@helio.example"), helio)
        content = "Mail,Company,Until\nolga@helio.example,Helio,2026-01-31\nben@helio.example,Helio,2026-01-31\n"

        done = bring_in(content, UNTIL)

        assert outcomes(done) == ["refused", "updated"]
        assert "Helio" in reasons(done)[0][0]
        olga.refresh_from_db()
        assert (olga.ends_on, olga.ended_at) == (None, None)

    def test_says_so_beforehand(self) -> None:
        helio = an_account(name="Helio")
        an_owner(helio)
        a_membership(account=helio)

        tried = bring_in("Mail,Company,Until\nolga@helio.example,Helio,2026-01-31\n", UNTIL, dry_run=True)

        assert outcomes(tried) == ["refused"]


class TestUndoingAnImport:
    def test_leaves_places_that_somebody_was_given_something_in(self) -> None:
        done = bring_in("Mail,Company\nada@helio.example,Helio\nben@helio.example,Helio\n", PLACES)
        ada = Membership.objects.get(person__email="ada@helio.example")
        a_grant(ada, "owner")

        undone = undo(done)

        assert undone.state == "done"
        assert [one.email for one in Person.objects.all()] == ["ada@helio.example"]
        assert Membership.objects.get().id == Grant.objects.get().membership_id == ada.id
        assert Account.objects.get().id == ada.account_id

    def test_leaves_them_likewise_to_people_who_were_there_before(self) -> None:
        bring_in("Mail\nada@helio.example\n", plan_of("Mail", "person.email"))
        done = bring_in("Mail,Company\nada@helio.example,Helio\n", PLACES)
        a_grant(Membership.objects.get(), "member")

        assert undo(done).state == "done"

        assert Grant.objects.get().membership_id == Membership.objects.get().id
