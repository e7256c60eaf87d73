"""Coming in, in real browsers with real mail: a guest is invited, comes, sees what was granted, and goes; a stranger waits."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import faults
from tests.browser.conftest import OpenWindow
from tests.browser.served import Served
from tests.browser.signing_in import come_in, send

pytestmark = [pytest.mark.no_database, pytest.mark.usefixtures("a_flow_of_its_own")]

HERE = Path(__file__).parent
GUEST, STRANGER, OTHER = "nina@lab.example", "sven@nowhere.example", "tove@nowhere.example"
ROWS = "address,role,language\nida@lab.example,buyer,de\nnobody,,\njon@lab.example,,\n"
PHONE = {"viewport": {"width": 360, "height": 740}}


@pytest.fixture(scope="module")
def organisation(twofold: Served) -> dict[str, str]:
    """Fjord Clinics, and a site where strangers wait."""
    found: dict[str, str] = twofold.seed(HERE / "seed_organisation.py")
    return found


def act_for_the_clinics(page: Page) -> None:
    page.goto("/my/")
    page.locator(".portal-switch").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Fjord Clinics").click()


def looked_at(page: Page, name: str) -> None:
    """Well in the light and in the dark."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert faults(page, f"{name}-{scheme}") == []
    page.emulate_media(color_scheme="light")


class TestAGuest:
    def test_is_invited_comes_in_with_a_code_sees_what_was_granted_and_expires(
        self, open_window: OpenWindow, twofold: Served, organisation: dict[str, str]
    ) -> None:
        olga = open_window(reduced_motion="reduce").new_page()
        come_in(olga, twofold, organisation["olga"])
        olga.goto("/my/")
        if olga.get_by_role("link", name="Invitations").count() == 0:
            act_for_the_clinics(olga)

        olga.goto("/my/organisation/invitations")
        olga.get_by_role("link", name="Invite", exact=True).first.click()
        olga.get_by_label("E-mail addresses").fill(GUEST)
        olga.get_by_text("Guests: they come from outside").click()
        olga.get_by_label("Laboratory", exact=True).check()
        olga.get_by_label("access ends on").fill((datetime.now(UTC) + timedelta(days=30)).date().isoformat())
        olga.get_by_label("Message", exact=True).fill("The samples of March are yours to read.")
        looked_at(olga, "invite")
        olga.get_by_role("button", name="Invite", exact=True).click()
        expect(olga.get_by_text("1 person invited.")).to_be_visible()
        expect(olga.locator(".setting").filter(has_text=GUEST)).to_contain_text("Guest")
        looked_at(olga, "invitations")

        link = twofold.mailbox.link(GUEST, seconds=30)
        nina = open_window(reduced_motion="reduce", **PHONE).new_page()
        nina.goto(link)
        expect(nina.get_by_role("heading", level=1)).to_have_text("Join Fjord Clinics")
        expect(nina.get_by_text("Olga Berg invites you")).to_be_visible()
        expect(nina.get_by_text("n•••@lab.example").first).to_be_visible()
        looked_at(nina, "invitation-360")
        twofold.mailbox.forget()
        nina.get_by_role("button", name="Continue with a code by e-mail").click()
        nina.get_by_label("Code").fill(twofold.mailbox.code(GUEST, seconds=30))
        send(nina, "Continue")

        expect(nina.get_by_text("Fjord Clinics").first).to_be_visible()
        looked_at(nina, "guest-home-360")
        for closed in ("people", "invitations", "requests"):
            assert nina.request.get(f"/my/organisation/{closed}").status in {403, 404}
        assert organisation["olga"] not in nina.content()

        olga.goto("/my/organisation/guests")
        expect(olga.locator(".setting").filter(has_text=GUEST)).to_contain_text("You vouch for them.")
        looked_at(olga, "guests")

        assert twofold.seed(HERE / "let_guests_expire.py") == 1
        nina.goto("/my/")
        expect(nina.get_by_text("You no longer have a place in")).to_be_visible()
        looked_at(nina, "guest-out-360")


