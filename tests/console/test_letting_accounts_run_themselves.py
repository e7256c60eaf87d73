"""Staff give an account its first owner, and say which applications there are."""

import re
from typing import TypeVar

import pytest
from django.db import models

from tests.access.organisations import role_id, role_keys, someone
from tests.console.staff import Staff, text
from tests.house.files import ROOT
from tests.mailbox import Mailbox
from tests.makers import SYSTEM, an_account
from twofold.access import proofs
from twofold.access.models import Application, Invitation, Offer
from twofold.access.verbs.applications import ICONS
from twofold.core.unit import unit_of_work
from twofold.directory.models import Account, Membership
from twofold.directory.verbs import people

M = TypeVar("M", bound=models.Model)


@pytest.fixture
def ben(committed: None) -> Membership:
    with unit_of_work(SYSTEM):
        ben = someone(an_account(name="Atlas"), name="Ben Prata")
        people.edit(SYSTEM, ben.person_id, fields={"email": "ben@atlas.example", "locale": "pt"})
        return ben


def keys_of(membership: Membership) -> set[str]:
    with unit_of_work(SYSTEM):
        return role_keys(membership)


def owner() -> str:
    with unit_of_work(SYSTEM):
        return str(role_id("owner"))


def only(model: type[M]) -> M | None:
    """The one row there is, if there is one."""
    with unit_of_work(SYSTEM):
        rows: list[M] = list(model._default_manager.all())
    return rows[0] if rows else None


class TestAnAccount:
    def test_gets_its_first_owner(self, jana: Staff, ben: Membership) -> None:
        url = f"/accounts/{ben.account_id}/organisation"
        assert "Let this account run itself" in jana.get(url).content.decode()

        jana.post(f"{url}/role", {"picked": str(ben.id), "role": owner(), "reaches_below": "on"})

        assert keys_of(ben) == {"owner"}
        page = jana.get(url).content.decode()
        assert "Let this account run itself" not in page
        assert ", and below" in page

    def test_is_searched_for_whom_a_role_is_given(self, jana: Staff, ben: Membership) -> None:
        with unit_of_work(SYSTEM):
            account = Account.objects.get(id=ben.account_id)
            for number in range(12):
                someone(account, name=f"Colleague {number:02}")
            someone(an_account(name="Globex"), name="Ben Stranger")
        url = f"/accounts/{ben.account_id}/organisation"
        assert "Colleague 11</option>" not in text(jana.get(url))

        first, found = text(jana.ask(f"{url}/role?role={owner()}")), f"/pick/member?within={ben.account_id}&name=picked"
        assert "Make somebody owner" in first
        assert f"name=picked&amp;within={ben.account_id}" in first
        assert "Colleague 11" not in first
        assert "Colleague 11" in text(jana.ask(f"{found}&q=league 11"))
        assert "Ben Prata" in text(jana.ask(f"{found}&q=ben"))
        assert "Stranger" not in text(jana.ask(f"{found}&q=ben"))

    def test_is_given_an_owner_by_what_was_typed_without_scripts(self, jana: Staff, ben: Membership) -> None:
        with unit_of_work(SYSTEM):
            account = Account.objects.get(id=ben.account_id)
            someone(account, name="Bert Prata")
        url = f"/accounts/{ben.account_id}/organisation/role"

        several = jana.post(url, {"q": "prata", "role": owner()})
        assert several.status_code == 422
        assert "Choose one of those that are found." in text(several)
        assert "Bert Prata" in text(several)
        jana.post(url, {"q": "ben pra", "role": owner()})

        assert keys_of(ben) == {"owner"}

    def test_keeps_its_last_owner(self, jana: Staff, ben: Membership) -> None:
        url = f"/accounts/{ben.account_id}/organisation/role"
        jana.post(url, {"picked": str(ben.id), "role": owner()})
        jana.post(f"{url}/take", {"member": str(ben.id), "role": owner()})

        assert keys_of(ben) == {"owner"}

    def test_is_offered_applications(self, jana: Staff, ben: Membership) -> None:
        jana.post("/applications", {"name": "Shop", "address": "https://shop.example", "icon": "package"})
        shop = only(Application)
        assert shop
        url = f"/accounts/{ben.account_id}/organisation"
        assert "Shop" in jana.get(url).content.decode()

        jana.post(f"{url}/application", {"application": str(shop.id)})
        assert only(Offer)
        jana.post(f"{url}/application", {"application": str(shop.id), "take": "1"})
        assert only(Offer) is None


