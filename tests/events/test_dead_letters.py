"""Dead letters can be looked at, sent through again, and thrown away."""

from django.test import override_settings

from tests.events.tracking import SYSTEM, Endpoint, a_track, tape
from twofold.core.unit import unit_of_work
from twofold.events import queries
from twofold.events.jobs import take_again
from twofold.events.queries import DeadLetterPage
from twofold.events.verbs import dead_letters


def letters(**which: object) -> DeadLetterPage:
    with unit_of_work(SYSTEM):
        return queries.dead_letters(SYSTEM, **which)  # type: ignore[arg-type]


class TestADeadLetter:
    def test_says_what_came_and_why_it_was_not_taken(self, endpoint: Endpoint) -> None:
        endpoint.batch({"type": "track", "anonymousId": "a"})

        (letter,) = letters().letters
        assert (letter.reason, letter.body) == ("name_missing", '{"type": "track", "anonymousId": "a"}')
        assert letter.sentence == "A track event needs a name in `event`."
        assert letter.is_whole

    def test_is_found_by_source_and_reason_in_pages(self, endpoint: Endpoint) -> None:
        for number in range(3):
            endpoint.batch({"type": "dance", "n": number}, {"type": "track", "anonymousId": "a"})

        page = letters(reason="type_unknown", limit=2)
        rest = letters(reason="type_unknown", limit=2, before=page.older)
        assert [len(page.letters), len(rest.letters), rest.older] == [2, 1, None]
        assert letters(source_id=endpoint.source.id, reason="not_json").letters == []

    def test_is_gone_when_it_is_taken_after_all(self, endpoint: Endpoint) -> None:
        with override_settings(TRACKING_MAX_EVENT=1_024):
            endpoint.batch(a_track("Large", properties={"text": "x" * 2_000}))
        (letter,) = letters().letters

        with unit_of_work(SYSTEM):
            assert dead_letters.replay(SYSTEM, [letter.id]) == 1
        take_again(letter_ids=[str(letter.id)])

        assert letters().letters == []
        assert tape() == ["Large"]

    def test_says_why_not_when_it_is_not_taken_again(self, endpoint: Endpoint) -> None:
        endpoint.batch({"type": "dance"})
        endpoint.send("/v1/batch", b"no JSON")

        with unit_of_work(SYSTEM):
            dead_letters.replay(SYSTEM, [letter.id for letter in queries.dead_letters(SYSTEM).letters])
        take_again(letter_ids=[str(letter.id) for letter in letters().letters])

        assert sorted(letter.reason for letter in letters().letters) == ["not_json", "type_unknown"]
        assert all(letter.replayed_at for letter in letters().letters)

    def test_makes_room_when_it_is_thrown_away(self, endpoint: Endpoint) -> None:
        endpoint.batch({"type": "dance"})

        with unit_of_work(SYSTEM):
            assert dead_letters.discard(SYSTEM, [letter.id for letter in queries.dead_letters(SYSTEM).letters]) == 1
            (count,) = queries.dead_letter_counts(SYSTEM)

        assert (count.letters, count.kept) == (1, 0)
