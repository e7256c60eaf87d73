"""Looking at one person and changing what is known: every change is one verb, is answered in place, and can be taken back."""

from typing import Any
from uuid import UUID

import pytest

from tests.console.staff import Staff, counted, text, toast
from tests.makers import SYSTEM, a_membership, a_person, an_account
from twofold.core.unit import unit_of_work
from twofold.directory import queries as directory
from twofold.directory.models import Account
from twofold.directory.verbs import consents, custom_fields, identifiers, notes, people, tags


def field(person_id: UUID, name: str) -> Any:
    with unit_of_work(SYSTEM):
        record = directory.person(SYSTEM, person_id)
        return {**record.attributes, **record.fields, "owner": record.owner_id}.get(name)


def memberships(person_id: UUID) -> list[directory.MembershipRow]:
    with unit_of_work(SYSTEM):
        return directory.memberships_of_person(SYSTEM, person_id)


@pytest.fixture
def ada(jana: Staff) -> UUID:
    """Ada, a champion at Helio Pumps and a guest of Kestrel until the end of 2099."""
    with unit_of_work(SYSTEM):
        person = a_person(given_name="Ada", family_name="Brandt", email="ada@helio.example", city="Hamburg")
        a_membership(person, an_account(name="Helio Pumps"), buying_role="champion")
        a_membership(person, an_account(name="Kestrel Freight"), standing="guest", ends_on="2099-12-31")
        return person.id


class TestAPersonsRecord:
    def test_shows_every_hat_they_wear_and_all_that_is_known(self, jana: Staff, ada: UUID) -> None:
        with unit_of_work(SYSTEM):
            tags.tag_people(SYSTEM, [ada], tag="VIP")
            notes.write(SYSTEM, body="Wants <b>two</b> chairs.", person_id=ada)
            consents.give(SYSTEM, ada, purpose="newsletter", channel="email")

        page = text(jana.get(f"/people/{ada}"))

        for said in (
            "Champion at Helio Pumps",
            "Guest of Kestrel Freight until 31 Dec 2099",
            "ada@helio.example",
            "VIP",
            "Newsletter",
        ):
            assert said in page
        assert "Wants &lt;b&gt;two&lt;/b&gt; chairs." in page

    def test_leads_to_a_call_and_a_letter_by_a_press_or_a_key(self, jana: Staff, ada: UUID) -> None:
        jana.send(f"/people/{ada}/fields/phone", {"value": "+49 40 1234567"})

        page = text(jana.get(f"/people/{ada}"))

        assert '<a href="tel:+49401234567" data-key="c"' in page
        assert '<a href="mailto:ada@helio.example" data-key="m"' in page
        assert 'aria-label="Call: +49' in page

    def test_leads_to_an_account_also_if_nobody_has_named_it(self, jana: Staff, ada: UUID) -> None:
        with unit_of_work(SYSTEM):
            person = directory.people_visible_to(SYSTEM).get(id=ada)
            unnamed = a_membership(person, an_account(), title="Engineer").account_id
            Account.objects.filter(id=unnamed).update(name="")

        assert "Engineer at Account without a name" in text(jana.get(f"/people/{ada}"))

    def test_leads_from_somebody_who_was_merged_away_to_the_one_they_are(self, jana: Staff, ada: UUID) -> None:
        with unit_of_work(SYSTEM):
            other = a_person(email="ada.brandt@gmail.example").id
            people.merge(SYSTEM, ada, other)

        assert jana.get(f"/people/{other}").headers["Location"] == f"/people/{ada}"
        page = text(jana.get(f"/people/{ada}"))
        assert "Why are these one person?" in page
        assert "Turned out to be ada.brandt@gmail.example" in page

    def test_is_not_there_for_an_id_of_nobody(self, jana: Staff, ada: UUID) -> None:
        assert jana.get("/people/01900000-0000-7000-8000-000000000000").status_code == 404

    def test_says_when_somebody_was_removed_and_brings_them_back(self, jana: Staff, ada: UUID) -> None:
        jana.post(f"/people/{ada}/remove")
        assert "Nothing is lost" in text(jana.get(f"/people/{ada}"))

        jana.post(f"/people/{ada}/restore")
        assert "Nothing is lost" not in text(jana.get(f"/people/{ada}"))

    def test_leads_to_the_next_and_the_previous_of_the_list_it_was_opened_from(self, jana: Staff, ada: UUID) -> None:
        with unit_of_work(SYSTEM):
            ben = a_person(name="Ben Carter")

        page = text(jana.get(f"/people/{ada}?in=sort%3Dname"))

        assert "Next: Ben Carter" in page
        assert f"/people/{ben.id}?in=sort%3Dname" in page

    def test_costs_the_same_statements_however_much_there_is(self, jana: Staff, ada: UUID) -> None:
        jana.get(f"/people/{ada}")
        with counted() as few:
            jana.get(f"/people/{ada}")
        with unit_of_work(SYSTEM):
            for number in range(5):
                a_membership(people.edit(SYSTEM, ada, fields={"city": f"City {number}"}))
                notes.write(SYSTEM, body="A note", person_id=ada)
                identifiers.add(SYSTEM, ada, kind="device_id", value=f"device-{number}")
        with counted() as many:
            jana.get(f"/people/{ada}")

        assert len(many) == len(few)
        assert len(many) <= 34


