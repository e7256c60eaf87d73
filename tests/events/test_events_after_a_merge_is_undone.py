"""Events go back where they came from when a merge is undone, and stay with whom they are of."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from tests.events.tracking import SYSTEM, Endpoint, a_track, names_on_timeline, person_of, read_ledger
from twofold.core.unit import unit_of_work
from twofold.directory.identities import Pair
from twofold.directory.models import AccountMerge, Merge
from twofold.directory.queries import account_traces
from twofold.directory.verbs import accounts, people
from twofold.events import queries
from twofold.insight import queries as insight

NOON = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=1)


def at(minute: int) -> str:
    return (NOON + timedelta(minutes=minute)).isoformat()


def join(winner: UUID, loser: UUID) -> UUID:
    with unit_of_work(SYSTEM):
        people.merge(SYSTEM, winner, loser)
        merge = Merge.objects.get(winner=winner, loser=loser, undone_at=None)
    read_ledger()
    return merge.id


def part(merge: UUID) -> None:
    with unit_of_work(SYSTEM):
        people.unmerge(SYSTEM, merge)
    read_ledger()


def a_card(number: str, name: str, minute: int) -> dict[str, object]:
    external = {"id": number, "type": "loyalty_card", "collection": "users", "encoding": "none"}
    return a_track(name, anonymousId=f"browser-{number}", timestamp=at(minute), context={"externalIds": [external]})


class TestAfterUndoing:
    def test_each_has_what_they_did_before_the_merge_and_since(self, endpoint: Endpoint) -> None:
        endpoint.batch(a_card("1111", "Ada Looked", 0))
        endpoint.batch(a_card("2222", "Ben Looked", 1))
        ada, ben = person_of("loyalty_card", "1111"), person_of("loyalty_card", "2222")
        merge = join(ada, ben)
        endpoint.batch(a_card("1111", "Ada Bought", 2))
        endpoint.batch(a_card("2222", "Ben Bought", 3))
        assert names_on_timeline(person_id=ada) == ["Ben Bought", "Ada Bought", "Ben Looked", "Ada Looked"]

        part(merge)

        assert names_on_timeline(person_id=ada) == ["Ada Bought", "Ada Looked"]
        assert names_on_timeline(person_id=ben) == ["Ben Bought", "Ben Looked"]
        endpoint.batch(a_card("2222", "Ben Came Back", 4))
        assert names_on_timeline(person_id=ben) == ["Ben Came Back", "Ben Bought", "Ben Looked"]

    def test_a_browser_met_since_goes_with_the_card_it_was_seen_with(self, endpoint: Endpoint) -> None:
        endpoint.batch(a_card("1111", "Ada Looked", 0))
        endpoint.batch(a_card("2222", "Ben Looked", 1))
        ada, ben = person_of("loyalty_card", "1111"), person_of("loyalty_card", "2222")
        merge = join(ada, ben)
        endpoint.batch({**a_card("2222", "Ben Abroad", 2), "anonymousId": "hotel"})
        endpoint.batch(a_track("Ben At The Hotel", anonymousId="hotel", timestamp=at(3)))

        part(merge)

        assert person_of("anonymous_id", "hotel") == ben
        assert names_on_timeline(person_id=ben) == ["Ben At The Hotel", "Ben Abroad", "Ben Looked"]
        assert names_on_timeline(person_id=ada) == ["Ada Looked"]

    def test_the_same_evidence_does_not_join_them_again(self, endpoint: Endpoint) -> None:
        endpoint.batch(a_card("1111", "Ada Looked", 0))
        endpoint.batch(a_card("2222", "Ben Looked", 1))
        ada, ben = person_of("loyalty_card", "1111"), person_of("loyalty_card", "2222")
        part(join(ada, ben))

        endpoint.batch({**a_card("1111", "Together", 2), "anonymousId": "browser-2222"})

        assert person_of("loyalty_card", "1111") == ada
        assert person_of("anonymous_id", "browser-2222") == ben

    def test_of_one_below_another_merge_only_that_one_is_apart(self, endpoint: Endpoint) -> None:
        for number, name in (("1111", "Ada"), ("2222", "Ben"), ("3333", "Cleo")):
            endpoint.batch(a_card(number, f"{name} Looked", int(number[0])))
        ada, ben, cleo = (person_of("loyalty_card", number) for number in ("1111", "2222", "3333"))
        below = join(ada, ben)
        join(cleo, ada)
        endpoint.batch(a_card("2222", "Ben Bought", 7))
        assert len(names_on_timeline(person_id=cleo)) == 4

        part(below)

        assert names_on_timeline(person_id=cleo) == ["Cleo Looked", "Ada Looked"]
        assert names_on_timeline(person_id=ben) == ["Ben Bought", "Ben Looked"]

    def test_two_are_counted_as_two(self, endpoint: Endpoint) -> None:
        endpoint.batch(a_card("1111", "Ada Looked", 0))
        endpoint.batch(a_card("2222", "Ben Looked", 1))
        part(join(person_of("loyalty_card", "1111"), person_of("loyalty_card", "2222")))

        with unit_of_work(SYSTEM):
            active = insight.people_active(SYSTEM, days=3)
            new = insight.people_new(SYSTEM, days=3)
        assert (sum(day.count for day in active), sum(day.count for day in new)) == (2, 2)


class TestAnAccount:
    def test_has_the_events_of_the_one_that_became_part_of_it_until_that_is_undone(self, endpoint: Endpoint) -> None:
        for group in ("helio", "helio-gmbh"):
            endpoint.batch({"type": "group", "userId": f"u-{group}", "groupId": group, "timestamp": at(0)})
        with unit_of_work(SYSTEM):
            traces = account_traces(SYSTEM, [Pair("group_id", "helio"), Pair("group_id", "helio-gmbh")])
            helio, gmbh = (traces[Pair("group_id", group)].account_id for group in ("helio", "helio-gmbh"))
            accounts.merge(SYSTEM, helio, gmbh)
            merge = AccountMerge.objects.get().id
            joined = queries.timeline(SYSTEM, account_id=helio, kinds=["group"]).moments
            accounts.unmerge(SYSTEM, merge)
            alone = queries.timeline(SYSTEM, account_id=helio, kinds=["group"]).moments

        assert (len(joined), len(alone)) == (2, 1)
