"""One sign-in, several hats: whoever switches sees the portal as somebody of that account, and nobody switches into another's."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.mailbox import Mailbox
from tests.makers import SYSTEM, a_grant, a_membership, a_person, an_account
from tests.portal.customers import Browser, open_site
from twofold.access.joining import posting
from twofold.access.models import Seat
from twofold.core import clock, ids
from twofold.directory.models import Person
from twofold.directory.verbs import memberships


@pytest.fixture
def priya() -> Person:
    return a_person(given_name="Priya", family_name="Raman", email="priya@atlas.example")


@pytest.fixture
def client(priya: Person) -> Client:
    client = Client(headers={"host": "testserver"})
    client.force_login(priya)
    return client


def shown(client: Client, path: str = "/my/") -> str:
    return client.get(path).content.decode()


class TestTheSwitch:
    def test_is_not_there_for_somebody_without_accounts(self, client: Client) -> None:
        assert 'id="contexts"' not in shown(client)

    def test_names_the_accounts_and_what_one_is_there(self, client: Client, priya: Person) -> None:
        atlas, kestrel = an_account(name="Atlas Dental"), an_account(name="Kestrel Freight")
        seat = a_membership(priya, atlas)
        a_grant(seat, "buyer")
        a_grant(seat, "approver")
        guest = a_membership(priya, kestrel, standing="guest")
        Seat.objects.create(membership=guest, expires_at=clock.now().replace(month=12, day=31) + timedelta(days=366))

        page = shown(client)

        assert "Buyer, approver" in page
        assert "Guest until 1 January" in page or "Guest until 31 December" in page

    def test_says_from_where_a_role_reaches_down(self, client: Client, priya: Person) -> None:
        group = an_account(name="Atlas Group")
        an_account(name="Atlas Lisbon", parent=group)
        a_grant(a_membership(priya, group), "auditor", reaches_below=True)

        assert "Auditor, from Atlas Group" in shown(client)

    def test_changes_as_whom_one_is_there_at_once(self, client: Client, priya: Person) -> None:
        atlas = a_membership(priya, an_account(name="Atlas Dental")).account_id

        assert client.post("/my/context", {"account": str(atlas)}).status_code == 302
        assert '<span class="portal-switch-name">Atlas Dental</span>' in shown(client)

        client.post("/my/context", {"account": ""})
        assert '<span class="portal-switch-name">Me</span>' in shown(client)

    def test_is_a_page_with_a_search_of_its_own(self, client: Client, priya: Person) -> None:
        for number in range(22):
            a_membership(priya, an_account(name=f"Branch {number:02d}"))

        assert "Find an account" in shown(client)
        found = shown(client, "/my/contexts?q=BRANCH+07")
        assert found.count('name="account"') == 23 + 2  # the menu of the page, and below it myself and the one found
        assert "No such account" in shown(client, "/my/contexts?q=nowhere")

    @pytest.mark.parametrize("whose", ["another's", "nobody's"])
    def test_refuses_an_account_that_one_has_no_place_in(self, client: Client, whose: str) -> None:
        account = (
            a_membership(a_person(), an_account(name="Secret Ltd")).account_id if whose == "another's" else ids.new()
        )

        answer = client.post("/my/context", {"account": str(account)})

        assert answer.status_code == 404
        assert "Secret Ltd" not in answer.content.decode()
        assert "portal-switch-name" not in shown(client)

    def test_is_never_made_by_following_a_link(self, client: Client, priya: Person) -> None:
        atlas = a_membership(priya, an_account(name="Atlas Dental")).account_id

        assert client.get(f"/my/context?account={atlas}").status_code == 405


class TestLosingAPlace:
    def test_is_said_once_and_leaves_one_as_oneself(self, client: Client, priya: Person) -> None:
        seat = a_membership(priya, an_account(name="Atlas Dental"))
        client.post("/my/context", {"account": str(seat.account_id)})

        memberships.end(SYSTEM, seat.id)

        said = shown(client)
        assert "You no longer have a place in <b>Atlas Dental</b>" in said
        assert "portal-switch-name" not in said
        assert "You no longer have a place" not in shown(client)


class TestTheWayToAPageOfAnAccount:
    """From a letter or a bookmark, by whoever acts as somebody else until then."""

    PAGE = "/my/organisation/reviews"

    def test_asks_first_which_account_is_meant(self, client: Client, priya: Person) -> None:
        account = a_membership(priya, an_account(name="Atlas Dental")).account_id

        answer = client.get(self.PAGE)
        assert answer.status_code == 404
        assert "Which organisation?" in answer.content.decode()
        assert f'name="next" value="{self.PAGE}"' in answer.content.decode()

        answer = client.post("/my/context", {"account": str(account), "next": self.PAGE})
        assert answer.headers["Location"] == self.PAGE
        assert client.get(self.PAGE).status_code == 200

    def test_is_closed_to_whoever_has_none(self, client: Client) -> None:
        assert "Nothing here" in shown(client, self.PAGE)

    def test_is_one_press_where_a_letter_says_which(self, client: Client, priya: Person) -> None:
        atlas = a_membership(priya, an_account(name="Atlas Dental")).account_id
        a_membership(priya, an_account(name="Kestrel Freight"))
        letter = posting.page_of("portal:reviews", atlas, base="")

        page = shown(client, letter)
        assert "The page you are opening belongs to Atlas Dental." in page
        assert page.partition("<main")[2].count('name="account"') == 1

        client.post("/my/context", {"account": str(atlas)})
        assert client.get(letter).headers["Location"] == self.PAGE

    def test_of_another_account_shows_those_that_one_has(self, client: Client, priya: Person) -> None:
        a_membership(priya, an_account(name="Atlas Dental"))
        stranger = an_account(name="Secret Ltd")

        page = shown(client, posting.page_of("portal:reviews", stranger.id, base=""))

        assert "Atlas Dental" in page
        assert "Secret Ltd" not in page

    @pytest.mark.parametrize("elsewhere", ["https://evil.example/my/", "//evil.example", "/people", "/my/\\evil", ""])
    def test_leads_nowhere_else(self, client: Client, priya: Person, elsewhere: str) -> None:
        account = a_membership(priya, an_account(name="Atlas Dental")).account_id

        answer = client.post("/my/context", {"account": str(account), "next": elsewhere})

        assert answer.headers["Location"].startswith("/my/")
        assert "evil.example" not in answer.headers["Location"]


def test_whoever_is_in_no_account_is_told_so(client: Client) -> None:
    page = shown(client, "/my/contexts")

    assert "Only yourself" in page
    assert "No such account" not in page


class TestSigningInAgain:
    """In the browser in which one acted in an account before."""

    @pytest.fixture
    def browser(self) -> Browser:
        open_site()
        return Browser()

    def signed_in(self, browser: Browser, mailbox: Mailbox, address: str = "priya@atlas.example") -> str:
        """As whom one acts then."""
        browser.ask_for_a_code(address)
        browser.type_code(mailbox.code(address))
        return shown(browser).partition('"portal-switch-name">')[2].partition("<")[0]

    def test_goes_on_where_one_was(self, browser: Browser, priya: Person, mailbox: Mailbox) -> None:
        account = a_membership(priya, an_account(name="Atlas Dental")).account_id
        assert self.signed_in(browser, mailbox) == "Me"
        browser.post("/my/context", {"account": str(account)})
        browser.post("/sign-out")

        assert self.signed_in(browser, mailbox) == "Atlas Dental"

        browser.post("/my/context", {"account": ""})
        browser.post("/sign-out")
        assert self.signed_in(browser, mailbox) == "Me"

    def test_is_oneself_once_one_has_no_place_there(self, browser: Browser, priya: Person, mailbox: Mailbox) -> None:
        seat = a_membership(priya, an_account(name="Atlas Dental"))
        a_membership(priya, an_account(name="Kestrel Freight"))
        self.signed_in(browser, mailbox)
        browser.post("/my/context", {"account": str(seat.account_id)})
        browser.post("/sign-out")
        memberships.end(SYSTEM, seat.id)

        assert self.signed_in(browser, mailbox) == "Me"

    @pytest.mark.parametrize("kept", ["another's", "nonsense"])
    def test_lets_nobody_in_by_what_the_browser_says(
        self, browser: Browser, priya: Person, mailbox: Mailbox, kept: str
    ) -> None:
        a_membership(priya, an_account(name="Atlas Dental"))
        theirs = a_membership(a_person(), an_account(name="Secret Ltd")).account_id
        browser.cookies["context"] = str(theirs) if kept == "another's" else kept

        assert self.signed_in(browser, mailbox) == "Me"
        assert "Secret Ltd" not in shown(browser)
