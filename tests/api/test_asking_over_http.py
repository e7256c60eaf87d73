"""What every request to the API meets: addresses, methods, bodies, entity tags, idempotency keys."""

import threading
from typing import Any

import pytest
from django.db import connection

from tests.api.rest import Answered, a_program
from tests.makers import SYSTEM, a_person
from twofold.core import ids
from twofold.core.unit import unit_of_work
from twofold.directory.models import Person


class TestAnAddress:
    def test_where_nothing_is_is_a_problem(self) -> None:
        assert a_program().get("/nothing").code == "nothing_here"
        assert a_program().get("/api/v2/people").code == "nothing_here"

    def test_of_nobody_is_a_problem(self) -> None:
        answered = a_program().get(f"/people/{ids.new()}")

        assert (answered.status, answered.code) == (404, "person_not_found")
        assert answered.json["type"] == "/api/v1/problems/person_not_found"

    def test_takes_the_methods_it_says(self) -> None:
        path, program = f"/people/{a_person().id}", a_program()

        refused, options = program.put(path), program.send("OPTIONS", path)

        assert (refused.status, refused.code) == (405, "method_not_allowed")
        assert refused.headers["Allow"] == options.headers["Allow"] == "DELETE, GET, HEAD, OPTIONS, PATCH"
        assert (options.status, options.body) == (204, b"")

    def test_opens_to_no_other_site(self) -> None:
        answered = a_program().get(f"/people/{a_person().id}", headers={"origin": "https://elsewhere.example"})

        assert not [name for name in answered.headers if name.lower().startswith("access-control")]


class TestABody:
    @pytest.mark.parametrize("body", [b"{", b"\xff", b"nul", b'{"name": NaN}', b"[" * 100_000, b'{"name": "\\ud800"}'])
    def test_that_is_no_json_is_refused(self, body: bytes) -> None:
        assert a_program().send("POST", "/people", body).code == "not_json"

    def test_with_nul_is_refused(self) -> None:
        assert a_program().post("/people", {"attributes": {"a": [{"b": "x\0"}]}}).code == "not_text"
        assert a_program().get("/people/by-identifier", kind="email", value="a\0b").code == "not_text"

    @pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
    def test_of_another_kind_is_refused(self, kind: str) -> None:
        answered = a_program().send("POST", "/people", {"name": "Ada"}, kind=kind)

        assert (answered.status, answered.code) == (415, "media_type_not_taken")

    def test_is_told_each_of_its_mistakes(self) -> None:
        answered = a_program().post("/people", {"email": 7, "owner_id": "nobody", "shoe_size": 42})

        assert (answered.status, answered.code) == (422, "not_valid")
        told = {mistake["where"]: mistake["detail"] for mistake in answered.json["errors"]}
        assert told.keys() == {"/email", "/owner_id", "/shoe_size"}
        assert told["/shoe_size"] == "There is no such field."

    def test_that_is_no_object_is_told_so_without_names_of_ours(self) -> None:
        answered = a_program().post("/people", [])

        assert answered.json["errors"] == [{"where": "/", "detail": "This has to be an object."}]


