"""A page that waits for what happens elsewhere shows it by itself; without scripts by being opened again."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from tests.access.inviting import BEN, World, an_organisation, who_signs_in
from tests.mailbox import Mailbox
from tests.makers import SYSTEM
from tests.portal.customers import Browser, open_site
from tests.portal.test_coming_in_by_invitation import link
from tests.portal.test_sign_ups_that_wait import come
from twofold.access import queries
from twofold.access.models import JoinRequest
from twofold.access.verbs import invitations, requests

WAITING = "/sign-in/waiting"
CODE, BEGUN = "/sign-in/code", "/invitation"
LOOKS = 'hx-trigger="every 10s"'


def look(client: Client, path: str, page: str) -> Any:
    """As the page does by itself."""
    begin = page.index('hx-get="') + len('hx-get="')
    query = page[begin : page.index('"', begin)].replace("&amp;", "&")
    assert query.startswith(path)
    return client.get(query, headers={"HX-Request": "true"})


def said(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def browser(mailbox: Mailbox) -> Browser:
    """Whose sign-up waits."""
    open_site(waiting="everybody")
    browser = Browser()
    come(browser, mailbox)
    return browser


def decide(*, approve: bool) -> None:
    asked = JoinRequest.objects.get().id
    if approve:
        requests.approve(SYSTEM, asked)
    else:
        requests.decline(SYSTEM, asked, reason="We do not know you.")


class TestASignUpThatWaits:
    def test_stays_as_it_is_until_it_is_decided(self, browser: Browser) -> None:
        page = said(browser.get(WAITING))
        assert LOOKS in page

        assert look(browser, WAITING, page).status_code == 204

        decide(approve=True)
        news = look(browser, WAITING, page)
        assert "You are let in" in said(news)
        assert LOOKS not in said(news)
        assert browser.post(WAITING).headers["Location"] == "/my/"

    def test_shows_that_it_was_declined_and_why(self, browser: Browser) -> None:
        page = said(browser.get(WAITING))
        decide(approve=False)

        news = said(look(browser, WAITING, page))

        assert ("Not approved" in news, "We do not know you." in news, LOOKS in news) == (True, True, False)

    def test_is_not_sent_away_while_it_is_looked_at(self, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
        import time

        page, began = said(browser.get(WAITING)), time.time()
        for minutes in (10, 20, 30):
            monkeypatch.setattr(time, "time", lambda minutes=minutes: began + 60 * minutes)
            assert look(browser, WAITING, page).status_code == 204
        monkeypatch.setattr(time, "time", lambda: began + 60 * 60)

        gone = look(browser, WAITING, page)

        assert gone.headers["HX-Redirect"] == "/sign-in"

    def test_looks_no_more_after_an_hour(self, browser: Browser) -> None:
        page = said(browser.get(WAITING))
        opened_long_ago = re.sub(r"since=(\d+)", lambda since: f"since={int(since[1]) - 3_600}", page)

        tired = said(look(browser, WAITING, opened_long_ago))

        assert ("Somebody looks at it first" in tired, LOOKS in tired, "Look again" in tired) == (True, False, True)
        assert LOOKS in said(browser.get(WAITING))

    def test_says_how_to_look_without_scripts(self, browser: Browser) -> None:
        assert f'<noscript><p class="below"><a href="{WAITING}">Look again</a>' in said(browser.get(WAITING))


class TestAnInvitation:
    @pytest.fixture
    def atlas(self) -> World:
        cache.clear()
        return an_organisation()

    def test_shows_that_it_was_redeemed_in_another_browser(self, atlas: World) -> None:
        path, here = link(atlas), Client()
        page = said(here.get(path))
        assert look(here, path, page).status_code == 204

        there = Client()
        there.force_login(who_signs_in(BEN))
        assert there.post(path, {"do": "accept"}).headers["Location"] == "/my/"

        news = said(look(here, path, page))
        assert "This invitation has been used" in news
        assert LOOKS not in news

    def test_leads_on_in_the_browser_where_another_page_redeemed_it(self, atlas: World) -> None:
        path, here = link(atlas), Client()
        page = said(here.get(path))
        here.force_login(who_signs_in(BEN))
        here.post(path, {"do": "accept"})

        news = said(look(here, path, page))

        assert ("You are in Atlas now." in news, 'href="/my/"' in news) == (True, True)

    def test_shows_that_it_was_taken_back(self, atlas: World) -> None:
        path, here = link(atlas), Client()
        page = said(here.get(path))
        invitations.revoke(atlas.actor, queries.invitations(atlas.actor, atlas.atlas.id)[0].id)

        assert "taken back" in said(look(here, path, page))

    def test_is_looked_at_by_nobody_who_made_up_how_long(self, atlas: World) -> None:
        path = link(atlas)

        for since in ("", "x", "-1", "9" * 400, "٣"):
            answer = Client().get(path, {"seen": "pending", "since": since}, headers={"HX-Request": "true"})
            assert answer.status_code == 204


class TestACodeThatIsTypedForAnInvitation:
    @pytest.fixture
    def atlas(self) -> World:
        cache.clear()
        return an_organisation()

    @pytest.fixture
    def path(self, atlas: World) -> str:
        return link(atlas)

    @pytest.fixture
    def page(self, path: str, here: Client, mailbox: Mailbox) -> str:
        """Where the code is asked for."""
        del mailbox  # is listened to before it is written to
        here.post(path, {"do": "code"})
        return said(here.get(CODE))

    @pytest.fixture
    def here(self) -> Client:
        return Client()

    def test_is_waited_for_until_something_happens(self, here: Client, page: str) -> None:
        assert LOOKS in page
        assert look(here, BEGUN, page).status_code == 204

    def test_is_not_waited_for_once_the_invitation_was_taken_back(self, here: Client, page: str, atlas: World) -> None:
        invitations.revoke(atlas.actor, queries.invitations(atlas.actor, atlas.atlas.id)[0].id)

        news = said(look(here, BEGUN, page))

        assert ("taken back" in news, 'name="code"' in news, LOOKS in news) == (True, False, False)

    def test_is_not_waited_for_once_it_was_redeemed_in_another_browser(
        self, here: Client, page: str, path: str
    ) -> None:
        there = Client()
        there.force_login(who_signs_in(BEN))
        there.post(path, {"do": "accept"})

        assert "This invitation has been used" in said(look(here, BEGUN, page))

    def test_leads_on_once_it_was_typed_in_another_tab(self, here: Client, page: str, mailbox: Mailbox) -> None:
        assert here.post(CODE, {"code": mailbox.code(BEN)}).headers["Location"] == "/my/"

        assert look(here, BEGUN, page).headers["HX-Redirect"] == "/my/"
        assert here.get(BEGUN).headers["Location"] == "/my/"

    def test_leads_to_the_invitation_where_there_are_no_scripts(self, page: str) -> None:
        assert f'<noscript><p class="below"><a href="{BEGUN}">Look again</a>' in page

    def test_of_an_ordinary_sign_in_is_waited_for_without_looking(self) -> None:
        browser = Browser()
        open_site()
        browser.ask_for_a_code("ana@example.com")

        assert LOOKS not in said(browser.get(CODE))
