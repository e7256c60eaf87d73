"""An owner runs her organisation in one browser; whoever she lets go is out of it in the other, and stays who they are."""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.chromium import LOOKS, faults, photograph
from tests.browser.conftest import OpenWindow
from tests.browser.served import Served

pytestmark = [pytest.mark.no_database, pytest.mark.usefixtures("a_flow_of_its_own")]

SEED = Path(__file__).with_name("seed_helio.py")
PAGES = {
    "organisation-home": "/my/",
    "organisation": "",
    "organisation-edit": "/edit",
    "organisation-leave": "/leave",
    "organisation-people": "/people",
    "organisation-person": "/people/{ben_membership}",
    "organisation-person-end": "/people/{ben_membership}/end",
    "organisation-roles": "/roles",
    "organisation-role-new": "/roles/new",
    "organisation-role": "/roles/{admin_role}",
    "organisation-groups": "/groups",
    "organisation-group": "/groups/{group}?q=mikael",
    "organisation-applications": "/applications",
    "organisation-application": "/applications/{shop}",
    "organisation-activity": "/activity",
}


@pytest.fixture(scope="module")
def helio(twofold: Served) -> dict[str, str]:
    """The ids of what is there, and the sessions of Olga and Ben."""
    told: dict[str, str] = twofold.seed(SEED)
    return told


def as_(window: BrowserContext, twofold: Served, session: str) -> BrowserContext:
    """This window with the session of somebody."""
    window.add_cookies([{"name": "sessionid", "value": session, "url": twofold.url}])
    return window


@pytest.mark.parametrize("look", LOOKS)
def test_every_page_is_well(open_window: OpenWindow, twofold: Served, helio: dict[str, str], look: str) -> None:
    page = as_(open_window(reduced_motion="reduce", **LOOKS[look]), twofold, helio["olga"]).new_page()
    found = []
    for name, path in PAGES.items():
        page.goto(path.format(**helio) if path.startswith("/my") else f"/my/organisation{path.format(**helio)}")
        found += faults(page, f"{name}-{look}")
    assert found == [], "\n".join(found)


def test_whoever_is_let_go_is_out_with_the_next_click(
    open_window: OpenWindow, twofold: Served, helio: dict[str, str]
) -> None:
    olga = as_(open_window(), twofold, helio["olga"]).new_page()
    ben = as_(open_window(), twofold, helio["ben"]).new_page()
    ben.goto("/my/organisation/people")
    ben.get_by_role("link", name="Olga Reis").wait_for()

    olga.goto(f"/my/organisation/people/{helio['ben_membership']}")
    olga.get_by_label("Role").select_option(label="Buyer")
    olga.get_by_role("button", name="Give").click()
    olga.get_by_text("Buyer from now on").wait_for()
    olga.get_by_role("button", name="Undo").click()
    olga.get_by_text("Taken back").wait_for()
    olga.get_by_role("link", name="End the place of Ben Prata").click()
    olga.get_by_role("button", name="End their place").click()
    olga.get_by_text("Ben Prata is no longer here").wait_for()

    ben.get_by_role("link", name="Groups").click()
    ben.get_by_text("You no longer have a place in Helio Pumps").wait_for()
    photograph(ben, "organisation-thrown-out")
    assert ben.get_by_role("link", name="Organisation").count() == 0
    ben.goto("/my/organisation/people")
    assert ben.get_by_text("Olga Reis").count() == 0
    ben.goto("/my/account")  # still Ben, who looks after himself
    assert "/sign-in" not in ben.url
