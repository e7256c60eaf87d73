"""Visitors become people, people become one, and their events follow them."""

from datetime import UTC, datetime, timedelta

from tests.events.tracking import SYSTEM, Endpoint, a_track, names_on_timeline, person_of, read_ledger, tape
from twofold.core.unit import unit_of_work
from twofold.directory.identities import Pair
from twofold.directory.queries import account_traces, people_visible_to
from twofold.events import queries
from twofold.insight import queries as insight

NOON = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=1)


def at(minute: int) -> str:
    return (NOON + timedelta(minutes=minute)).isoformat()


def an_identify(user: str, **more: object) -> dict[str, object]:
    return {"type": "identify", "userId": user, **more}


class TestAVisitor:
    def test_keeps_what_they_did_before_they_said_who_they_are(self, endpoint: Endpoint) -> None:
        endpoint.batch(a_track("Looked", timestamp=at(0)))
        endpoint.batch(an_identify("ada", anonymousId="visitor-1", timestamp=at(1)))
        endpoint.batch({"type": "track", "event": "Bought", "userId": "ada", "timestamp": at(2)})

        assert names_on_timeline(person_id=person_of("user_id", "ada")) == ["Bought", "Identified", "Looked"]

    def test_is_known_by_their_traits(self, endpoint: Endpoint) -> None:
        endpoint.batch(
            an_identify("ada", traits={"email": " Ada@Example.COM", "firstName": "Ada", "plan": "gold"}),
            an_identify("ada", traits={"firstName": "Old"}, timestamp="2020-01-01T00:00:00Z"),
        )

        with unit_of_work(SYSTEM):
            person = people_visible_to(SYSTEM).get(id=person_of("email", "ada@example.com"))
        assert (person.given_name, person.email, person.attributes["plan"]) == ("Ada", "ada@example.com", "gold")

    def test_of_blocked_identifiers_alone_is_nobody(self, endpoint: Endpoint) -> None:
        endpoint.batch(
            a_track("Looked", anonymousId="00000000-0000-0000-0000-000000000000"), a_track(anonymousId="null")
        )

        assert {str(person) for person in tape("person_id")} == {"00000000-0000-0000-0000-000000000000"}

    def test_is_found_by_identifiers_of_their_context(self, endpoint: Endpoint) -> None:
        external = {"id": "1234", "type": "loyalty_card", "collection": "users", "encoding": "none"}
        endpoint.batch(a_track(userId="ada", context={"externalIds": [external], "device": {"id": "PHONE"}}))

        assert person_of("loyalty_card", "1234") == person_of("user_id", "ada") == person_of("device_id", "phone")


class TestTwoPeopleWhoAreOne:
    def test_have_one_timeline(self, endpoint: Endpoint) -> None:
        endpoint.batch(a_track("On The Phone", anonymousId="phone", timestamp=at(0)))
        endpoint.batch(a_track("On The Laptop", anonymousId="laptop", timestamp=at(1)))
        endpoint.batch(an_identify("ada", anonymousId="phone", timestamp=at(2)))
        endpoint.batch(an_identify("ada", anonymousId="laptop", timestamp=at(3)))

        expected = ["Identified", "Identified", "On The Laptop", "On The Phone"]
        assert names_on_timeline(person_id=person_of("user_id", "ada")) == expected
        read_ledger()
        assert names_on_timeline(person_id=person_of("user_id", "ada")) == expected

    def test_are_counted_as_one_when_the_tape_knows(self, endpoint: Endpoint) -> None:
        endpoint.batch(a_track(anonymousId="phone", timestamp=at(0)), a_track(anonymousId="laptop", timestamp=at(1)))
        endpoint.batch(an_identify("ada", anonymousId="phone", timestamp=at(2)))
        endpoint.batch(an_identify("ada", anonymousId="laptop", timestamp=at(3)))
        read_ledger()

        with unit_of_work(SYSTEM):
            active = insight.people_active(SYSTEM, days=3)
            new = insight.people_new(SYSTEM, days=3)
        assert sum(day.count for day in active) == 1
        assert sum(day.count for day in new) == 1

    def test_stay_one_after_a_chain_of_merges(self, endpoint: Endpoint) -> None:
        for number, name in enumerate("abcd"):
            endpoint.batch(a_track(f"Seen {name}", anonymousId=name, timestamp=at(number)))
        endpoint.batch(a_track("Both", anonymousId="a", context={"device": {"id": "d"}}, timestamp=at(10)))
        for name in "bcd":
            endpoint.batch(a_track("Both", anonymousId=name, context={"device": {"id": "d"}}, timestamp=at(11)))
        read_ledger()

        found = names_on_timeline(person_id=person_of("anonymous_id", "d"))
        assert [name for name in found if name != "Both"] == ["Seen d", "Seen c", "Seen b", "Seen a"]


class TestAnAlias:
    def test_joins_what_was_before(self, endpoint: Endpoint) -> None:
        endpoint.batch(a_track("Looked", anonymousId="before"))
        endpoint.batch({"type": "alias", "previousId": "before", "userId": "ada"})

        assert person_of("anonymous_id", "before") == person_of("user_id", "ada")

    def test_never_joins_two_users(self, endpoint: Endpoint) -> None:
        endpoint.batch(an_identify("ada"), an_identify("eve"))
        endpoint.batch({"type": "alias", "previousId": "eve", "userId": "ada"})

        assert person_of("user_id", "ada") != person_of("user_id", "eve")


class TestASharedDevice:
    def test_moves_on_and_leaves_behind_what_was_done_on_it(self, endpoint: Endpoint) -> None:
        endpoint.batch(an_identify("ada", anonymousId="kiosk", timestamp=at(0)))
        endpoint.batch(an_identify("eve", anonymousId="kiosk", timestamp=at(10)))
        endpoint.batch(
            a_track("Late", anonymousId="kiosk", timestamp=at(5)), a_track("Now", anonymousId="kiosk", timestamp=at(15))
        )

        assert names_on_timeline(person_id=person_of("user_id", "ada")) == ["Late", "Identified"]
        assert names_on_timeline(person_id=person_of("user_id", "eve")) == ["Now", "Identified"]

    def test_takes_along_what_came_before_it_was_known_to_have_moved(self, endpoint: Endpoint) -> None:
        endpoint.batch(an_identify("ada", anonymousId="kiosk", timestamp=at(0)))
        endpoint.batch(a_track("In Truth Of Eve", anonymousId="kiosk", timestamp=at(15)))
        endpoint.batch(an_identify("eve", anonymousId="kiosk", timestamp=at(10)))
        read_ledger()

        assert names_on_timeline(person_id=person_of("user_id", "ada")) == ["Identified"]
        assert names_on_timeline(person_id=person_of("user_id", "eve")) == ["In Truth Of Eve", "Identified"]


class TestAGroup:
    def test_is_an_account_with_its_people(self, endpoint: Endpoint) -> None:
        endpoint.batch(
            {"type": "group", "userId": "ada", "groupId": "acme", "traits": {"name": "Acme", "employees": 40}},
            a_track("Invited", userId="ada", context={"groupId": "acme"}),
            a_track("Private", userId="ada"),
        )

        pair = Pair("group_id", "acme")
        with unit_of_work(SYSTEM):
            account = account_traces(SYSTEM, [pair])[pair].account_id
        assert sorted(names_on_timeline(account_id=account)) == ["Group Identified", "Invited"]
        with unit_of_work(SYSTEM):
            facts = queries.timeline(SYSTEM, account_id=account, kinds=["fact"]).moments
        assert {fact.name for fact in facts} == {"directory.account.added", "directory.membership.added"}
