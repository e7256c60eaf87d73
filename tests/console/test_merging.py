"""Making two records one in the console: compared, previewed, merged, taken back."""

from uuid import UUID

import pytest

from tests.console.staff import Staff, text, toast
from tests.makers import SYSTEM, a_membership, a_person, an_account
from twofold.core.unit import unit_of_work
from twofold.directory import queries
from twofold.directory.models import AccountMerge, Identifier, Merge
from twofold.directory.verbs import accounts, consents, identifiers, notes, people, tags


@pytest.fixture
def twins() -> tuple[UUID, UUID]:
    with unit_of_work(SYSTEM):
        helio = an_account(name="Helio Pumps")
        ada = a_person(name="Ada Brandt", email="ada@helio.example", city="Bonn")
        twin = a_person(name="A. Brandt", email="ada.b@mail.example", city="Lisbon", country="DE")
        a_membership(ada, helio, title="Head of Purchasing")
        a_membership(twin, helio, buying_role="champion")
        consents.give(SYSTEM, ada.id, purpose="newsletter", channel="email")
        consents.withdraw(SYSTEM, twin.id, purpose="newsletter", channel="email")
        notes.write(SYSTEM, body="Prefers mornings.", person_id=twin.id)
        tags.tag_people(SYSTEM, [twin.id], tag="VIP")
    return ada.id, twin.id


def side_by_side(jana: Staff, *ids: UUID, noun: str = "people") -> str:
    return text(jana.get(f"/{noun}/merge", {"ids": list(map(str, ids))}))


class TestComparing:
    def test_shows_where_they_differ_and_what_comes_together(self, jana: Staff, twins: tuple[UUID, UUID]) -> None:
        page = side_by_side(jana, *twins)

        for said in (
            "Merge 2 people", "Lisbon", "Germany", "ada.b@mail.example", "Prefers mornings.", "VIP",
            "The stricter word holds: Newsletter by e-mail will be withdrawn.", "one membership stays",
        ):  # fmt: skip
            assert said in page, said
        assert page.index("Given name") < page.index("Country")

    def test_says_what_to_do_where_it_is_not_possible(self, jana: Staff, twins: tuple[UUID, UUID]) -> None:
        with unit_of_work(SYSTEM):
            for number, one in enumerate(twins):
                identifiers.add(SYSTEM, one, kind="user_id", value=f"user-{number}")

        page = side_by_side(jana, *twins)

        assert "Take the wrong one off its record first" in page
        response = jana.post("/people/merge", {"ids": list(map(str, twins)), "keep": str(twins[0])})
        assert response.status_code == 422
        assert "Nothing was changed" in text(response)

    def test_of_one_or_of_six_is_asked_for_again(self, jana: Staff, twins: tuple[UUID, UUID]) -> None:
        assert jana.get("/people/merge", {"ids": str(twins[0])}).status_code == 422
        assert jana.ask(f"/people/merge?ids={twins[0]}").headers.get("HX-Trigger")

    def test_is_reached_from_the_list_and_from_a_record(self, jana: Staff, twins: tuple[UUID, UUID]) -> None:
        ada, twin = twins
        there = jana.ask(f"/people/merge?ids={ada}&ids={twin}").headers["HX-Redirect"]
        assert there == f"/people/merge?ids={ada}&ids={twin}"
        assert "Merge with" in text(jana.get(f"/people/{ada}"))
        assert jana.send(f"/people/{ada}/merge", {"picked": str(twin)}).headers["HX-Redirect"] == there
        assert jana.send(f"/people/{ada}/merge", {"picked": str(ada)}).status_code == 422


