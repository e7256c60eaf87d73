"""Looking at one account: who decides there, what it is part of, what points at it; and adding people and accounts by hand."""

from uuid import UUID

import pytest

from tests.console.staff import Staff, counted, text, toast
from tests.makers import SYSTEM, a_membership, a_person, an_account
from twofold.core.unit import unit_of_work
from twofold.directory import queries as directory
from twofold.directory.models import Account
from twofold.directory.verbs import accounts


@pytest.fixture
def helio(jana: Staff) -> UUID:
    """Helio Pumps, part of Helio Group, with two below it and a champion."""
    with unit_of_work(SYSTEM):
        account = an_account(name="Helio Pumps", kind="customer", parent=an_account(name="Helio Group"))
        an_account(name="Helio Iberia", parent=account)
        an_account(name="Helio Nordics", parent=account)
        a_membership(a_person(name="Ada Brandt"), account, buying_role="champion", title="Engineer")
        return account.id


def account(account_id: UUID) -> directory.AccountRecord:
    with unit_of_work(SYSTEM):
        return directory.account(SYSTEM, account_id)


class TestTheListOfAccounts:
    def test_shows_what_they_are_and_what_they_are_part_of(self, jana: Staff, helio: UUID) -> None:
        page = text(jana.get("/accounts"))

        for said in ("Helio Pumps", "Customer", "Helio Group", "Prospect", f"/accounts/{helio}"):
            assert said in page

    def test_leads_to_the_people_of_one(self, jana: Staff, helio: UUID) -> None:
        page = text(jana.get(f"/people?account={helio}"))

        assert "Ada Brandt" in page
        assert "Account <b>Helio Pumps</b>" in page

    def test_costs_the_same_statements_for_many_as_for_few(self, jana: Staff, helio: UUID) -> None:
        jana.get("/accounts")
        with counted() as few:
            jana.get("/accounts")
        with unit_of_work(SYSTEM):
            for _ in range(15):
                a_membership(account=an_account())
        with counted() as many:
            jana.get("/accounts")

        assert len(many) == len(few)
        assert len(many) <= 20

    def test_does_to_many_what_the_list_of_people_does(self, jana: Staff, helio: UUID) -> None:
        response = jana.send("/accounts/bulk", {"ids": [str(helio)], "tag": "Key account"})
        assert toast(response)["text"] == "Tagged 1 account “Key account”"
        assert account(helio).tags == ("Key account",)

        jana.undo(response)
        assert account(helio).tags == ()
        assert (
            "Helio Pumps"
            not in text(jana.send("/accounts/bulk", {"ids": [str(helio)], "do": "remove"})).split("row-link")[1]
        )