class TestEditingAFieldInPlace:
    def test_asks_saves_and_takes_back(self, jana: Staff, ada: UUID) -> None:
        assert 'value="Hamburg"' in text(jana.ask(f"/people/{ada}/fields/city"))

        response = jana.send(f"/people/{ada}/fields/city", {"value": "Lisbon"})
        assert "Lisbon" in text(response)
        assert toast(response)["text"] == "City changed"
        assert field(ada, "city") == "Lisbon"

        jana.undo(response)
        assert field(ada, "city") == "Hamburg"

    def test_says_nothing_when_nothing_changed(self, jana: Staff, ada: UUID) -> None:
        assert toast(jana.send(f"/people/{ada}/fields/city", {"value": "Hamburg"})) == {}

    def test_puts_a_refusal_below_the_input_and_keeps_what_was_typed(self, jana: Staff, ada: UUID) -> None:
        response = jana.send(f"/people/{ada}/fields/email", {"value": "ada@"})

        assert response.status_code == 422
        assert "This is not an e-mail address." in text(response)
        assert 'value="ada@"' in text(response)
        assert field(ada, "email") == "ada@helio.example"

    def test_says_the_new_name_wherever_the_page_says_it(self, jana: Staff, ada: UUID) -> None:
        part = text(jana.send(f"/people/{ada}/fields/family_name", {"value": "Lovelace"}))

        assert '<span id="record-title" hx-swap-oob="true">Ada Lovelace</span>' in part
        assert "<h2>Ada Lovelace</h2>" in part

    def test_works_without_scripts(self, jana: Staff, ada: UUID) -> None:
        assert "City of Ada Brandt" in text(jana.get(f"/people/{ada}/fields/city"))

        response = jana.post(f"/people/{ada}/fields/city", {"value": "Porto"})
        assert response.headers["Location"] == f"/people/{ada}"
        assert field(ada, "city") == "Porto"

    def test_gives_them_to_a_colleague(self, jana: Staff, ada: UUID) -> None:
        response = jana.send(f"/people/{ada}/fields/owner", {"value": str(jana.person.id)})
        assert field(ada, "owner") == jana.person.id

        jana.undo(response)
        assert field(ada, "owner") is None

    @pytest.mark.parametrize(
        ("kind", "sent", "kept", "said"),
        [
            ("money", {"value": "1,284.50", "currency": "EUR"}, {"minor": 128450, "currency": "EUR"}, "1,284.50"),
            ("multi_choice", {"value": ["Valves", "Pumps"]}, ["Pumps", "Valves"], "Pumps, Valves"),
            ("date", {"value": "2026-03-01"}, "2026-03-01", "1 March 2026"),
            ("number", {"value": "1200"}, 1200, "1,200"),
            ("choice", {"value": "Pumps"}, "Pumps", "Pumps"),
        ],
    )
    def test_takes_the_companys_own_fields_by_their_kind(
        self, jana: Staff, ada: UUID, *, kind: str, sent: dict[str, Any], kept: Any, said: str
    ) -> None:
        with unit_of_work(SYSTEM):
            custom_fields.define(
                SYSTEM, subject="person", key="extra", label="Extra", kind=kind, choices=["Pumps", "Valves"]
            )

        assert jana.ask(f"/people/{ada}/fields/extra").status_code == 200
        assert said in text(jana.send(f"/people/{ada}/fields/extra", sent))
        assert field(ada, "extra") == kept
        assert jana.ask(f"/people/{ada}/fields/extra").status_code == 200

    def test_picks_another_person_by_what_is_typed(self, jana: Staff, ada: UUID) -> None:
        with unit_of_work(SYSTEM):
            custom_fields.define(SYSTEM, subject="person", key="referred_by", label="Referred by", kind="person")
            ben = a_person(name="Ben Carter")
            a_person(name="Ben Reis")

        assert "Ben Carter" in text(jana.ask("/pick/person?q=ben&name=value"))
        assert jana.send(f"/people/{ada}/fields/referred_by", {"q": "ben"}).status_code == 422
        assert "Ben Carter" in text(jana.send(f"/people/{ada}/fields/referred_by", {"q": "ben carter"}))
        assert field(ada, "referred_by") == str(ben.id)

    def test_keeps_the_history_of_a_field(self, jana: Staff, ada: UUID) -> None:
        jana.send(f"/people/{ada}/fields/city", {"value": "Lisbon"})

        page = text(jana.get(f"/people/{ada}?show=changes"))

        for said in ("Hamburg", "Lisbon", "Jana Okoye"):
            assert said in page


