"""An organisation of very many: no page of it asks more often, counts further or reads more people than one of a few."""

from collections.abc import Callable
from importlib import import_module

import pytest

from tests.access.organisations import acting, role_id, someone
from tests.console.staff import counted
from tests.makers import SYSTEM, an_account
from twofold.access import queries
from twofold.access.models import Grant
from twofold.access.queries import WhichMembers, at_a_glance
from twofold.access.verbs import applications, assignments, grants, groups
from twofold.access.verbs.assignments import Whom
from twofold.core.actor import Actor, PermissionMissing
from twofold.directory.models import Account, Membership
from twofold.directory.verbs import imports
from twofold.directory.verbs.imports import MembershipRow
from twofold.directory.verbs.people import add

MOST = 20
APPLICATIONS, MEMBERS, ORGANISATION = (
    import_module(f"twofold.access.queries.{name}") for name in ("applications", "members", "organisation")
)
Ask = Callable[[Actor, Account], object]


@pytest.fixture
def owner() -> Membership:
    return someone(an_account(name="Atlas"), "owner", name="Olga")


@pytest.fixture
def buyers(owner: Membership) -> list[Membership]:
    """Sixty of them, all in one group."""
    people = [add(SYSTEM, fields={"name": f"Buyer {number:02d}"}, source="import").id for number in range(60)]
    imports.add_memberships(SYSTEM, [MembershipRow(one, owner.account_id, {}) for one in people])
    found = list(Membership.objects.filter(account=owner.account, person__in=people))
    grants.give(SYSTEM, [one.id for one in found], role_id("buyer"))
    groups.put(SYSTEM, groups.make(SYSTEM, owner.account_id, name="Ward").id, [one.id for one in found])
    shop = applications.declare(SYSTEM, name="Shop", address="https://shop.example", is_for_all=True)
    assignments.assign(SYSTEM, shop.id, owner.account_id, whom=Whom(memberships=tuple(one.id for one in found)))
    return found


ASKS: dict[str, Ask] = {
    "people": lambda actor, account: queries.members(actor, account.id, limit=10),
    "search": lambda actor, account: queries.members(actor, account.id, WhichMembers(search="o"), limit=10),
    "roles": lambda actor, account: queries.roles(actor, account.id),
    "groups": lambda actor, account: queries.groups(actor, account.id),
    "applications": lambda actor, account: queries.account_applications(actor, account.id),
    "home": lambda actor, account: queries.summary(actor, account.id),
}


@pytest.mark.parametrize("name", ASKS)
def test_what_is_asked_is_asked_in_as_many_statements(
    owner: Membership, request: pytest.FixtureRequest, name: str
) -> None:
    account = owner.account
    with acting(owner) as actor, counted() as of_few:
        ASKS[name](actor, account)
    request.getfixturevalue("buyers")
    with acting(owner) as actor, counted() as of_many:
        ASKS[name](actor, account)

    assert len(of_many) == len(of_few) <= 6


def test_nobody_is_counted_beyond_what_is_said(
    owner: Membership, buyers: list[Membership], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (at_a_glance, MEMBERS, ORGANISATION, APPLICATIONS):
        monkeypatch.setattr(module, "MOST_COUNTED", MOST)
    with acting(owner) as actor:
        page = queries.members(actor, owner.account_id, limit=10)
        (buyer,) = [one for one in queries.roles(actor, owner.account_id) if one.key == "buyer"]
        (ward,) = queries.groups(actor, owner.account_id)
        stands = queries.summary(actor, owner.account_id)
        (shop,) = queries.account_applications(actor, owner.account_id)

    assert (page.total, buyer.people, ward.people, stands.members, shop.people) == (MOST + 1,) * 5
    assert len(page.members) == 10


def test_roles_of_many_change_in_as_many_statements(owner: Membership, buyers: list[Membership]) -> None:
    admin = role_id("admin")
    asked = []
    for some in (buyers[:2], buyers[2:]):
        with acting(owner) as actor, counted() as statements:
            grants.give(actor, [one.id for one in some], admin)
        asked.append(len(statements))

    assert asked[0] == asked[1]
    assert Grant.objects.filter(role=admin).count() == 60


def test_all_of_them_come_in_pieces_for_whoever_looks_after_them(
    owner: Membership, buyers: list[Membership], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MEMBERS, "IN_A_FILE", 25)
    with acting(owner) as actor:
        pieces = list(queries.every_member(actor, owner.account_id))
    assert [len(piece) for piece in pieces] == [25, 25, 11]
    assert len({one.id for piece in pieces for one in piece}) == 61

    with acting(buyers[0]) as actor, pytest.raises(PermissionMissing):
        next(queries.every_member(actor, owner.account_id))
