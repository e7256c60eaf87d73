"""Where admin mode is entered stands who was in it before, what for, until when, and the way to what they did in it."""

import re
from datetime import timedelta

import pytest

from tests.console.staff import Staff, text
from tests.console.test_arranging_staff import actor_of
from tests.makers import SYSTEM, a_person
from twofold.access.permissions import Permission
from twofold.access.verbs import admin_mode, staff_roles
from twofold.core import clock
from twofold.core.unit import unit_of_work
from twofold.directory.verbs import people

ENTERED = {"reason": "A new colleague", "next": "/staff"}


@pytest.fixture
def boss(jana: Staff) -> Staff:
    """Jana, who has just proven who she is and is not in admin mode."""
    jana.keep(admin_mode=None)
    jana.prove()
    return jana


def rows(page: str) -> list[str]:
    """The rows of the table, as text without tags."""
    table = (
        page.partition('aria-label="Admin modes"')[2].partition("</table>")[0]
        or page.partition("Admin modes of everybody")[2]
    )
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in table.split("<tr")[2:]]


class TestAdminModes:
    def test_that_run_and_that_were_ended_are_listed(self, boss: Staff) -> None:
        boss.post("/admin-mode", {"reason": "Yesterday's work", "next": "/staff"})
        boss.post("/admin-mode/end")
        boss.post("/admin-mode", ENTERED)

        runs, ended = rows(text(boss.get("/admin-mode")))

        assert "Jana Okoye Runs A new colleague" in runs
        assert "at the latest" in runs
        assert "Yesterday&#x27;s work" in ended
        assert "Runs" not in ended
        assert ", ended" in ended

    def test_that_were_left_alone_are_over_when_their_time_is(
        self, boss: Staff, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        now = clock.now()
        with monkeypatch.context() as patched:
            patched.setattr(clock, "now", lambda: now - timedelta(hours=3))
            boss.post("/admin-mode", ENTERED)

        (row,) = rows(text(boss.get("/admin-mode")))

        assert "Runs" not in row
        assert "ended" not in row

    def test_that_begin_anew_end_the_one_before(self, boss: Staff) -> None:
        boss.post("/admin-mode", ENTERED)
        boss.post("/admin-mode", ENTERED)

        new, old = rows(text(boss.get("/admin-mode")))

        assert ("Runs" in new, "Runs" in old) == (True, False)

    def test_lead_to_what_was_done_in_them_and_no_more(self, boss: Staff) -> None:
        with unit_of_work(SYSTEM):
            a_person(name="Before Hand")
        boss.post("/admin-mode", ENTERED)
        boss.post("/people/new", {"given_name": "During", "family_name": "It"})
        with unit_of_work(SYSTEM):
            people.add(SYSTEM, fields={"name": "By Others"})
        boss.post("/admin-mode/end")
        boss.post("/people/new", {"given_name": "Later", "family_name": "On"})
        found = re.search(r"/ledger\?during=\d+", text(boss.get("/admin-mode")))
        assert found

        page = text(boss.get(found[0]))

        assert "Jana Okoye, A new colleague" in page
        assert ("During It" in page, "access.admin_mode.entered" in page) == (True, True)
        assert [name in page for name in ("Before Hand", "By Others", "Later On")] == [False] * 3
        assert "During It" in text(boss.get(found[0] + "&name=directory.person"))

    def test_are_found_by_nothing_else(self, boss: Staff) -> None:
        assert boss.get("/ledger?during=1").status_code == 404

    def test_are_shown_only_to_whoever_may_see_the_audit_log(self, boss: Staff) -> None:
        boss.post("/admin-mode", ENTERED)
        with unit_of_work(SYSTEM):
            doorkeeper = Staff()
            doorkeeper.person = people.make_staff(SYSTEM, a_person(name="Ben Ruiz").id)
            role = staff_roles.define(SYSTEM, name="Doorkeeper", permissions=[Permission.ENTER_ADMIN_MODE])
            staff_roles.give(SYSTEM, doorkeeper.person.id, role.id)
            doorkeeper.force_login(doorkeeper.person)
        doorkeeper.prove()

        assert "Admin modes of everybody" in text(boss.get("/admin-mode"))
        page = text(doorkeeper.get("/admin-mode"))
        assert ("Enter admin mode" in page, "Admin modes of everybody" in page) == (True, False)

    def test_have_pages(self, boss: Staff) -> None:
        actor = actor_of(boss.person.id)
        for number in range(25):
            with unit_of_work(actor):
                admin_mode.enter(actor, reason=f"Reason {number}")

        first = text(boss.get("/admin-mode"))
        assert len(rows(first)) == 20
        older = re.search(r'href="(/admin-mode\?before=\d+)"', first)
        assert older
        assert len(rows(text(boss.get(older[1])))) == 5
