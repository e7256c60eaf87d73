"""What happened is told as a sentence to whoever reads it: to whom it is about, to whoever did it, and to others."""

from collections.abc import Iterator
from dataclasses import replace
from html import unescape

import pytest
from django.test import Client

from tests.access.organisations import role_id, someone
from tests.makers import SYSTEM, a_colleague, a_customer, a_person, an_account, nothing_tried
from tests.portal.customers import PASSWORD
from tests.portal.organisation import Visitor
from twofold.access.facts import CustomerImpersonated, GroupMade, RequestMade
from twofold.access.verbs import groups, staff
from twofold.core import clock, ids
from twofold.core.audit.facts import AccessRefused
from twofold.core.facts import Audience, Fact, name_of, record
from twofold.directory.models import Account, Membership, Person
from twofold.directory.verbs import memberships
from twofold.portal.sentences import SENTENCES


@pytest.fixture
def atlas() -> Account:
    return an_account(name="Atlas Dental")


@pytest.fixture
def olga(atlas: Account) -> Membership:
    return someone(atlas, "owner", name="Olga Reis")


@pytest.fixture
def ben(atlas: Account) -> Membership:
    return someone(atlas, name="Ben Prata")


def own_log(membership: Membership, *, language: str = "en") -> str:
    """What somebody reads when they are themselves."""
    browser = Client(headers={"host": "testserver", "accept-language": language})
    browser.force_login(membership.person)
    return unescape(browser.get("/my/account/activity").content.decode())


def kinds(above: type[Fact] = Fact) -> Iterator[type[Fact]]:
    """Facts of ours, and none that some test has made up."""
    for kind in above.__subclasses__():
        if kind.__module__.startswith("twofold."):
            yield kind
            yield from kinds(kind)


class TestEveryFactThatCustomersAreShown:
    def test_has_its_sentence_for_each_who_reads_it(self) -> None:
        shown = {name_of(one): one.audience for one in kinds() if one.audience and not one.__subclasses__()}
        assert len(shown) > 50
        lacking = [
            f"{name} {lacks}"
            for name, audience in shown.items()
            for lacks, has in (
                ("mine", not audience & Audience.PERSON or _has(name, "mine")),
                ("others", not audience & Audience.ACCOUNT or _has(name, "others")),
            )
            if not has
        ]

        assert lacking == []

    def test_has_no_sentence_that_nobody_can_be_told(self) -> None:
        known = {name_of(one) for one in kinds()}

        assert [name for name in SENTENCES if name.partition("+")[0] not in known] == []


def _has(name: str, form: str) -> bool:
    """With the person it is about filled in, or by itself."""
    return any(getattr(SENTENCES.get(f"{name}{more}", ()), form, "") for more in ("", "+person_id"))


class TestARole:
    @pytest.fixture(autouse=True)
    def given(self, olga: Membership, ben: Membership) -> None:
        Visitor(olga).press(f"/people/{ben.id}/role", id=str(role_id("buyer")))

    def test_is_told_to_whoever_was_given_it(self, ben: Membership) -> None:
        page = own_log(ben)

        assert "You were given the role “Buyer”<small>Olga Reis · Atlas Dental</small>" in page

    def test_is_told_to_whoever_gave_it(self, olga: Membership) -> None:
        page = own_log(olga)

        assert "Ben Prata was given the role “Buyer”<small>You · Atlas Dental</small>" in page

    def test_is_told_to_others(self, atlas: Account) -> None:
        page = Visitor(someone(atlas, "owner", name="Zoe Lima")).text("/activity")

        assert "Ben Prata was given the role “Buyer”<small>Olga Reis</small>" in page

    def test_is_told_in_the_log_of_the_organisation_to_whoever_was_given_it(
        self, olga: Membership, ben: Membership
    ) -> None:
        Visitor(olga).press(f"/people/{ben.id}/role", id=str(role_id("owner")))

        assert "You were given the role “Owner”<small>Olga Reis</small>" in Visitor(ben).text("/activity")

    @pytest.mark.parametrize(
        ("language", "sentence"),
        [
            ("de", "Sie haben die Rolle „Einkäufer“ erhalten"),
            ("fr", "Vous avez reçu le rôle « Acheteur »"),
            ("es", "Se le ha dado el rol «Comprador»"),
            ("nl", "U hebt de rol “Inkoper” gekregen"),
            ("ru", "Вы получили роль «Закупщик»"),
        ],
    )
    def test_is_told_in_every_language(self, ben: Membership, language: str, sentence: str) -> None:
        Person.objects.filter(id=ben.person_id).update(locale=language)

        assert sentence in own_log(ben)