class TestTheirAccounts:
    def test_are_added_changed_and_ended(self, jana: Staff, ada: UUID) -> None:
        with unit_of_work(SYSTEM):
            account = an_account(name="Atlas Dental")

        response = jana.send(
            f"/people/{ada}/memberships/new", {"picked": str(account.id), "title": "Advisor", "standing": "member"}
        )
        assert "Atlas Dental" in text(response)
        added = next(one for one in memberships(ada) if one.account_name == "Atlas Dental")

        jana.send(
            f"/memberships/{added.id}",
            {"title": "Buyer", "standing": "member", "buying_role": "payer", "is_primary": "on"},
        )
        changed = next(one for one in memberships(ada) if one.id == added.id)
        assert (changed.title, changed.buying_role, changed.is_primary) == ("Buyer", "payer", True)

        jana.send(f"/memberships/{added.id}/end")
        assert not next(one for one in memberships(ada) if one.id == added.id).is_live

    def test_are_refused_in_the_dialog(self, jana: Staff, ada: UUID) -> None:
        helio = memberships(ada)[0].account_id

        twice = jana.send(f"/people/{ada}/memberships/new", {"picked": str(helio), "standing": "member"})
        nobody = jana.send(f"/people/{ada}/memberships/new", {"q": "", "standing": "member"})
        ends_first = {"starts_on": "2026-02-01", "ends_on": "2026-01-01", "standing": "member"}
        backwards = jana.send(f"/memberships/{memberships(ada)[0].id}", ends_first)

        assert "already" in text(twice)
        assert "Choose one" in text(nobody)
        assert "before the first" in text(backwards)
        assert {twice.status_code, nobody.status_code, backwards.status_code} == {422}


class TestWhatStaffSayOfThem:
    def test_tags_go_on_and_off_and_back(self, jana: Staff, ada: UUID) -> None:
        response = jana.send(f"/people/{ada}/tag", {"tag": "VIP"})
        assert "VIP" in text(response)
        jana.undo(response)
        assert "Take off the tag VIP" not in text(jana.get(f"/people/{ada}"))

        jana.send(f"/people/{ada}/tag", {"tag": "VIP"})
        jana.undo(jana.send(f"/people/{ada}/untag", {"tag": "VIP"}))
        assert "Take off the tag VIP" in text(jana.get(f"/people/{ada}"))

        assert toast(jana.send(f"/people/{ada}/tag", {"tag": " "}))["tone"] == "bad"

    def test_notes_are_written_changed_removed_and_brought_back(self, jana: Staff, ada: UUID) -> None:
        jana.send(f"/people/{ada}/notes", {"body": "Call on Monday"})
        with unit_of_work(SYSTEM):
            (note,) = directory.notes_on_person(SYSTEM, ada)

        assert "Call on Tuesday" in text(jana.send(f"/people/{ada}/notes/{note.id}", {"body": "Call on Tuesday"}))
        removed = jana.send(f"/people/{ada}/notes/{note.id}/remove")
        assert "Call on Tuesday" not in text(removed)
        jana.undo(removed)
        assert "Call on Tuesday" in text(jana.get(f"/people/{ada}"))

    def test_consent_is_given_and_withdrawn_with_its_history(self, jana: Staff, ada: UUID) -> None:
        jana.send(
            f"/people/{ada}/consent", {"purpose": "newsletter", "channel": "email", "state": "given", "source": "Fair"}
        )
        response = jana.send(
            f"/people/{ada}/consent", {"purpose": "newsletter", "channel": "email", "state": "withdrawn"}
        )

        assert "No</span>" in text(response)
        assert "Yes to newsletter by e-mail" in text(response)
        assert (
            jana.send(f"/people/{ada}/consent", {"purpose": "?", "channel": "email", "state": "given"}).status_code
            == 422
        )
