"""The pages of an organisation: everything is found, done and taken back there, and only what one may do is offered."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.access.organisations import role_id, role_keys, someone
from tests.makers import SYSTEM, a_colleague, an_account
from tests.portal.organisation import Visitor
from twofold.access.models import Assignment, GroupMember, Invitation, Role
from twofold.access.verbs import applications, groups
from twofold.directory.models import Account, Membership, Person
from twofold.directory.verbs import accounts, memberships

UNDO = re.compile(r'hx-post="/my/organisation(/undo/[^"]+)"')


@pytest.fixture
def atlas() -> Account:
    return an_account(name="Atlas Dental", city="Lisboa")


@pytest.fixture
def olga(atlas: Account) -> Visitor:
    return Visitor(someone(atlas, "owner", name="Olga Reis"))


@pytest.fixture
def ben(atlas: Account) -> Membership:
    return someone(atlas, name="Ben Prata", title="Nurse")


def read(answer: Any) -> str:
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def undo(page: str) -> str:
    found = UNDO.search(page)
    assert found, page[-3000:]
    return found.group(1)


class TestTheOverview:
    def test_says_what_the_organisation_is(self, atlas: Account, olga: Visitor) -> None:
        accounts.add_identifier(SYSTEM, atlas.id, kind="domain", value="atlas.example")
        an_account(name="Atlas Laboratory", parent=atlas)

        page = olga.text("")

        for word in (
            "Atlas Dental",
            "Lisboa",
            "atlas.example",
            "not proven",
            "Atlas Laboratory",
            "Leave this organisation",
        ):
            assert word in page

    def test_is_changed_and_changed_back(self, atlas: Account, olga: Visitor) -> None:
        page = olga.press("/edit", name="Atlas Clinics", city="Aveiro")
        atlas.refresh_from_db()
        assert (atlas.name, atlas.city) == ("Atlas Clinics", "Aveiro")

        olga.press(undo(page))
        atlas.refresh_from_db()
        assert (atlas.name, atlas.city) == ("Atlas Dental", "Lisboa")

    def test_shows_a_guest_what_they_use_and_nobody_else(self, atlas: Account, ben: Membership) -> None:
        guest = Visitor(someone(atlas, standing="guest"))

        page = guest.text("")

        assert "Your applications" in page
        assert "/organisation/people" not in page
        assert guest.get("/my/organisation/people").status_code == 403


class TestThePeople:
    def test_are_found(self, atlas: Account, olga: Visitor, ben: Membership) -> None:
        someone(atlas, standing="guest", name="Gus")

        assert "Ben Prata" in olga.text("/people")
        assert "Ben Prata" not in olga.text("/people?standing=guest")
        assert "Ben Prata" in olga.text("/people?q=nurse")
        assert "Nobody like that here" in olga.text("/people?q=zzz")
        assert "Ben Prata" not in olga.text(f"/people?role={role_id('owner')}")

    def test_are_given_roles_at_once_and_it_is_taken_back(self, olga: Visitor, ben: Membership) -> None:
        page = olga.press(
            "/people/roles", member=[str(ben.id), str(olga.membership.id)], role=str(role_id("buyer")), give="1"
        )

        assert "2 people are Buyer now" in page
        olga.press(undo(page))
        assert role_keys(ben) == set()

    def test_come_with_as_many_statements_however_many_they_are(self, atlas: Account, olga: Visitor) -> None:
        olga.text("/people")
        counted = []
        for more in (5, 30):
            for _ in range(more):
                someone(atlas, "buyer")
            with CaptureQueriesContext(connection) as asked:
                olga.text("/people")
            counted.append(len(asked))

        assert counted[0] == counted[1]

    def test_from_above_are_told_apart(self, atlas: Account) -> None:
        someone(atlas, "admin", name="Gil Group", reaches_below=True)
        below = Visitor(someone(an_account(name="Iberia", parent=atlas), "admin"))

        page = below.text("/people")

        assert "Gil Group" in page
        assert "from Atlas Dental" in page

    def test_are_taken_along_by_whoever_looks_after_them(self, olga: Visitor, ben: Membership) -> None:
        someone(ben.account, "buyer", name="=cmd()|Chiara")
        assert "/my/organisation/people.csv" in olga.text("/people")

        file = read(olga.get("/my/organisation/people.csv"))

        headings = "Name,E-mail,Standing,Title,Department,Roles,Groups,Access until,Last here"
        assert file.splitlines()[0] == headings
        assert "Ben Prata,,Member,Nurse,,,,," in file
        assert "'=cmd()|Chiara,,Member,,,Buyer,,," in file
        assert "people.csv" not in Visitor(ben).text("/people")
        assert Visitor(ben).get("/my/organisation/people.csv").status_code == 403


class TestOneOfThem:
    def test_is_changed_and_changed_back(self, olga: Visitor, ben: Membership) -> None:
        page = olga.press(f"/people/{ben.id}", title="Head nurse", department="Clinic")
        ben.refresh_from_db()
        assert ben.title == "Head nurse"

        olga.press(undo(page))
        ben.refresh_from_db()
        assert (ben.title, ben.department) == ("Nurse", "")

    def test_gets_and_loses_roles_groups_and_applications(self, atlas: Account, olga: Visitor, ben: Membership) -> None:
        shop = applications.declare(SYSTEM, name="Shop", address="https://shop.example", is_for_all=True)
        clinic = groups.make(SYSTEM, atlas.id, name="Clinic")
        given = {"role": role_id("buyer"), "group": clinic.id, "application": shop.id}

        for what, one in given.items():
            back = undo(olga.press(f"/people/{ben.id}/{what}", id=str(one)))
            olga.press(back)
            olga.press(f"/people/{ben.id}/{what}", id=str(one))
        page = olga.text(f"/people/{ben.id}")
        for word in ("Buyer", "Clinic", "Shop"):
            assert word in page

        for what, one in given.items():
            undo(olga.press(f"/people/{ben.id}/{what}", id=str(one), take="1"))
        assert role_keys(ben) == set()
        assert not GroupMember.objects.exists()
        assert not Assignment.objects.exists()

    def test_is_asked_for_before_their_place_ends(self, olga: Visitor, ben: Membership) -> None:
        assert "Ben Prata" in olga.text(f"/people/{ben.id}/end")
        assert "is no longer here" in olga.press(f"/people/{ben.id}/end")
        assert olga.get(f"/my/organisation/people/{ben.id}").status_code == 404

    def test_says_why_the_last_owner_stays(self, olga: Visitor, ben: Membership) -> None:
        me = olga.membership

        assert "Nobody would own Atlas Dental" in olga.press(
            f"/people/{me.id}/role", id=str(role_id("owner")), take="1"
        )
        assert "Nobody would own Atlas Dental" in olga.press("/leave")

    def test_who_leaves_is_by_themselves(self, olga: Visitor, ben: Membership) -> None:
        page = Visitor(ben).press("/leave")

        assert "You have left Atlas Dental" in page
        ben.refresh_from_db()
        assert ben.ended_at


class TestTheRoles:
    def test_are_defined_changed_and_removed(self, olga: Visitor) -> None:
        olga.press("/roles/new", name="Clerk", permission=["access:member:see"])
        role = Role.objects.get(name="Clerk")
        assert "Clerk" in olga.text("/roles")

        page = olga.press(f"/roles/{role.id}", name="Clerk", permission=["access:member:see", "access:guest:invite"])
        olga.press(undo(page))
        role.refresh_from_db()
        assert role.permissions == ["access:member:see"]

        page = olga.press(f"/roles/{role.id}/remove")
        olga.press(undo(page))
        assert Role.objects.filter(name="Clerk").exists()

    def test_say_what_is_missing(self, olga: Visitor) -> None:
        answer = olga.post("/my/organisation/roles/new", {"name": "Clerk"})

        assert (answer.status_code, b"Choose what the role allows." in answer.content) == (422, True)

    def test_show_what_the_built_in_ones_allow(self, olga: Visitor) -> None:
        assert "Invite members into an account" in olga.text(f"/roles/{role_id('admin')}")
        assert olga.refused(f"/roles/{role_id('admin')}", name="x", permission="access:member:see") == 404


class TestTheGroups:
    def test_begin_with_a_word_on_what_they_are_for(self, olga: Visitor) -> None:
        assert "No groups yet" in olga.text("/groups")

    def test_are_made_filled_and_removed(self, atlas: Account, olga: Visitor, ben: Membership) -> None:
        olga.press("/groups/new", name="Clinic")
        clinic = next(iter(Membership._meta.apps.get_model("access", "Group").objects.all()))
        assert "Ben Prata" in olga.text(f"/groups/{clinic.id}?q=ben")

        olga.press(f"/groups/{clinic.id}/people", member=str(ben.id), do="put")
        page = olga.press(f"/groups/{clinic.id}/people", member=str(ben.id), do="own")
        assert "Owns Clinic from now on" in page
        assert "Add people" in Visitor(ben).text(f"/groups/{clinic.id}")
        page = olga.press(f"/groups/{clinic.id}/people", member=str(ben.id), do="take_out")
        olga.press(undo(page))
        assert GroupMember.objects.get().is_owner

        assert "Remove the group Clinic?" in olga.text(f"/groups/{clinic.id}/remove")
        olga.press(f"/groups/{clinic.id}/remove")
        assert "No groups yet" in olga.text("/groups")


class TestTheApplications:
    def test_are_for_people_groups_or_everybody(self, atlas: Account, olga: Visitor, ben: Membership) -> None:
        assert "No applications yet" in olga.text("/applications")
        shop = applications.declare(SYSTEM, name="Shop", address="https://shop.example", is_for_all=True)
        clinic = groups.make(SYSTEM, atlas.id, name="Clinic")

        for whom in ({"member": str(ben.id)}, {"group": str(clinic.id)}, {}):
            olga.press(f"/applications/{shop.id}/whom", do="give", **whom)
        assert Assignment.objects.count() == 3
        assert "Shop" in Visitor(ben).text("")
        for whom in ({"member": str(ben.id)}, {"group": str(clinic.id)}, {}):
            undo(olga.press(f"/applications/{shop.id}/whom", do="take", **whom))
        assert not Assignment.objects.exists()


class TestPeopleComingIn:
    @pytest.mark.parametrize("path", ["/invitations", "/invitations/new", "/guests", "/reviews", "/requests"])
    def test_are_one_place_of_the_navigation(self, olga: Visitor, path: str) -> None:
        here = re.findall(r'class="portal-place" href="([^"]+)" aria-current="page"', olga.text(path))

        assert here == ["/my/organisation/invitations"]

    def test_have_a_link_made_a_minute_after_a_letter_and_are_told_so_on_the_page(
        self, olga: Visitor, atlas: Account
    ) -> None:
        olga.press("/invitations/new", addresses="kim@example.org", standing="member")
        invitation = Invitation.objects.get()

        page = olga.press(f"/invitations/{invitation.id}/link")

        assert ("Wait a minute" in page, "Take back" in page) == (True, True)


class TestTheActivity:
    def test_tells_what_was_done_to_whom_by_whom(self, olga: Visitor, ben: Membership) -> None:
        olga.press(f"/people/{ben.id}/role", id=str(role_id("buyer")))

        page = olga.text("/activity")

        assert "Ben Prata was given the role “Buyer”" in page
        assert "<small>You</small>" in page
        assert "automatically" in page, "what Twofold did says so, too"
        assert "Nothing happened yet" in olga.text("/activity?kind=access.group")
        assert Visitor(ben).get("/my/organisation/activity").status_code == 403

    def test_tells_what_was_changed_and_nothing_of_what_staff_keep_to_themselves(
        self, olga: Visitor, ben: Membership, atlas: Account
    ) -> None:
        jana = a_colleague(name="Jana Okoye")
        memberships.edit(jana, ben.id, fields={"standing": "guest", "buying_role": "opponent"})
        accounts.edit(jana, atlas.id, fields={"industry": "Dentists", "kind": "partner"})
        olga.press(f"/people/{ben.id}", title="Head nurse", department="Ward 7")
        olga.press("/edit", name="Atlas Dental", city="Porto", industry="Dentists")

        page, file = olga.text("/activity"), read(olga.get("/my/organisation/activity.csv"))

        for said in (page, file):
            assert "Title: Nurse → Head nurse" in said
            assert "City: Lisboa → Porto" in said
            assert "Standing: Member → Guest" in said
            assert "Industry: – → Dentists" in said
            assert "Jana Okoye" in said
            assert "opponent" not in said
            assert "partner" not in said
        assert "About Ben Prata was changed: Department: – → Ward 7; Title: Nurse → Head nurse" in page
        assert "City" not in olga.text("/activity?kind=directory.membership")

    def test_is_taken_along_in_the_language_of_whoever_takes_it(
        self, olga: Visitor, ben: Membership, atlas: Account
    ) -> None:
        olga.press(f"/people/{ben.id}", title="=cmd()|calc", department="Ward 7")
        accounts.edit(a_colleague(name="=Jana"), atlas.id, fields={"city": "Porto"})
        Person.objects.filter(id=olga.membership.person_id).update(locale="de")

        heading, *lines = read(olga.get("/my/organisation/activity.csv")).splitlines()
        people = read(olga.get("/my/organisation/people.csv"))

        assert heading == "Wann,Was geschah,Wer es tat,Über wen"
        by_staff, by_olga = lines[:2]
        assert ("Ort: Lisboa → Porto" in by_staff, ",'=Jana," in by_staff) == (True, True)
        assert "Position: Nurse → =cmd()|calc" in by_olga
        assert by_olga.endswith(f",{olga.membership.person.name},Ben Prata")
        assert str(ben.person_id) not in by_olga
        assert people.startswith("Name,E-Mail,Stellung,Position,Abteilung,Rollen,Gruppen,")
        assert "Mitglied" in people


class TestTakingBack:
    def test_is_for_whoever_did_it_where_they_did_it(self, atlas: Account, olga: Visitor, ben: Membership) -> None:
        back = undo(olga.press(f"/people/{ben.id}/role", id=str(role_id("buyer"))))

        assert Visitor(someone(atlas, "owner")).refused(back) == 409
        assert olga.refused(f"{back}x") == 409
        assert role_keys(ben) == {"buyer"}


class TestThoseWhoMayNotRunIt:
    def test_are_offered_nothing_and_refused(self, atlas: Account, olga: Visitor, ben: Membership) -> None:
        member, clinic = Visitor(ben), groups.make(SYSTEM, atlas.id, name="Clinic")

        for path in (
            "",
            "/people",
            f"/people/{olga.membership.id}",
            "/roles",
            "/groups",
            f"/groups/{clinic.id}",
            "/applications",
        ):
            forms = re.findall(r'<form[^>]*method="post"[^>]*action="(/my/organisation[^"]*)"', member.text(path))
            assert forms == [], path
        for path, fields in {
            "/edit": {"name": "Mine"},
            "/people/roles": {"member": str(ben.id), "role": str(role_id("buyer"))},
            f"/people/{ben.id}": {"title": "Boss"},
            f"/people/{ben.id}/role": {"id": str(role_id("admin"))},
            f"/people/{olga.membership.id}/end": {},
            "/roles/new": {"name": "Boss", "permission": "access:member:see"},
            "/groups/new": {"name": "Mine"},
            f"/groups/{clinic.id}/edit": {"name": "Mine"},
            f"/groups/{clinic.id}/remove": {},
            f"/groups/{clinic.id}/people": {"member": str(ben.id)},
        }.items():
            assert member.refused(path, **fields) == 403, path