class TestAnAccountsRecord:
    def test_shows_the_buying_committee_with_its_gaps(self, jana: Staff, helio: UUID) -> None:
        page = text(jana.get(f"/accounts/{helio}"))

        assert "Champion" in page
        assert "Economic buyer" in page
        assert "Nobody yet" in page
        assert "Ada Brandt" in page

    def test_shows_the_first_of_many_who_play_a_part(self, jana: Staff, helio: UUID) -> None:
        with unit_of_work(SYSTEM):
            for number in range(7):
                person = a_person(name=f"Player {number}", email=f"player{number}@helio.example")
                a_membership(person, Account.objects.get(id=helio), buying_role="influencer")

        page = jana.get(f"/accounts/{helio}").content.decode()

        more = page.partition('class="committee-more" href="')[2].partition('"')[0].replace("&amp;", "&")
        assert "and 2 more" in page
        assert "Player 6" in jana.get(f"{more}&sort=name").content.decode()

    def test_shows_its_tree_with_its_own_place(self, jana: Staff, helio: UUID) -> None:
        page = text(jana.get(f"/accounts/{helio}"))

        for name in ("Helio Group", "Helio Iberia", "Helio Nordics"):
            assert name in page
        assert 'aria-current="page">Helio Pumps' in page

    def test_costs_the_same_statements_however_much_there_is(self, jana: Staff, helio: UUID) -> None:
        jana.get(f"/accounts/{helio}")
        with counted() as few:
            jana.get(f"/accounts/{helio}")
        with unit_of_work(SYSTEM):
            whole = accounts.edit(SYSTEM, helio, fields={"city": "Hamburg"})
            for _ in range(8):
                a_membership(account=whole, buying_role="user")
                an_account(parent=whole)
        with counted() as many:
            jana.get(f"/accounts/{helio}")

        assert len(many) == len(few)
        assert len(many) <= 32

    def test_is_edited_in_place_and_taken_back(self, jana: Staff, helio: UUID) -> None:
        response = jana.send(f"/accounts/{helio}/fields/kind", {"value": "partner"})
        assert account(helio).kind == "partner"
        assert "Partner" in text(response)

        jana.undo(response)
        assert account(helio).kind == "customer"
        assert "It needs a name." in text(jana.send(f"/accounts/{helio}/fields/name", {"value": ""}))

    def test_moves_within_its_tree_but_not_below_itself(self, jana: Staff, helio: UUID) -> None:
        with unit_of_work(SYSTEM):
            other = an_account(name="Atlas Group").id
            below = directory.find(SYSTEM, "Helio Iberia")[0].id
        group = account(helio).parent_id

        refused = jana.send(f"/accounts/{helio}/parent", {"picked": str(below)})
        assert refused.status_code == 422
        assert "cannot be below itself" in text(refused)

        moved = jana.send(f"/accounts/{helio}/parent", {"picked": str(other)})
        assert account(helio).parent_id == other
        jana.undo(moved)
        assert account(helio).parent_id == group
        jana.send(f"/accounts/{helio}/parent", {"is_top": "on"})
        assert account(helio).parent_id is None

    def test_takes_in_members_and_what_points_at_it(self, jana: Staff, helio: UUID) -> None:
        with unit_of_work(SYSTEM):
            ben = a_person(name="Ben Carter")

        assert "Ben Carter" in text(
            jana.send(f"/accounts/{helio}/members/new", {"picked": str(ben.id), "standing": "member"})
        )
        added = jana.send(f"/accounts/{helio}/identifiers/new", {"kind": "domain", "value": "Helio-Pumps.de"})
        assert "helio-pumps.de" in text(added)
        refused = jana.send(f"/accounts/{helio}/identifiers/new", {"kind": "domain", "value": "gmail.com"})
        assert refused.status_code == 422

    def test_has_tags_and_notes_as_people_have(self, jana: Staff, helio: UUID) -> None:
        assert "Key account" in text(jana.send(f"/accounts/{helio}/tag", {"tag": "Key account"}))
        assert "Runs until March" in text(jana.send(f"/accounts/{helio}/notes", {"body": "Runs until March"}))

    def test_is_removed_and_restored(self, jana: Staff, helio: UUID) -> None:
        jana.post(f"/accounts/{helio}/remove")
        assert "Nothing is lost" in text(jana.get(f"/accounts/{helio}"))
        jana.post(f"/accounts/{helio}/restore")
        assert account(helio).deleted_at is None


class TestAddingByHand:
    def test_leads_to_the_new_person(self, jana: Staff) -> None:
        response = jana.send("/people/new", {"given_name": "Nina", "email": "nina@example.org"})

        assert "Nina" in text(jana.get(response.headers["HX-Redirect"]))

    def test_warns_once_when_somebody_is_here_already_by_that_address(self, jana: Staff) -> None:
        with unit_of_work(SYSTEM):
            there = a_person(name="Nina Lind", email="nina@example.org")
        sent = {"given_name": "Nina", "email": "nina@example.org"}

        warned = text(jana.send("/people/new", sent))
        assert f"/people/{there.id}" in warned
        assert "Nina Lind" in text(jana.ask("/already/person?email=nina@example.org"))

        assert "HX-Redirect" in jana.send("/people/new", {**sent, "warned": str(there.id)}).headers

    def test_says_what_does_not_fit_where_it_was_typed(self, jana: Staff) -> None:
        response = jana.send("/people/new", {"given_name": "Nina", "phone": "12"})

        assert response.status_code == 422
        assert "This is not a phone number" in text(response)
        assert "A person needs a name" in text(jana.send("/people/new", {}))

    def test_works_without_scripts(self, jana: Staff) -> None:
        assert "New account" in text(jana.get("/accounts/new"))
        response = jana.post("/accounts/new", {"name": "Atlas Dental", "kind": "customer"})

        assert "Atlas Dental added" in text(jana.get(response.headers["Location"]))

    def test_warns_of_an_account_with_that_domain(self, jana: Staff, helio: UUID) -> None:
        with unit_of_work(SYSTEM):
            accounts.add_identifier(SYSTEM, helio, kind="domain", value="helio-pumps.de")

        assert "Helio Pumps" in text(
            jana.send("/accounts/new", {"name": "Helio", "website": "https://www.helio-pumps.de/"})
        )
