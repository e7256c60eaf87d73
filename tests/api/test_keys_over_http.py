"""Who gets in by a key, and who does not."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import override_settings

from tests.api.rest import Program, a_program
from tests.makers import SYSTEM, a_colleague, a_person
from twofold.access import tokens
from twofold.access.models import ApiKey, KeyUse
from twofold.access.queries import api_keys
from twofold.access.verbs import keys
from twofold.core import unit
from twofold.core.models import LedgerEntry
from twofold.directory.verbs import people

NOBODYS = tokens.make()


def the_key() -> ApiKey:
    return ApiKey.objects.get()


class TestSomebodyWithoutAKey:
    @pytest.mark.parametrize(
        ("authorization", "code"),
        [
            ("", "key_missing"),
            ("Basic dGZfbGl2ZV86", "key_missing"),
            ("Bearer", "key_missing"),
            ("Bearer tf_live_", "key_unknown"),
            ("Bearer not-a-key", "key_unknown"),
            (f"Bearer {NOBODYS}", "key_unknown"),
            (f"Bearer {NOBODYS[:-1]}", "key_unknown"),
        ],
        ids=("nothing", "another_scheme", "no_key", "a_beginning", "nonsense", "nobodys_key", "cut_off"),
    )
    def test_is_told_what_is_missing(self, authorization: str, code: str) -> None:
        answered = Program().get(f"/people/{a_person().id}", headers={"authorization": authorization})

        assert (answered.status, answered.code) == (401, code)
        assert answered.headers["WWW-Authenticate"].startswith("Bearer")

    def test_may_read_what_the_api_is(self) -> None:
        assert Program().get("/openapi.json").json["openapi"].startswith("3.1")
        assert Program().get("/problems/person_not_found").json["status"] == 404
        assert Program().get("/problems/no_such_problem").code == "nothing_here"

    def test_does_not_get_in_by_the_address(self) -> None:
        program = a_program()

        answered = Program().get(f"/people/{a_person().id}", api_key=program.token)
        also = program.get(f"/people/{a_person().id}", key=program.token)

        assert (answered.status, answered.code) == (also.status, also.code) == (400, "key_in_address")


class TestAKey:
    def test_acts_for_its_person(self) -> None:
        jana = a_colleague("Jana Okoye")

        answered = a_program(jana).post("/people", {"name": "Ada Brandt"})

        assert answered.status == 201
        entry = LedgerEntry.objects.get(name="directory.person.added", person_id=answered.json["id"])
        assert (entry.actor_id, entry.actor_name, entry.actor_kind) == (jana.person_id, "Jana Okoye (CI)", "staff")

    def test_of_a_service_acts_as_itself(self) -> None:
        answered = a_program(is_service=True).post("/people", {"name": "Ada Brandt"})

        entry = LedgerEntry.objects.get(name="directory.person.added", person_id=answered.json["id"])
        assert (entry.actor_id, entry.actor_name, entry.actor_kind) == (None, "CI", "service")

    def test_may_do_no_more_than_its_scopes(self) -> None:
        ada = a_person(name="Ada")
        program = a_program(None, "directory:person:see")

        answered = program.patch(f"/people/{ada.id}", {"city": "Lisbon"})

        assert (answered.status, answered.code) == (403, "permission_missing")
        assert answered.json["about"] == {"permission": "directory:person:edit"}
        assert program.get(f"/people/{ada.id}").json["city"] == ""

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"revoked_at": True}, "key_revoked"),
            ({"expires_at": True}, "key_expired"),
        ],
    )
    def test_that_is_over_lets_nobody_in(self, change: dict[str, Any], code: str) -> None:
        program, ada = a_program(), a_person()
        assert program.get(f"/people/{ada.id}").status == 200

        ApiKey.objects.update(**dict.fromkeys(change, unit.now() - timedelta(seconds=1)))

        assert program.get(f"/people/{ada.id}").code == code

    def test_ends_with_its_person(self) -> None:
        jana = a_colleague("Jana Okoye")
        program, ada = a_program(jana), a_person()
        assert jana.person_id
        assert program.get(f"/people/{ada.id}").status == 200

        people.dismiss_staff(SYSTEM, jana.person_id)
        assert program.get(f"/people/{ada.id}").code == "key_orphaned"
        people.remove(SYSTEM, jana.person_id)
        assert program.get(f"/people/{ada.id}").code == "key_orphaned"

    def test_that_was_brought_back_lets_in_again(self) -> None:
        program, ada = a_program(), a_person()
        keys.revoke(SYSTEM, the_key().id)
        assert program.get(f"/people/{ada.id}").code == "key_revoked"

        keys.restore(SYSTEM, the_key().id)

        assert program.get(f"/people/{ada.id}").status == 200


class TestHowMuchAKeyMayAsk:
    def test_is_limited(self) -> None:
        program, ada = a_program(), a_person()
        with override_settings(API_RATE=60):
            answers = [program.get(f"/people/{ada.id}") for _ in range(62)]

        assert [one.status for one in answers[:60]] == [200] * 60
        assert answers[61].code == "too_many_requests"
        assert int(answers[61].headers["Retry-After"]) >= 1

    def test_comes_back_with_time(self) -> None:
        program, ada = a_program(), a_person()
        with override_settings(API_RATE=60):
            while program.get(f"/people/{ada.id}").status == 200:
                pass
            use = KeyUse.objects.get()
            KeyUse.objects.update(filled_at=use.filled_at - timedelta(seconds=10))

            assert program.get(f"/people/{ada.id}").status == 200

    def test_is_noted_once_for_many_requests(self) -> None:
        program, ada = a_program(), a_person()

        program.get(f"/people/{ada.id}")
        first = KeyUse.objects.get()
        for _ in range(50):
            program.get(f"/people/{ada.id}")

        assert KeyUse.objects.get().filled_at == first.filled_at
        assert api_keys(SYSTEM)[0].used_at == first.used_at is not None
