"""What people agree to, what staff write down, and what a company keeps beyond that."""

import pytest
from django.db import connection

from tests.makers import SYSTEM, a_colleague, a_membership, a_person, an_account
from twofold.core.actor import Actor
from twofold.core.models import LedgerEntry
from twofold.directory import queries
from twofold.directory.errors import (
    FieldKeyTaken,
    FieldUnknown,
    IdentifierNotFound,
    NoteNotFound,
    PersonNotFound,
    ValueNotAllowed,
)
from twofold.directory.models import Consent, Identifier
from twofold.directory.verbs import accounts, consents, custom_fields, memberships, notes, people, tags


class TestConsent:
    def test_is_a_ledger_whose_latest_word_holds(self) -> None:
        ada = a_person()

        consents.give(SYSTEM, ada.id, purpose="news", channel="email", text_version="2026-01")
        consents.withdraw(SYSTEM, ada.id, purpose="news", channel="email")
        consents.give(SYSTEM, ada.id, purpose="news", channel="sms")

        now = {(one.channel, one.is_given) for one in queries.current_consents(SYSTEM, ada.id)}
        assert now == {("email", False), ("sms", True)}
        assert len(queries.consent_history(SYSTEM, ada.id)) == 3
        assert queries.may_be_addressed(SYSTEM, [ada.id], purpose="news", channel="email") == frozenset()

    def test_is_written_once_but_again_under_a_new_text(self) -> None:
        ada = a_person()

        for version in ("1", "1", "2"):
            consents.give(SYSTEM, ada.id, purpose="news", channel="email", text_version=version)
        for _ in range(2):
            consents.withdraw(SYSTEM, ada.id, purpose="news", channel="email")

        states = Consent.objects.order_by("decided_at", "id").values_list("state", "text_version")
        assert list(states) == [("given", "1"), ("given", "2"), ("withdrawn", "")]
        assert LedgerEntry.objects.filter(name__startswith="directory.consent").count() == 3

    def test_is_written_again_under_its_first_text_and_never_loses_it(self) -> None:
        ada = a_person()

        for version in ("", "2", ""):
            consents.give(SYSTEM, ada.id, purpose="news", channel="email", text_version=version)

        states = Consent.objects.order_by("decided_at", "id").values_list("state", "text_version")
        assert list(states) == [("given", ""), ("given", "2")]

    def test_is_given_by_an_address_of_ones_own(self) -> None:
        ada, ben = a_person(email="ada@helio.example"), a_person(email="ben@helio.example")

        with pytest.raises(IdentifierNotFound):
            consents.give(
                SYSTEM, ada.id, purpose="news", channel="email", identifier_id=Identifier.objects.get(person=ben).id
            )

    @pytest.mark.parametrize("purpose", ["", "News letter", "x" * 60])
    def test_refuses_a_purpose_without_a_plain_name(self, purpose: str) -> None:
        with pytest.raises(ValueNotAllowed):
            consents.give(SYSTEM, a_person().id, purpose=purpose, channel="email")


class TestANote:
    def test_is_written_edited_and_taken_away(self) -> None:
        jana, helio = a_colleague(), an_account()

        note = notes.write(jana, account_id=helio.id, body=" Wants two chairs. ")
        notes.edit(jana, note.id, body="Wants three chairs.")
        notes.edit(jana, note.id, body="Wants three chairs.")

        (row,) = queries.notes_on_account(jana, helio.id)
        assert (row.body, row.author_name, row.edited_at is not None) == ("Wants three chairs.", "Jana Okoye", True)
        notes.remove(jana, note.id)
        assert queries.notes_on_account(jana, helio.id) == []
        with pytest.raises(NoteNotFound):
            notes.edit(jana, note.id, body="Still here?")
        entries = LedgerEntry.objects.filter(account_id=helio.id, name__startswith="directory.note").order_by("seq")
        assert [one.name for one in entries] == [
            "directory.note.added",
            "directory.note.edited",
            "directory.note.removed",
        ]
        assert "chairs" not in str([one.body for one in entries])

    def test_is_not_empty_and_not_on_somebody_out_of_sight(self) -> None:
        ada = a_person()
        jana = a_colleague(account_ids=frozenset({an_account().id}))
        note = notes.write(SYSTEM, person_id=ada.id, body="Private.")

        with pytest.raises(ValueNotAllowed):
            notes.write(SYSTEM, person_id=ada.id, body=" ")
        with pytest.raises(PersonNotFound):
            notes.write(jana, person_id=ada.id, body="Hello")
        with pytest.raises(NoteNotFound):
            notes.remove(jana, note.id)