class TestAnOwnerWhoCannotSignInYet:
    def test_is_invited_by_it(self, jana: Staff, ben: Membership, mailbox: Mailbox) -> None:
        url = f"/accounts/{ben.account_id}/organisation"

        answer = jana.post(f"{url}/role", {"picked": str(ben.id), "role": owner()}, follow=True)

        assert "Owner from now on, and invited by letter" in text(answer)
        assert "/undo/" not in text(answer), "there is no way back from the only owner"
        made = only(Invitation)
        assert made
        with unit_of_work(SYSTEM):
            assert (made.address, made.language, made.roles) == ("ben@atlas.example", "en", [role_id("owner")])
        assert "Atlas" in str(mailbox.letter("ben@atlas.example")["Subject"])

    def test_is_not_invited_with_a_login_of_their_own(self, jana: Staff, ben: Membership) -> None:
        with unit_of_work(SYSTEM):
            proofs.proven(ben.person_id, "ben@atlas.example", in_this_browser=False)

        jana.post(f"/accounts/{ben.account_id}/organisation/role", {"picked": str(ben.id), "role": owner()})

        assert keys_of(ben) == {"owner"}
        assert only(Invitation) is None

    def test_is_none_without_an_address(self, jana: Staff, ben: Membership) -> None:
        with unit_of_work(SYSTEM):
            nobody = someone(Account.objects.get(id=ben.account_id), name="Nora")
        url = f"/accounts/{ben.account_id}/organisation"

        answer = jana.post(f"{url}/role", {"picked": str(nobody.id), "role": owner()}, follow=True)

        assert "no e-mail address of theirs is known" in text(answer)
        assert keys_of(nobody) == set()

    def test_beside_another_is_taken_back_with_the_invitation(self, jana: Staff, ben: Membership) -> None:
        with unit_of_work(SYSTEM):
            someone(Account.objects.get(id=ben.account_id), "owner")
        url = f"/accounts/{ben.account_id}/organisation/role"

        answer = jana.send(url, {"picked": str(ben.id), "role": owner()})
        page = text(jana.get(answer.headers["HX-Redirect"]))
        back = re.search(r"/undo/[^\"\s&]+", page)
        assert back
        jana.send(back.group())

        assert keys_of(ben) == set()
        made = only(Invitation)
        assert made
        assert made.revoked_at


class TestAnApplication:
    @pytest.mark.no_database
    def test_has_an_icon_that_there_is(self) -> None:
        assert set(ICONS) <= set((ROOT / "frontend" / "icons.txt").read_text().split())

    def test_that_every_account_has_is_taken_from_none(self, jana: Staff, ben: Membership) -> None:
        jana.post(
            "/applications", {"name": "Desk", "address": "https://d.example", "icon": "truck", "is_for_all": "on"}
        )

        page = text(jana.get(f"/accounts/{ben.account_id}/organisation"))

        assert "Desk" in page
        assert "Take away" not in page

    def test_is_declared_retired_and_brought_back(self, jana: Staff) -> None:
        assert jana.post("/applications", {"name": "Shop", "address": "javascript:1"}).status_code == 422
        jana.post("/applications", {"name": "Shop", "address": "https://shop.example", "icon": "package"})
        shop = only(Application)
        assert shop

        jana.post(f"/applications/{shop.id}/retire")
        assert "Retired" in jana.get("/applications").content.decode()
        jana.post(f"/applications/{shop.id}/retire", {"restore": "1"})
        again = only(Application)
        assert again
        assert again.retired_at is None