class TestWhatIsTold:
    def test_says_where_of_a_place_that_one_no_longer_has(self, ben: Membership) -> None:
        memberships.end(a_colleague(name="Jana Okoye"), ben.id)

        assert "You are no longer in the organisation<small>Jana Okoye · Atlas Dental</small>" in own_log(ben)

    def test_names_nobody_of_a_place_that_one_no_longer_has(self, olga: Membership, ben: Membership) -> None:
        someone(olga.account, "owner", name="Zoe Lima")
        Visitor(olga).press(f"/people/{ben.id}/role", id=str(role_id("buyer")))
        memberships.end(SYSTEM, olga.id)

        page = own_log(olga)

        assert "Somebody was given the role “Buyer”<small>You · Atlas Dental</small>" in page
        assert "Ben Prata" not in page

    def test_calls_whoever_asked_by_their_name_and_says_so_once(self, olga: Membership) -> None:
        sofia = a_person(name="Sofia Reis")
        fact = RequestMade(
            request_id=ids.new(), person_id=sofia.id, account_id=olga.account_id, address="s@atlas.example", company=""
        )
        record(fact, by=a_customer(sofia))

        assert "<span>Sofia Reis asks to be let in</span>" in Visitor(olga).text("/activity")

    def test_names_nobody_who_let_them_ask_before_they_were_signed_in(self) -> None:
        sofia = a_person(name="Sofia Reis")
        fact = RequestMade(
            request_id=ids.new(), person_id=sofia.id, account_id=None, address="s@atlas.example", company=""
        )
        record(fact, by=SYSTEM)
        browser = Client(headers={"host": "testserver"})
        browser.force_login(sofia)

        assert "<span>You asked to be let in</span>" in browser.get("/my/account/activity").content.decode()

    def test_is_another_sentence_for_whoever_runs_a_group(self, ben: Membership) -> None:
        ward = groups.make(SYSTEM, ben.account_id, name="Ward 7")
        groups.put(SYSTEM, ward.id, [ben.id], is_owner=True)

        assert "You run the group “Ward 7”<small>automatically · Atlas Dental</small>" in own_log(ben)

    def test_of_a_sign_in_says_with_which_browser(self) -> None:
        nothing_tried()
        staff.admit(SYSTEM, "jana@example.com", name="Jana Okoye", password=PASSWORD)
        firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
        browser = Client(headers={"host": "testserver", "user-agent": firefox})
        browser.post("/sign-in", {"login": "jana@example.com", "password": PASSWORD})

        page = browser.get("/my/account/activity").content.decode()

        assert "You signed in<small>Firefox on Linux · 127.0.0.1</small>" in page


class TestWhatStaffDoInTheirStead:
    SENTENCES = (
        ("en", "Jana Okoye of our staff, acting as you", "Jana Okoye of our staff, acting as Ben Prata"),
        ("de", "Jana Okoye von unserem Team, an Ihrer Stelle", "Jana Okoye von unserem Team, an Stelle von Ben Prata"),
        ("fr", "Jana Okoye de notre équipe, à votre place", "Jana Okoye de notre équipe, à la place de Ben Prata"),
        ("es", "Jana Okoye, de nuestro equipo, en su lugar", "Jana Okoye, de nuestro equipo, en lugar de Ben Prata"),
        ("nl", "Jana Okoye van ons team, in uw plaats", "Jana Okoye van ons team, in de plaats van Ben Prata"),
        (
            "ru",
            "Jana Okoye из нашей команды, от вашего имени",
            "Jana Okoye из нашей команды, от имени клиента: Ben Prata",
        ),
    )

    @pytest.fixture(autouse=True)
    def refused(self, ben: Membership) -> None:
        """Something that was not allowed while Jana acted as Ben, and something that she could have done."""
        jana = a_colleague(name="Jana Okoye")
        acting = replace(a_customer(ben.person), name="Jana Okoye as Ben Prata", impersonator_id=jana.person_id)
        record(AccessRefused(code="not_while_acting", what="POST /my/x", person_id=ben.person_id), by=acting)
        record(GroupMade(group_id=ids.new(), account_id=ben.account_id, group="Ward 7"), by=acting)

    @pytest.mark.parametrize(("language", "to_them", "to_others"), SENTENCES)
    def test_says_who_of_the_staff_it_was(
        self, olga: Membership, ben: Membership, language: str, to_them: str, to_others: str
    ) -> None:
        Person.objects.filter(id__in=[ben.person_id, olga.person_id]).update(locale=language)

        assert f"<small>{to_them}" in own_log(ben)
        assert f"<small>{to_others}</small>" in unescape(Visitor(olga).text("/activity"))

    def test_is_no_longer_said_of_whoever_is_not_known_any_more(self, olga: Membership, ben: Membership) -> None:
        Person.objects.filter(name="Jana Okoye").update(name="", email="")

        assert "<small>Somebody of our staff, acting as you" in own_log(ben)

    def test_is_not_said_to_be_what_they_asked_for(self, ben: Membership) -> None:
        page = own_log(ben)

        assert "Something that was asked for in your place was refused" in page
        assert "Something you asked for" not in page

    def test_begins_with_who_it_is_and_says_so_once(self, ben: Membership) -> None:
        told = CustomerImpersonated(
            person_id=ben.person_id, staff_name="Jana Okoye", reason="Request 4711", until=clock.now()
        )
        record(told, by=a_colleague(name="Jana Okoye"))

        assert "<span>Jana Okoye of our staff acted as you: Request 4711</span>" in own_log(ben)

    def test_is_in_the_file_that_is_taken_along(self, olga: Membership) -> None:
        file = Visitor(olga).get("/my/organisation/activity.csv")

        assert "Jana Okoye of our staff, acting as Ben Prata" in file.getvalue().decode()
