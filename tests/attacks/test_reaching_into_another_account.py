"""An owner of one account asks for everything of another, by every address of the portal and by every id in a body.

The addresses come from the resolver: one with an id that is added tomorrow fails here until an object of another is made for it.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.access.organisations import someone
from tests.attacks.test_walking_in_uninvited import rows
from tests.makers import SYSTEM, an_account
from tests.portal.organisation import Visitor
from twofold.core import clock, files, ids
from twofold.core.unit import unit_of_work
from twofold.directory.models import Account, Membership

SECRET = "Helio Secret"
NOTED = {"core_ledgerentry", "usersessions_usersession", "core_auditnote"}  # that somebody was refused, and was there
OF_ONESELF = {"portal:organisation_leave"}
NAMED = ("Owner", "Guest", "role", "group", "Lab", "Asker")
KEPT_OUT = {302, 403, 404, 405, 409}


def portal_addresses() -> dict[str, tuple[str, ...]]:
    """Every address of the portal that names an object, with what it calls it."""
    return {name: names for name, names in all_addresses().items() if names}


def all_addresses() -> dict[str, tuple[str, ...]]:
    """Every address of the portal."""
    return dict(_walk(get_resolver().url_patterns, "/", ()))


def _walk(
    patterns: list[URLPattern | URLResolver], above: str, given: tuple[str, ...]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    for pattern in patterns:
        path, names = above + str(pattern.pattern), (*given, *pattern.pattern.converters)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, path, names)
        elif path.startswith("/my/"):
            yield f"portal:{pattern.name}", names


@pytest.fixture
def helio(committed: None) -> Account:
    """The account that is attacked."""
    with unit_of_work(SYSTEM):
        return an_account(name=SECRET)


@pytest.fixture
def olga(helio: Account) -> Membership:
    """The owner of the account that is attacked."""
    with unit_of_work(SYSTEM):
        return someone(helio, "owner", name=f"{SECRET} Owner")


@pytest.fixture
def theirs(helio: Account, olga: Membership) -> Mapping[str, Any]:
    """One object of the other account, or of a person in it, for each name that an address gives to one."""
    with unit_of_work(SYSTEM):
        return _objects(helio, olga) | _belongings(olga)


@pytest.fixture
def eve(committed: None) -> Visitor:
    """The owner of an account of her own, who has been there: so she changes nothing by being there again."""
    with unit_of_work(SYSTEM):
        eve = Visitor(someone(an_account(name="Atlas"), "owner", name="Eve"), raise_request_exception=False)
    eve.get("/my/")
    return eve


def _objects(helio: Account, owner: Membership) -> dict[str, Any]:
    from twofold.access.models import Invitation, JoinRequest
    from twofold.access.verbs import applications, groups, roles

    guest = someone(helio, standing="guest", name=f"{SECRET} Guest")
    lab = applications.declare(SYSTEM, name=f"{SECRET} Lab", address="https://lab.example")
    applications.offer(SYSTEM, [lab.id], helio.id)
    now = clock.now()
    invitation = Invitation.objects.create(
        account=helio, address="secret@helio.example", digest=ids.new().bytes * 2, standing="guest",
        invited_as="customer", created_at=now, expires_at=now.replace(year=now.year + 1),
    )  # fmt: skip
    request = JoinRequest.objects.create(
        kind="join", person=someone(an_account(), name=f"{SECRET} Asker").person, account=helio,
        address="asker@helio.example", asked_at=now,
    )  # fmt: skip
    return {
        "membership_id": guest.id,
        "what": "role",
        "role_id": roles.define(SYSTEM, helio.id, name=f"{SECRET} role", permissions=["access:member:see"]).id,
        "group_id": groups.make(SYSTEM, helio.id, name=f"{SECRET} group").id,
        "application_id": lab.id,
        "invitation_id": invitation.id,
        "request_id": request.id,
        "token": "forged:1:undo",
        "account_id": helio.id,
        "person_id": owner.person_id,
    }


def _belongings(owner: Membership) -> dict[str, Any]:
    """What somebody has by themselves, in whatever account they act."""
    from allauth.socialaccount.models import SocialAccount
    from allauth.usersessions.models import UserSession

    from twofold.access.models import Browser, Download, Passkey

    now = clock.now()
    session = UserSession.objects.create(
        user_id=owner.person_id, session_key="s" * 32, ip="192.0.2.1", user_agent="", created_at=now, last_seen_at=now
    )
    passkey = Passkey.objects.create(
        person_id=owner.person_id, name=SECRET, rp_id="testserver", credential_id=b"c", public_key=b"k", sign_count=0,
        aaguid=ids.new(), may_sign_in=True, is_backed_up=False, created_at=now,
    )  # fmt: skip
    browser = Browser.objects.create(
        person_id=owner.person_id, digest=b"d" * 32, user_agent="", address="192.0.2.1", created_at=now, seen_at=now
    )
    file = files.keep(SYSTEM, [SECRET.encode()], name="my-data.zip")
    download = Download.objects.create(
        person_id=owner.person_id, asked_at=now, ready_at=now, until=now + timedelta(days=7), file_id=file.id,
        size=file.size,
    )  # fmt: skip
    login = SocialAccount.objects.create(
        user_id=owner.person_id, provider="atlas-id", uid="1", extra_data={"email": SECRET}
    )
    return {
        "session_id": session.pk, "passkey_id": passkey.id, "browser_id": browser.id, "download_id": download.id,
        "login_id": login.pk, "key": login.provider,
    }  # fmt: skip


class TestAnOwnerOfAnotherAccount:
    def test_reaches_no_object_by_any_address(self, eve: Visitor, theirs: Mapping[str, Any]) -> None:
        found = portal_addresses()
        assert len(found) > 15
        assert {name for _, names in found.items() for name in names} <= theirs.keys()
        before = {table: written for table, written in rows().items() if table not in NOTED}

        for name, names in found.items():
            address = reverse(name, kwargs={one: theirs[one] for one in names})
            for ask in (eve.get, eve.post):
                answer = ask(address)
                assert answer.status_code in KEPT_OUT, (name, answer.status_code)
                assert SECRET not in answer.content.decode(), name

        after = {table: written for table, written in rows().items() if table not in NOTED}
        assert {table for table in after if after[table] != before[table]} == set()

    def test_reaches_no_object_by_an_id_in_a_body(self, eve: Visitor, theirs: Mapping[str, Any]) -> None:
        mine = _own_objects(eve.membership)
        me, role, group = (mine[one] for one in ("membership_id", "role_id", "group_id"))
        before = {table: written for table, written in rows().items() if table not in NOTED}

        bodies: dict[str, dict[str, Any]] = {
            "/people/roles": {"member": [str(me), str(theirs["membership_id"])], "role": str(role), "give": "1"},
            "/people/roles?": {"member": str(me), "role": str(theirs["role_id"]), "give": "1"},
            f"/people/{me}/role": {"id": str(theirs["role_id"])},
            f"/people/{me}/group": {"id": str(theirs["group_id"])},
            f"/people/{me}/application": {"id": str(theirs["application_id"])},
            f"/groups/{group}/people": {"member": str(theirs["membership_id"]), "do": "put"},
            f"/groups/{theirs['group_id']}/people": {"member": str(me), "do": "own"},
            f"/applications/{theirs['application_id']}/whom": {"do": "give"},
        }
        for address, body in bodies.items():
            assert eve.refused(address, **body) == 404, address

        after = {table: written for table, written in rows().items() if table not in NOTED}
        assert {table for table in after if after[table] != before[table]} == set()

    def test_acts_in_no_account_but_their_own(self, eve: Visitor, helio: Account) -> None:
        assert eve.post("/my/context", {"account": str(helio.id)}).status_code == 404
        with unit_of_work(SYSTEM):
            session = eve.session
            session["context"] = str(helio.id)
            session.save()

        assert eve.get("/my/organisation").headers["Location"] == "/my/"
        assert eve.get("/my/organisation").status_code == 404


class TestAScannerOfLinks:
    def test_changes_nothing_by_following_every_link_of_an_owner(
        self, olga: Membership, theirs: Mapping[str, Any]
    ) -> None:
        with unit_of_work(SYSTEM):
            browser = Visitor(olga, raise_request_exception=False)
        browser.get("/my/")
        before = {table: written for table, written in rows().items() if table not in NOTED}

        for name, names in all_addresses().items():
            answer = browser.get(reverse(name, kwargs={one: theirs[one] for one in names}))
            assert answer.status_code < 500, name

        after = {table: written for table, written in rows().items() if table not in NOTED}
        assert {table for table in after if after[table] != before[table]} == set()


class TestAGuestOfTheSameAccount:
    """Everything of the account is asked for by somebody who is in it and may do nothing there."""

    def test_changes_nothing_by_any_address(self, helio: Account, theirs: Mapping[str, Any]) -> None:
        with unit_of_work(SYSTEM):
            gus = Visitor(someone(helio, standing="guest", name="Gus"), raise_request_exception=False)
        gus.get("/my/")
        before = {table: written for table, written in rows().items() if table not in NOTED}
        body = _asking_for_everything(theirs)

        for name, names in all_addresses().items():
            address = reverse(name, kwargs={one: theirs[one] for one in names})
            if address.startswith("/my/organisation") and name not in OF_ONESELF:
                for answer in (gus.get(address), gus.post(address, body)):
                    assert answer.status_code < 500, name
                    assert not [one for one in NAMED if f"{SECRET} {one}" in answer.content.decode()], name

        assert gus.get("/my/").status_code == 200
        after = {table: written for table, written in rows().items() if table not in NOTED}
        assert {table for table in after if after[table] != before[table]} == set()


class TestAMemberWhoWantsMore:
    """Roles raised in the body, permissions of staff in a role, fields that no form has."""

    @pytest.fixture
    def adam(self, helio: Account) -> Visitor:
        with unit_of_work(SYSTEM):
            someone(helio, "owner")
            return Visitor(someone(helio, "admin", name="Adam"), raise_request_exception=False)

    def test_becomes_no_owner(self, adam: Visitor) -> None:
        owner = str(_role("owner"))

        assert adam.refused(f"/people/{adam.membership.id}/role", id=owner, reaches_below="on") == 403
        assert adam.refused("/people/roles", member=str(adam.membership.id), role=owner, give="1") == 403

    @pytest.mark.parametrize("permission", ["access:staff:admit", "directory:person:see", "core:ledger:see", "x"])
    def test_defines_no_role_with_rights_of_staff(self, adam: Visitor, permission: str) -> None:
        assert adam.refused("/roles/new", name="Sly", permission=["access:member:see", permission]) == 422

    def test_changes_nothing_that_the_form_does_not_have(self, adam: Visitor) -> None:
        extra = {
            "is_staff": "on",
            "account": str(ids.new()),
            "standing": "guest",
            "owner": "x",
            "source": "x",
            "kind": "partner",
        }

        adam.press(f"/people/{adam.membership.id}", title="Boss", **extra)
        adam.press("/edit", name="Helio", **extra)

        with unit_of_work(SYSTEM):
            account = Account.objects.get(id=adam.membership.account_id)
            membership = Membership.objects.select_related("person").get(id=adam.membership.id)
        assert (account.kind, account.owner_id, membership.standing) == ("prospect", None, "member")
        assert not membership.person.is_staff

    def test_who_is_nobody_here_is_asked_to_sign_in(self, committed: None) -> None:
        for name, names in portal_addresses().items():
            some: dict[str, Any] = {"what": "role", "token": "x", "key": "x", "session_id": 1, "login_id": 1}
            address = reverse(name, kwargs={one: some.get(one) or ids.new() for one in names})
            assert Client().get(address).status_code == 302


def _asking_for_everything(theirs: Mapping[str, Any]) -> dict[str, Any]:
    """What any of the forms would take."""
    return {
        "name": "Gus", "title": "Boss", "member": str(theirs["membership_id"]), "role": str(theirs["role_id"]),
        "id": str(theirs["role_id"]), "give": "1", "do": "put", "permission": "access:member:see", "send": "1",
        "addresses": "gus@evil.example", "text": "gus@evil.example", "standing": "guest", "reason": "I want to",
        "days": "30", "account": str(theirs["account_id"]),
    }  # fmt: skip


def _own_objects(me: Membership) -> dict[str, UUID]:
    from twofold.access.verbs import groups

    with unit_of_work(SYSTEM):
        group = groups.make(SYSTEM, me.account_id, name="Mine")
    return {"membership_id": me.id, "role_id": _role("buyer"), "group_id": group.id}


def _role(key: str) -> UUID:
    from tests.access.organisations import role_id

    with unit_of_work(SYSTEM):
        return role_id(key)