class TestMerging:
    def merge(self, jana: Staff, twins: tuple[UUID, UUID], **chosen: UUID) -> None:
        ada, twin = twins
        fields = {f"field:{key}": str(one) for key, one in chosen.items()}
        response = jana.post("/people/merge", {"ids": [str(ada), str(twin)], "keep": str(ada), **fields})
        assert response.headers["Location"] == f"/people/{ada}"

    def test_keeps_what_was_chosen(self, jana: Staff, twins: tuple[UUID, UUID]) -> None:
        ada, twin = twins

        self.merge(jana, twins, city=twin, given_name=ada, email=ada)

        with unit_of_work(SYSTEM):
            record = queries.person(SYSTEM, twin)
        assert (record.id, record.name) == (ada, "Ada Brandt")
        assert (record.fields["city"], record.fields["country"]) == ("Lisbon", "DE")

    def test_is_undone_in_the_notice(self, jana: Staff, twins: tuple[UUID, UUID]) -> None:
        self.merge(jana, twins, city=twins[1])
        page = text(jana.get(f"/people/{twins[0]}"))
        address = page.split("/undo/")[1].split('"')[0]

        jana.post(f"/undo/{address}")

        assert "Lisbon" not in text(jana.get(f"/people/{twins[0]}")).split("part-duplicates")[0]
        assert jana.get(f"/people/{twins[1]}").status_code == 200

    def test_is_undone_at_any_time_on_the_record(self, jana: Staff, twins: tuple[UUID, UUID]) -> None:
        self.merge(jana, twins)
        with unit_of_work(SYSTEM):
            merge = Merge.objects.get().id
        assert f"/people/{twins[0]}/merges/{merge}/undo" in text(jana.get(f"/people/{twins[0]}"))

        jana.post(f"/people/{twins[0]}/merges/{merge}/undo")

        assert jana.get(f"/people/{twins[1]}").status_code == 200
        assert "They are the same after all" in side_by_side(jana, *twins)

    def test_of_three_makes_one(self, jana: Staff, twins: tuple[UUID, UUID]) -> None:
        with unit_of_work(SYSTEM):
            third = a_person(name="Ada B.").id

        jana.post("/people/merge", {"ids": [*map(str, twins), str(third)], "keep": str(third)})

        with unit_of_work(SYSTEM):
            assert {queries.person(SYSTEM, one).id for one in (*twins, third)} == {third}


class TestMergingAccounts:
    def test_and_taking_it_back(self, jana: Staff) -> None:
        with unit_of_work(SYSTEM):
            helio, gmbh = an_account(name="Helio").id, an_account(name="Helio GmbH", city="Bonn", kind="customer").id
            an_account(name="Helio Pumps", parent=accounts.edit(SYSTEM, gmbh, fields={}))
        assert "Bonn" in side_by_side(jana, helio, gmbh, noun="accounts")

        sent = {"ids": [str(helio), str(gmbh)], "keep": str(helio), "field:name": str(gmbh), "field:kind": str(gmbh)}
        jana.post("/accounts/merge", sent)

        assert jana.get(f"/accounts/{gmbh}").headers["Location"] == f"/accounts/{helio}"
        page = text(jana.get(f"/accounts/{helio}"))
        assert "Turned out to be Helio GmbH" in page
        assert "Helio Pumps" in page
        with unit_of_work(SYSTEM):
            assert queries.account(SYSTEM, helio).name == "Helio GmbH"
            merge = AccountMerge.objects.get().id
        jana.post(f"/accounts/{helio}/merges/{merge}/undo")
        assert jana.get(f"/accounts/{gmbh}").status_code == 200


class TestPossibleDuplicates:
    def test_are_offered_until_somebody_says_that_they_are_not(self, jana: Staff, twins: tuple[UUID, UUID]) -> None:
        ada, twin = twins
        with unit_of_work(SYSTEM):
            people.edit(SYSTEM, twin, fields={"name": "Ada Brandt"})
        assert "Same name, same account" in text(jana.ask(f"/people/{ada}/duplicates"))

        response = jana.send(f"/people/{ada}/apart", {"other": str(twin)})

        assert "Possible duplicates" not in text(response)
        jana.undo(response)
        assert "Possible duplicates" in text(jana.ask(f"/people/{ada}/duplicates"))


class TestIdentifiersByHand:
    def test_are_added_made_primary_and_taken_off_each_with_a_way_back(
        self, jana: Staff, twins: tuple[UUID, UUID]
    ) -> None:
        ada, _ = twins
        added = jana.send(f"/people/{ada}/identifiers/new", {"kind": "email", "value": "brandt@new.example"})
        assert toast(added)["text"] == "brandt@new.example added"
        with unit_of_work(SYSTEM):
            new = Identifier.objects.get(value="brandt@new.example").id

        made = jana.send(f"/people/{ada}/identifiers/{new}/primary")
        with unit_of_work(SYSTEM):
            assert queries.person(SYSTEM, ada).fields["email"] == "brandt@new.example"
        taken = jana.send(f"/people/{ada}/identifiers/{new}/remove")
        with unit_of_work(SYSTEM):
            assert queries.person(SYSTEM, ada).fields["email"] == "ada@helio.example"
        jana.undo(taken)
        with unit_of_work(SYSTEM):
            assert queries.person(SYSTEM, ada).fields["email"] == "brandt@new.example"
        jana.undo(made)
        with unit_of_work(SYSTEM):
            assert queries.person(SYSTEM, ada).fields["email"] == "ada@helio.example"
            assert Identifier.objects.filter(value="brandt@new.example", person=ada).exists()

    def test_that_are_somebody_elses_are_refused_at_the_field(self, jana: Staff, twins: tuple[UUID, UUID]) -> None:
        sent = {"kind": "email", "value": "ada.b@mail.example"}

        assert "Somebody else is known by this" in text(jana.send(f"/people/{twins[0]}/identifiers/new", sent))