class TestAList:
    def test_is_looked_at_on_a_phone_sent_and_not_sent_twice(
        self, open_window: OpenWindow, page: Page, twofold: Served, organisation: dict[str, str]
    ) -> None:
        olga = open_window(reduced_motion="reduce", **PHONE).new_page()
        come_in(olga, twofold, organisation["olga"])
        olga.goto("/my/organisation/invitations/list")
        if olga.get_by_label("Or the rows themselves").count() == 0:
            act_for_the_clinics(olga)
            olga.goto("/my/organisation/invitations/list")
        olga.get_by_label("Or the rows themselves").fill(ROWS)
        olga.get_by_role("button", name="See what would happen").click()
        expect(olga.get_by_text("2 people will be invited.")).to_be_visible()
        expect(olga.locator(".setting").first).to_contain_text("This is not an e-mail address.")
        looked_at(olga, "invite-list-360")

        twofold.mailbox.forget()
        olga.get_by_role("button", name="Invite 2 people").click()
        expect(olga.get_by_role("heading", level=1)).to_have_text("1 was not invited")
        assert twofold.mailbox.link("ida@lab.example", seconds=30)
        olga.go_back()
        olga.get_by_role("button", name="Invite 2 people").click()
        expect(olga.get_by_text("2 people invited.")).to_be_visible()
        assert len(twofold.mailbox.letters("ida@lab.example")) == 1

        page.goto(f"/accounts/{organisation['clinics']}/invitations/list")
        looked_at(page, "console-invite-list-form")
        page.get_by_label("Or the rows themselves").fill(ROWS)
        page.get_by_role("button", name="See what would happen").click()
        expect(page.get_by_role("table")).to_contain_text("This is not an e-mail address.")
        looked_at(page, "console-invite-list")


class TestAStranger:
    def test_sees_where_it_stands_on_a_phone_withdraws_and_asks_anew(
        self, open_window: OpenWindow, twofold: Served, organisation: dict[str, str]
    ) -> None:
        del organisation
        tove = open_window(reduced_motion="reduce", **PHONE).new_page()
        tove.goto("/sign-up")
        tove.get_by_label("E-mail").fill(OTHER)
        tove.get_by_role("button", name="Continue").click()
        tove.get_by_label("Code").fill(twofold.mailbox.code(OTHER, seconds=30))
        tove.get_by_role("button", name="Continue").click()
        expect(tove.get_by_role("heading", level=1)).to_have_text("Somebody looks at it first")
        tove.get_by_role("button", name="Withdraw my request").click()
        expect(tove.get_by_role("heading", level=1)).to_have_text("Withdrawn")
        looked_at(tove, "withdrawn-360")
        tove.goto("/my/")
        assert "/sign-in" in tove.url

        come_in(tove, twofold, OTHER)
        expect(tove.get_by_role("heading", level=1)).to_have_text("Somebody looks at it first")
        tove.get_by_role("button", name="Withdraw my request").click()
        expect(tove.get_by_role("heading", level=1)).to_have_text("Withdrawn")

    def test_waits_is_approved_and_comes_in(
        self, open_window: OpenWindow, page: Page, twofold: Served, organisation: dict[str, str]
    ) -> None:
        del organisation
        sven = open_window(reduced_motion="reduce", **PHONE).new_page()
        sven.goto("/sign-up")
        sven.get_by_label("E-mail").fill(STRANGER)
        sven.get_by_role("button", name="Continue").click()
        sven.get_by_label("Code").fill(twofold.mailbox.code(STRANGER, seconds=30))
        sven.get_by_role("button", name="Continue").click()
        expect(sven.get_by_role("heading", level=1)).to_have_text("Somebody looks at it first")
        looked_at(sven, "waiting-360")
        sven.goto("/my/")
        assert "/sign-in" in sven.url
        sven.goto("/sign-in/waiting")

        page.goto("/requests")
        row = page.get_by_role("row").filter(has_text=STRANGER)
        expect(row).to_be_visible()
        looked_at(page, "requests")
        page.set_viewport_size({"width": 360, "height": 740})
        for name in ("Approve", "Decline"):
            expect(row.get_by_role("button", name=name).or_(row.get_by_role("link", name=name))).to_be_in_viewport(
                ratio=1
            )
        looked_at(page, "requests-360")
        twofold.mailbox.forget()
        row.get_by_role("button", name="Approve").click()
        expect(page.get_by_role("heading", name="Nobody waits")).to_be_visible()

        assert str(twofold.mailbox.letter(STRANGER, seconds=30)["Subject"]).startswith("You can sign in to")
        expect(sven.get_by_role("heading", level=1)).to_have_text("You are let in", timeout=20_000)
        expect(sven).to_have_title(re.compile("^You are let in"))
        looked_at(sven, "let-in-360")
        sven.get_by_role("button", name="Continue").click()
        expect(sven).to_have_url(re.compile(r"/my/$"))
