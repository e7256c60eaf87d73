"""What programs do here: keep people and accounts, ask lists, write many, merge, bring files in and take them out."""

import csv
import io
from typing import Any
from uuid import UUID

import pytest

from tests.api.rest import Program, a_program
from tests.makers import SYSTEM, a_membership, a_person, an_account
from twofold.core.operations import carry
from twofold.directory.models import Person
from twofold.directory.verbs import custom_fields, people, tags


@pytest.fixture
def program() -> Program:
    return a_program()


class TestAPerson:
    def test_is_kept_with_all_that_is_known(self, program: Program) -> None:
        custom_fields.define(SYSTEM, subject="person", key="plan", label="Plan", kind="text")

        added = program.post("/people", {"name": "Ada Brandt", "country": "Portugal", "attributes": {"plan": "pro"}})
        path = added.headers["Location"]
        program.patch(path, {"phone": "912 345 678", "attributes": {"plan": "unlimited"}})

        ada = program.get(path).json
        assert (ada["given_name"], ada["family_name"], ada["country"]) == ("Ada", "Brandt", "PT")
        assert (ada["phone"], ada["attributes"], ada["kind"]) == ("+351912345678", {"plan": "unlimited"}, "consumer")
        assert program.get("/people/by-identifier", kind="phone", value="+351 912 345 678").json["id"] == ada["id"]

    def test_goes_and_comes_back(self, program: Program) -> None:
        path = f"/people/{a_person().id}"

        assert program.delete(path).status == 204
        assert program.get(path).json["removed_at"]
        assert program.patch(path, {"city": "Rome"}).code == "person_not_found"
        assert program.post(f"{path}/restore").json["removed_at"] is None

    def test_has_an_owner_from_among_staff(self, program: Program) -> None:
        path, jana = f"/people/{a_person().id}", program.get("/key").json["person_id"]

        assert program.patch(path, {"owner_id": jana}).json["owner_id"] == jana
        assert program.patch(path, {"owner_id": str(a_person().id)}).code == "not_staff"
        assert program.patch(path, {"owner_id": None}).json["owner_id"] is None

    def test_has_remarks_beside_them(self, program: Program) -> None:
        path = f"/people/{a_person().id}"

        assert program.put(f"{path}/tags/Key account").status == 204
        note = program.post(f"{path}/notes", {"body": "Prefers mornings."})
        agreed = {"purpose": "newsletter", "channel": "email", "state": "given"}
        program.post(f"{path}/consents", agreed)
        program.post(f"{path}/consents", agreed | {"state": "withdrawn"})

        assert program.get(path).json["tags"] == ["Key account"]
        assert program.get(f"{path}/notes").json["items"] == [note.json]
        assert [one["state"] for one in program.get(f"{path}/consents").json["items"]] == ["withdrawn"]
        assert {one["purpose_name"] for one in program.get(f"{path}/consents").json["items"]} == {"Newsletter"}
        assert len(program.get(f"{path}/consents", history="true").json["items"]) == 2
        assert program.delete(f"{path}/tags/key account").status == 204
        assert program.delete(note.headers["Location"]).status == 204
        assert program.get(note.headers["Location"]).code == "note_not_found"


class TestAnAccount:
    def test_has_its_place_and_its_people(self, program: Program) -> None:
        group = program.post("/accounts", {"name": "Helio Group"}).json
        helio = program.post("/accounts", {"name": "Helio Pumps", "kind": "customer", "parent_id": group["id"]}).json
        program.post(f"/accounts/{helio['id']}/identifiers", {"kind": "domain", "value": "www.helio.example"})
        sent = {"person_id": str(a_person().id), "account_id": helio["id"], "buying_role": "champion"}
        membership = program.post("/memberships", sent).json

        assert program.get(f"/accounts/{helio['id']}").json["identifiers"] == [
            {"kind": "domain", "value": "helio.example"}
        ]
        assert program.patch(f"/accounts/{group['id']}", {"parent_id": helio["id"]}).code == "would_be_its_own_parent"
        assert program.patch(f"/memberships/{membership['id']}", {"title": "Head"}).json["buying_role"] == "champion"
        assert program.get(f"/accounts/{helio['id']}/memberships").json["items"][0]["title"] == "Head"
        assert program.post(f"/memberships/{membership['id']}/end", {}).json["ended_at"]
        assert program.post("/memberships", sent).status == 201


class TestAList:
    def test_is_asked_for_as_in_the_console_and_walked_by_cursors(self, program: Program) -> None:
        for number in range(5):
            person = a_person(name=f"Person {number}", country="PT" if number else "DE")
            tags.tag_people(SYSTEM, [person.id], tag="VIP")
        asked: dict[str, Any] = {
            "where": 'country = PT AND tag = "VIP"',
            "sort": "name",
            "fields": "name,tag",
            "limit": 3,
        }

        first = program.get("/people", **asked).json
        second = program.get("/people", cursor=first["next"], **asked).json
        back = program.get("/people", cursor=second["previous"], **asked).json

        assert [one["fields"]["name"] for one in first["items"]] == ["Person 1", "Person 2", "Person 3"]
        assert second["items"][0]["fields"] == {"name": "Person 4", "tag": ["VIP"]}
        assert (first["previous"], second["next"]) == (None, None)
        assert back["items"] == first["items"]
        assert program.get("/people/count", where="country = PT").json == {"count": 4, "is_exact": True}

    def test_knows_memberships_and_says_what_it_did_not_understand(self, program: Program) -> None:
        helio, ada = an_account(name="Helio"), a_person(name="Ada")
        a_membership(ada, helio, buying_role="champion")

        where = f"membership(role = champion AND account UNDER {helio.id})"
        found = program.get("/people", where=where, fields="job.account").json["items"]
        wrong = program.get("/people", where="contry = PT")

        assert found[0]["fields"]["job.account"] == {"id": str(helio.id), "name": "Helio"}
        assert (wrong.status, wrong.code) == (422, "condition_not_understood")
        assert "country" in wrong.json["detail"]
        assert program.get("/people", cursor="nonsense").code == "cursor_not_understood"
        assert program.get("/people", wher="country = PT").code == "not_valid"
        assert "country" in [one["key"] for one in program.get("/list-fields").json["items"]]