class TestATag:
    def test_is_put_on_many_and_taken_off_whatever_its_case(self) -> None:
        ada, ben, helio = a_person(), a_person(), an_account()

        assert tags.tag_people(SYSTEM, [ada.id, ben.id], tag="Key  Account") == [ada.id, ben.id]
        assert tags.tag_people(SYSTEM, [ada.id, ben.id], tag="key account") == []
        assert tags.tag_accounts(SYSTEM, [helio.id], tag="KEY ACCOUNT") == [helio.id]
        assert queries.person(SYSTEM, ada.id).tags == ("Key Account",)
        assert tags.untag_people(SYSTEM, [ada.id], tag="key account") == [ada.id]
        assert tags.untag_people(SYSTEM, [ada.id], tag="key account") == []
        assert tags.untag_accounts(SYSTEM, [helio.id], tag="key account") == [helio.id]

        assert queries.person(SYSTEM, ada.id).tags == ()
        assert LedgerEntry.objects.filter(name__contains="tagged").count() == 5


class TestACustomField:
    def defined(self, kind: str, **more: object) -> None:
        custom_fields.define(SYSTEM, subject="person", key="extra", label="Extra", kind=kind, **more)  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        ("kind", "given", "kept"),
        [
            ("text", "  A-dec 500 ", "A-dec 500"), ("number", "12.50", 12.5), ("number", 3, 3), ("date", "2026-03-01", "2026-03-01"),
            ("choice", "red", "red"), ("multi_choice", ["green", "red"], ["red", "green"]),
            ("money", {"minor": 412000, "currency": "EUR"}, {"minor": 412000, "currency": "EUR"}),
        ],
    )  # fmt: skip
    def test_keeps_what_fits_its_kind(self, kind: str, given: object, kept: object) -> None:
        self.defined(kind, choices=["red", "green"])

        assert people.edit(SYSTEM, a_person().id, fields={"extra": given}).attributes == {"extra": kept}

    @pytest.mark.parametrize(
        ("kind", "given"),
        [
            ("text", 7), ("number", "many"), ("number", "NaN"), ("number", True), ("number", "1e40"), ("date", "tomorrow"),
            ("choice", "blue"), ("multi_choice", ["red", "blue"]), ("multi_choice", "red"),
            ("money", {"minor": 1.5, "currency": "EUR"}), ("money", {"minor": 1, "currency": "XXZ"}), ("money", 5),
            ("person", "nobody"), ("account", "00000000-0000-0000-0000-000000000000"),
        ],
    )  # fmt: skip
    def test_refuses_what_does_not(self, kind: str, given: object) -> None:
        self.defined(kind, choices=["red", "green"])

        with pytest.raises(ValueNotAllowed):
            people.edit(SYSTEM, a_person().id, fields={"extra": given})

    def test_may_point_at_people_and_accounts(self) -> None:
        custom_fields.define(SYSTEM, subject="account", key="rep", label="Rep", kind="person")
        custom_fields.define(SYSTEM, subject="membership", key="site", label="Site", kind="account")
        ada, helio = a_person(), an_account()

        assert accounts.edit(SYSTEM, helio.id, fields={"rep": ada.id}).attributes == {"rep": str(ada.id)}
        membership = a_membership(ada, helio, site=str(helio.id))
        assert membership.attributes == {"site": str(helio.id)}
        assert memberships.edit(SYSTEM, membership.id, fields={"site": None}).attributes == {}

    def test_must_be_given_if_it_is_required(self) -> None:
        self.defined("text", is_required=True)

        with pytest.raises(ValueNotAllowed):
            a_person(name="Ada")
        ada = a_person(name="Ada", extra="x")
        with pytest.raises(ValueNotAllowed):
            people.edit(SYSTEM, ada.id, fields={"extra": ""})

    def test_is_no_longer_offered_when_it_is_archived(self) -> None:
        field = custom_fields.define(SYSTEM, subject="person", key="extra", label="Extra", kind="text")
        ada = a_person(extra="kept")

        custom_fields.archive(SYSTEM, custom_fields.archive(SYSTEM, field.id).id)

        assert queries.custom_fields(SYSTEM, subject="person") == []
        assert queries.person(SYSTEM, ada.id).attributes == {"extra": "kept"}
        with pytest.raises(FieldUnknown):
            people.edit(SYSTEM, ada.id, fields={"extra": "new"})

    def test_has_a_key_of_its_own(self) -> None:
        self.defined("text")

        with pytest.raises(FieldKeyTaken):
            self.defined("number")
        for key in ("email", "Extra", "1st", "", "is_staff", "x; DROP"):
            with pytest.raises(ValueNotAllowed):
                custom_fields.define(SYSTEM, subject="person", key=key, label="No", kind="text")
        with pytest.raises(ValueNotAllowed):
            custom_fields.define(SYSTEM, subject="person", key="colour", label="Colour", kind="choice")

    def test_gets_an_index_made_by_the_owner_of_the_table(self, seller: Actor) -> None:
        field = custom_fields.define(
            seller, subject="person", key="seats", label="Seats", kind="number", is_indexed=True
        )

        custom_fields.build_index(seller, field.id)
        custom_fields.build_index(seller, field.id)

        with connection.cursor() as cursor:
            cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname LIKE 'custom_person_%'")
            (definition,) = cursor.fetchone()
        assert "'seats'" in definition
        assert queries.custom_field(seller, field.id).is_indexed


@pytest.fixture
def seller() -> Actor:
    """Staff, but not the owner of any table; nobody is added here, so that the table has no work pending."""
    return Actor.system("test")
