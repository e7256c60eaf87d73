"""Staff give an account its first owner, and say which applications there are."""

from typing import TypeVar

import pytest
from django.db import models

from tests.access.organisations import role_id, role_keys, someone
from tests.console.staff import Staff
from tests.makers import SYSTEM, an_account
from twofold.access.models import Application, Offer
from twofold.core.unit import unit_of_work
from twofold.directory.models import Membership

M = TypeVar("M", bound=models.Model)


@pytest.fixture
def ben(committed: None) -> Membership:
    with unit_of_work(SYSTEM):
        return someone(an_account(name="Atlas"), name="Ben Prata")


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

        jana.post(f"{url}/role", {"member": str(ben.id), "role": owner(), "reaches_below": "on"})

        assert keys_of(ben) == {"owner"}
        page = jana.get(url).content.decode()
        assert "Let this account run itself" not in page
        assert "here and in all below it" in page

    def test_keeps_its_last_owner(self, jana: Staff, ben: Membership) -> None:
        url = f"/accounts/{ben.account_id}/organisation/role"
        for body in ({}, {"take": "1"}):
            jana.post(url, {"member": str(ben.id), "role": owner(), **body})

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


class TestAnApplication:
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