class TestASavedView:
    def test_is_kept_changed_and_taken_away(self, program: Program) -> None:
        sent = {"subject": "person", "name": "Lisbon", "query": "where=city+%3D+Lisbon&sort=-seen"}

        saved = program.post("/views", sent)
        path = saved.headers["Location"]
        program.patch(path, {"is_pinned": True})

        assert saved.status == 201
        assert saved.json.items() >= sent.items()
        assert program.get("/views").json["items"] == [saved.json | {"is_pinned": True}]
        assert program.get("/views", subject="account").json["items"] == []
        assert program.delete(path).status == 204
        assert program.get(path).code == "view_not_found"
        assert program.post(f"{path}/restore").json["is_pinned"]

    def test_of_somebody_else_is_only_read(self, program: Program) -> None:
        path = program.post("/views", {"subject": "person", "name": "Ours", "query": "", "is_shared": True}).headers[
            "Location"
        ]
        hidden = program.post("/views", {"subject": "person", "name": "Mine", "query": ""}).headers["Location"]
        other = a_program()

        assert (other.get(path).json["is_mine"], other.get(hidden).code) == (False, "view_not_found")
        assert other.patch(path, {"name": "Theirs"}).code == "view_not_found"


class TestABatch:
    def test_tells_what_became_of_each(self, program: Program) -> None:
        ada = a_person(name="Ada", email="ada@helio.example")

        answered = program.post(
            "/people/batch",
            {
                "items": [
                    {"known_by": {"kind": "email", "value": "ada@helio.example"}, "city": "Lisbon"},
                    {"known_by": {"kind": "user_id", "value": "u-2"}, "name": "Ben Carter"},
                    {"city": "Rome"},
                ]
            },
        ).json

        assert [one["status"] for one in answered["items"]] == [200, 201, 422]
        assert (answered["written"], answered["refused"]) == (2, 1)
        assert answered["items"][0]["id"] == str(ada.id)
        assert answered["items"][2]["problem"]["code"] == "nothing_to_know_them_by"

    def test_has_a_thousand_at_most(self, program: Program) -> None:
        rows = [{"name": f"Person {number}"} for number in range(1_001)]

        assert program.post("/people/batch", {"items": rows}).code == "not_valid"
        assert program.post("/people/batch", {"items": rows[:1_000]}).json["written"] == 1_000
        assert program.post("/accounts/batch", {"items": [{"name": "Helio"}, {}]}).json["refused"] == 1


class TestAMerge:
    def test_is_made_and_taken_back(self, program: Program) -> None:
        ada, also = a_person(name="Ada Brandt"), a_person(name="A. Brandt", email="ada@helio.example")

        merged = program.post(f"/people/{ada.id}/merge", {"loser_id": str(also.id)}).json
        (made,) = program.get(f"/people/{ada.id}/merges").json["items"]
        undone = program.post(f"/person-merges/{made['id']}/undo").json

        assert merged["former_ids"] == [str(also.id)]
        assert made["loser_id"] == undone["id"] == str(also.id)
        assert program.get(f"/people/{ada.id}").json["former_ids"] == []


class TestAFile:
    def test_comes_in_is_tried_and_imported(self, committed: None) -> None:
        from twofold.core.unit import unit_of_work

        with unit_of_work(SYSTEM):
            program = a_program()
        sent = program.send(
            "POST", "/files", b"E-mail,Name\nada@helio.example,Ada Brandt\nnonsense,Ben\n",
            query={"name": "contacts.csv"}, kind="text/csv",
        ).json  # fmt: skip
        proposed = program.post(f"/files/{sent['id']}/proposal", {}).json
        started = program.post("/imports", {"file_id": sent["id"], "plan": proposed["plan"]})
        carry(UUID(started.json["id"]))

        operation = program.get(started.headers["Location"]).json
        assert (proposed["columns"], started.status, operation["state"]) == (["E-mail", "Name"], 202, "done")
        assert (operation["counts"]["created"], operation["counts"]["refused"]) == (1, 1)
        (refused,) = program.get(f"/imports/{operation['id']}/rows", outcome="refused").json["items"]
        assert refused["cells"] == ["nonsense", "Ben"]
        assert b"nonsense,Ben" in program.get(f"/imports/{operation['id']}/errors").body
        undoing = program.post(f"/operations/{operation['id']}/undo")
        carry(UUID(undoing.json["id"]))
        assert undoing.status == 202
        with unit_of_work(SYSTEM):
            assert not Person.objects.filter(name="Ada Brandt", deleted_at=None).exists()

    def test_goes_out_with_what_a_list_has_in_it(self, program: Program) -> None:
        a_person(name="=cmd()", country="PT")
        people.remove(SYSTEM, a_person(name="Gone", country="PT").id)

        answered = program.get("/people/export", where="country = PT", fields="name,country")

        rows = list(csv.reader(io.StringIO(answered.body.decode())))
        assert answered.headers["Content-Type"].startswith("text/csv")
        assert rows[0] == ["Name", "Country"]
        assert len(rows) == 2
        assert not rows[1][0].startswith("=")
