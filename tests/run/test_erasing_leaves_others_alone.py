"""Whoever is called nearly as somebody who is erased keeps what is theirs: dead letters, kept answers, and letters in the folder."""

from pathlib import Path
from uuid import UUID

import pytest
from django.test import override_settings

from tests.makers import SYSTEM, a_person
from tests.run.erased import carried
from twofold.access.models import ApiKey, KeptAnswer
from twofold.core import clock
from twofold.core.models import Operation
from twofold.core.unit import unit_of_work
from twofold.directory.models import Person
from twofold.directory.verbs import erasures, identifiers
from twofold.events import erasing
from twofold.events.ingest import letters
from twofold.events.ingest.reasons import Reason
from twofold.events.models import DeadLetter
from twofold.events.verbs import sources

pytestmark = pytest.mark.usefixtures("committed")
OTHERS = (
    '{"n": 1423}',
    '{"event": "analytics"}',
    '{"traits": {"email": "diana@helio.example"}}',
    '{"traits": {"email": "ana@helio.example.org"}}',
    '{"userId": "4711421"}',
    '{"revenue": 4711420}',
    '{"title": "Order 471142 has come"}',
    '{"anonymousId": "browser-77"}',
)
THEIRS = (
    '{"traits": {"email": "Ana@Helio.example"}}',
    '{"note": "Dear\\nana@helio.example, hello"}',
    '{"note": "\u201cana@helio.example\u201d"}',
    '{"userId": "471142"}',
    '{"userId": 471142}',
    '{"anonymousId":"browser-7"}',
    '{"name": "Ana M\\u00fcller"}',
    "not JSON, from ana@helio.example",
)


@pytest.fixture(autouse=True)
def in_no_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erasing, "GATHER_SECONDS", 0.0)
    monkeypatch.setattr(erasing, "LOOK_SECONDS", 0.05)


@pytest.fixture
def ana() -> Person:
    with unit_of_work(SYSTEM):
        ana = a_person(name="Ana M\u00fcller", email="ana@helio.example")
        for kind, value in (("user_id", "42"), ("loyalty_card", "471142"), ("anonymous_id", "browser-7")):
            identifiers.add(SYSTEM, ana.id, kind=kind, value=value)
    return ana


def erase(person_id: UUID, *also: str) -> None:
    with unit_of_work(SYSTEM):
        begun = erasures.begin(SYSTEM, person_id, reason="Request 4711", also=also)
    done = carried(begun.id)
    assert done.state == Operation.State.DONE, done.error


def keep_letters(*bodies: str) -> None:
    with unit_of_work(SYSTEM):
        source = sources.create(SYSTEM, "web")
        why = (Reason.TYPE_UNKNOWN, "No such type.")
        letters.keep([letters.Letter.of(source.id, body.encode(), clock.now(), why=why) for body in bodies])


def kept_letters() -> set[str]:
    with unit_of_work(SYSTEM):
        return {bytes(body).decode() for body in DeadLetter.objects.values_list("body", flat=True)}


def keep_answers(*bodies: str) -> None:
    with unit_of_work(SYSTEM):
        ben = a_person(name="Ben Ruiz")
        key = ApiKey.objects.create(
            person=ben, name="Shop", digest=b"1", hint="1234", scopes=["x"], created_at=clock.now()
        )
        KeptAnswer.objects.bulk_create(
            KeptAnswer(key=key, name=body, fingerprint=b"1", status=201, body=body.encode(), created_at=clock.now())
            for body in bodies
        )


def kept_answers() -> set[str]:
    with unit_of_work(SYSTEM):
        return set(KeptAnswer.objects.values_list("name", flat=True))


class TestErasing:
    def test_throws_away_dead_letters_that_name_them_and_no_other(self, ana: Person) -> None:
        keep_letters(*OTHERS, *THEIRS)

        erase(ana.id, "Ana", "Ana M\u00fcller")

        assert kept_letters() == set(OTHERS)

    def test_forgets_answers_that_name_them_and_no_other(self, ana: Person) -> None:
        keep_answers(*OTHERS, f'{{"id": "{ana.id}"}}', THEIRS[0])

        erase(ana.id, "Ana")

        assert kept_answers() == set(OTHERS)

    def test_drops_letter_files_that_name_them_and_no_other(self, ana: Person, tmp_path: Path) -> None:
        (tmp_path / "theirs.log").write_text("Subject: Hello\nTo: Ana <ana@helio.example>\n\nDear Ana\n")
        (tmp_path / "others.log").write_text("Subject: Hello\nTo: diana@helio.example\n\nDear Diana\n")

        with override_settings(EMAIL_FILE_PATH=tmp_path):
            erase(ana.id, "Ana")

        assert [file.name for file in tmp_path.iterdir()] == ["others.log"]

    @pytest.mark.parametrize("blank", ["", " \t"])
    def test_takes_a_word_with_nothing_in_it_for_none(self, ana: Person, blank: str) -> None:
        keep_letters(*OTHERS)
        keep_answers(*OTHERS)

        erase(ana.id, blank)

        assert kept_letters() == set(OTHERS)
        assert kept_answers() == set(OTHERS)