class TestAnEntityTag:
    def test_spares_reading_again(self) -> None:
        program, path = a_program(), f"/people/{a_person().id}"
        tag = program.get(path).headers["ETag"]

        again = program.get(path, headers={"if-none-match": f'"x", W/{tag}'})

        assert (again.status, again.body, again.headers["ETag"]) == (304, b"", tag)

    def test_changes_with_the_record(self) -> None:
        program, path = a_program(), f"/people/{a_person().id}"
        tag = program.get(path).headers["ETag"]

        changed = program.patch(path, {"city": "Lisbon"})

        assert program.get(path, headers={"if-none-match": tag}).status == 200
        assert program.get(path).headers["ETag"] == changed.headers["ETag"] != tag

    def test_keeps_from_writing_over_what_another_wrote(self) -> None:
        program, path = a_program(), f"/people/{a_person().id}"
        tag = program.get(path).headers["ETag"]

        assert program.patch(path, {"city": "Lisbon"}, headers={"if-match": tag}).status == 200
        late = program.patch(path, {"city": "Rome"}, headers={"if-match": tag})

        assert (late.status, late.code) == (412, "changed_meanwhile")
        assert program.get(path).json["city"] == "Lisbon"
        assert program.delete(path, headers={"if-match": tag}).status == 412
        assert program.delete(path, headers={"if-match": "*"}).status == 204

    @pytest.mark.parametrize("nonsense", ["abc", '"open', 'W/"a" b'])
    def test_that_is_none_is_refused(self, nonsense: str) -> None:
        path = f"/people/{a_person().id}"

        assert a_program().patch(path, {}, headers={"if-match": nonsense}).code == "precondition_not_understood"

    def test_keeps_the_change_of_a_colleague_to_notes_fields_and_views(self) -> None:
        program = a_program()
        field = {"subject": "person", "key": "plan", "label": "Plan", "kind": "text"}
        made = {
            program.post(f"/people/{a_person().id}/notes", {"body": "Likes mornings."}).headers["Location"]: {
                "body": "No."
            },
            program.post("/custom-fields", field).headers["Location"]: {"label": "Tariff"},
            program.post("/views", {"subject": "person", "name": "All", "query": ""}).headers["Location"]: {
                "name": "None"
            },
        }
        for path, change in made.items():
            tag = program.get(path).headers["ETag"]

            assert program.patch(path, change, headers={"if-match": tag}).status == 200
            assert program.patch(path, change, headers={"if-match": tag}).code == "changed_meanwhile"
            assert program.delete(path, headers={"if-match": tag}).status == 412


class TestAnIdempotencyKey:
    def test_gives_the_same_answer_and_changes_nothing(self) -> None:
        program, name = a_program(), {"idempotency-key": '"8e03978e"'}

        first = program.post("/people", {"name": "Ada Brandt"}, headers=name)
        again = program.post("/people", {"name": "Ada Brandt"}, headers={"idempotency-key": "8e03978e"})

        assert (first.status, first.body) == (again.status, again.body)
        assert again.headers["Idempotency-Replayed"] == "true"
        assert (again.headers["ETag"], again.headers["Location"]) == (first.headers["ETag"], first.headers["Location"])
        assert Person.objects.filter(name="Ada Brandt").count() == 1

    def test_is_for_one_request_only(self) -> None:
        program, name = a_program(), {"idempotency-key": "order-1"}
        program.post("/people", {"name": "Ada"}, headers=name)

        assert program.post("/people", {"name": "Ben"}, headers=name).code == "sent_with_other_content"
        assert program.post("/accounts", {"name": "Ada"}, headers=name).code == "sent_with_other_content"

    def test_is_of_one_key_only(self) -> None:
        name = {"idempotency-key": "order-1"}

        assert a_program().post("/people", {"name": "Ada"}, headers=name).status == 201
        assert a_program().post("/people", {"name": "Ben"}, headers=name).status == 201

    def test_lets_what_was_refused_be_tried_again(self) -> None:
        program, name = a_program(), {"idempotency-key": "order-1"}

        assert program.post("/people", {}, headers=name).code == "nothing_to_know_them_by"
        assert program.post("/people", {"name": "Ada"}, headers=name).status == 201

    @pytest.mark.parametrize("name", ["", "a b", "x" * 256])
    def test_that_is_none_is_refused(self, name: str) -> None:
        answered = a_program().post("/people", {"name": "Ada"}, headers={"idempotency-key": name})

        assert answered.code == "idempotency_key_not_usable"

    def test_makes_the_second_of_two_at_once_wait(self, committed: None) -> None:
        with unit_of_work(SYSTEM):
            program = a_program()
        answers: list[Answered] = []
        start = threading.Barrier(4)

        def send() -> None:
            start.wait()
            answers.append(program.post("/people", {"name": "Ada Brandt"}, headers={"idempotency-key": "order-1"}))
            connection.close()

        threads = [threading.Thread(target=send) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert {one.status for one in answers} == {201}
        assert len({one.json["id"] for one in answers}) == 1
        with unit_of_work(SYSTEM):
            assert Person.objects.filter(name="Ada Brandt").count() == 1


class TestAnAccident:
    def test_leaves_nothing_behind_and_tells_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def break_off(*arguments: Any) -> None:
            raise RuntimeError("a secret of the house")

        program = a_program()
        monkeypatch.setattr("twofold.api.people.shown", break_off)
        answered = program.post("/people", {"name": "Ada Brandt"})

        assert (answered.status, answered.code) == (500, "failed")
        assert b"secret" not in answered.body
        assert not Person.objects.filter(name="Ada Brandt").exists()
