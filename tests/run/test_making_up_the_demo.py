"""Making up the demo: what is real stays as it was, what is invented is the same every time, and all of it can be sent."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from functools import cache

import msgspec
import pytest

from twofold.run.demo import cdnow, invoices, mishaps, people, playing, visits, world
from twofold.run.demo.calls import Call
from twofold.run.demo.lore import address, domain, lore, slug
from twofold.run.demo.sending import MOST_BYTES, MOST_CALLS, pack
from twofold.run.demo.world import Scale, World

pytestmark = pytest.mark.no_database

CUSTOMERS = [f"{number:05}" for number in range(1, 501)]
SMALL = Scale(customers=500, accounts=250, people=1_200, both=60)
NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


@cache
def a_world(seed: int = 1) -> World:
    return world.build(seed, NOW, CUSTOMERS, scale=SMALL)


@cache
def the_purchases() -> list[cdnow.Purchase]:
    return list(cdnow.purchases(cdnow.find()))


@cache
def all_visits(seed: int = 1) -> list[visits.Visit]:
    return visits.plan(a_world(seed))


def everything_sent(of: World) -> list[Call]:
    played = [call for visit in visits.plan(of) for call in playing.play(of.seed, visit)]
    ordered = [call for one in invoices.plan(of) for call in invoices.play(of.seed, one)]
    wrong = [*mishaps.shared_devices(of), *mishaps.wrong_identities(of)]
    return [*people.introductions(of.seed, of.staffing, NOW), *played, *ordered, *wrong]


class TestTheRealPurchases:
    def test_are_all_there(self) -> None:
        assert len(the_purchases()) == 69_659
        assert len({one.customer for one in the_purchases()}) == 23_570
        assert sum(one.cents for one in the_purchases()) == 250_031_563

    def test_come_with_every_interval_and_weekday_as_it_was(self) -> None:
        history = the_purchases()[:2_000]
        moved = cdnow.moved_by(NOW.date())
        sent = [call for call in cdnow.calls(1, history, moved) if call["type"] == "track"]

        by_number = {
            int(call["properties"]["order_id"][3:]): date.fromisoformat(call["timestamp"][:10]) for call in sent
        }
        assert {by_number[one.number] - one.day for one in history} == {moved}
        assert moved.days % 7 == 0

    @pytest.mark.parametrize("days", range(7))
    def test_end_within_the_week_before_today(self, days: int) -> None:
        today = NOW.date() + timedelta(days=days)

        last = cdnow.LAST_DAY + cdnow.moved_by(today)

        assert today - timedelta(days=7) <= last < today

    def test_are_orders_of_people_who_are_introduced_once(self) -> None:
        history = the_purchases()[:500]

        sent = list(cdnow.calls(1, history, cdnow.moved_by(NOW.date())))

        introduced = Counter(call["userId"] for call in sent if call["type"] == "identify")
        assert set(introduced.values()) == {1}
        assert set(introduced) == {f"cdnow-{one.customer}" for one in history}
        order = next(
            call for call in sent if call["type"] == "track" and call["messageId"] == f"cdnow-{history[0].number}"
        )
        assert order["event"] == "Order Completed"
        assert order["properties"]["currency"] == "USD"
        assert order["properties"]["total"] == 11.77
        assert order["properties"]["products"][0]["quantity"] == 1


class TestTheInventedBusiness:
    def test_is_the_same_for_the_same_seed(self) -> None:
        again = world.build(1, NOW, CUSTOMERS, scale=SMALL)

        assert a_world(1) == again
        assert a_world(1).companies != a_world(2).companies

    def test_has_parents_before_their_children(self) -> None:
        seen: set[str] = set()
        for company in a_world().companies:
            assert not company.parent or company.parent in seen
            seen.add(company.key)

    def test_calls_no_two_companies_the_same(self) -> None:
        names = Counter(company.name for company in a_world().companies)
        domains = Counter(company.domain for company in a_world().companies if company.domain)

        assert names.most_common(1)[0][1] == 1
        assert domains.most_common(1)[0][1] == 1

    def test_is_reachable_only_under_names_that_lead_nowhere(self) -> None:
        staffing = a_world().staffing

        addresses = [human.email for human in staffing.humans] + [mailbox.email for mailbox in staffing.mailboxes]

        assert all(email.endswith(".example") and email.isascii() for email in addresses)
        assert len({human.email for human in staffing.humans}) == len(staffing.humans)

    def test_has_a_few_huge_accounts_and_many_small_ones(self) -> None:
        sizes = sorted(company.employees for company in a_world().companies)

        assert sizes[-1] > 50 * sizes[len(sizes) // 2]

    def test_seats_nobody_twice_in_an_account_and_nobody_on_more_than_three_chairs(self) -> None:
        seats = a_world().staffing.seats

        assert Counter((seat.human.user_id, seat.company.key) for seat in seats).most_common(1)[0][1] == 1
        assert Counter(Counter(seat.human.user_id for seat in seats).values()).keys() <= {1, 2, 3}

    def test_gives_everybody_one_primary_seat_first(self) -> None:
        first: dict[str, bool] = {}
        for seat in a_world().staffing.seats:
            first.setdefault(seat.human.user_id, seat.is_primary)

        assert all(first.values())
        assert len(first) == 1_200

    def test_lets_guests_and_those_who_left_end(self) -> None:
        seats = a_world().staffing.seats

        assert all(seat.ends_on and seat.ends_on >= seat.starts_on for seat in seats if seat.is_guest or seat.has_left)
        assert any(seat.is_guest for seat in seats)
        assert any(seat.has_left for seat in seats)

    def test_has_people_who_are_consumers_as_well(self) -> None:
        both = [human for human in a_world().staffing.humans if human.is_consumer]

        assert len(both) == 60
        assert all(human.user_id.startswith("cdnow-") for human in both)
        assert all(human.given == cdnow.consumer(1, human.user_id[6:]).given for human in both)


class TestVisits:
    def test_are_played_the_same_every_time(self) -> None:
        visit = all_visits()[100]

        assert list(playing.play(1, visit)) == list(playing.play(1, visit))

    def test_happened_before_the_demo_was_loaded_and_within_ninety_days(self) -> None:
        moments = [visit.at for visit in all_visits()]

        assert moments == sorted(moments)
        assert moments[0] > NOW - timedelta(days=92)
        assert moments[-1] < NOW

    def test_begin_as_strangers_who_say_later_who_they_are(self) -> None:
        visit = next(one for one in all_visits() if one.reveals and isinstance(one.who, people.Human))

        sent = list(playing.play(1, visit))

        assert "userId" not in sent[0]
        introduced = next(call for call in sent if call["type"] == "identify")
        assert introduced["anonymousId"] == sent[0]["anonymousId"] == visit.browser
        assert all("userId" in call for call in sent[sent.index(introduced) :])

    def test_of_a_known_browser_bear_the_user(self) -> None:
        visit = next(one for one in all_visits() if one.is_known)

        assert all(call.get("userId") for call in playing.play(1, visit))


class TestWhatIsSent:
    def test_has_an_id_of_its_own_every_time(self) -> None:
        sent = everything_sent(a_world())

        assert Counter(call["messageId"] for call in sent).most_common(1)[0][1] == 1

    def test_is_packed_as_the_endpoint_takes_it(self) -> None:
        sent = everything_sent(a_world())

        batches = list(pack(sent))

        assert sum(batch.calls for batch in batches) == len(sent)
        assert max(batch.calls for batch in batches) <= MOST_CALLS <= 2_500
        assert max(len(batch.body) for batch in batches) <= MOST_BYTES + 20 <= 500_000
        assert [call for batch in batches for call in msgspec.json.decode(batch.body)["batch"]] == sent

    def test_has_repeats_of_visits_that_were_sent_before(self) -> None:
        before = {call["messageId"] for call in everything_sent(a_world())}

        assert {call["messageId"] for call in mishaps.repeats(a_world())} <= before


class TestLore:
    def test_knows_how_names_stand_in_addresses(self) -> None:
        assert address("Zoë", "van den Berg") == "zoe.vandenberg"
        assert address("Jürgen", "Großmann") == "juergen.grossmann"
        assert slug("Café São João & Söhne") == "cafe-sao-joao-soehne"
        assert domain("Fratelli Conti S.n.c.") == "fratelli-conti"

    def test_names_every_place_in_a_time_zone_there_is(self) -> None:
        from zoneinfo import ZoneInfo

        for culture in lore().cultures:
            for place in culture.places:
                assert ZoneInfo(place.time_zone).key == place.time_zone
                assert len(place.country) == 2
