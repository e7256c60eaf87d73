"""What waits for admin mode says so beforehand, and whoever is kept back is told where they are going."""

import re

import pytest

from tests.console.staff import Staff, text


@pytest.fixture
def boss(jana: Staff) -> Staff:
    """Jana outside of admin mode, who has not proven lately who she is."""
    jana.keep(admin_mode=None)
    return jana


def marked(page: str) -> set[str]:
    """The places in the side bar that say that they open in admin mode."""
    links = re.findall(r'<a class="side-link".*?</a>', page, re.DOTALL)
    return {re.sub(r"<[^>]+>", "", one).partition(",")[0] for one in links if "In admin mode" in one}


class TestThePlacesThatWaitForIt:
    def test_say_so_in_the_side_bar(self, boss: Staff) -> None:
        assert marked(text(boss.get("/"))) == {"Sites", "Providers"}

    def test_say_so_where_they_are_found(self, boss: Staff) -> None:
        (group,) = boss.get("/find?q=sites").json()
        assert [(one["title"], one["subtitle"]) for one in group["items"]] == [("Sites", "In admin mode")]

    def test_say_nothing_of_it_while_one_is_in_it(self, jana: Staff) -> None:
        assert marked(text(jana.get("/"))) == set()


class TestWhoeverIsKeptBack:
    def test_is_told_where_they_are_going_before_they_prove_who_they_are(self, boss: Staff) -> None:
        page = text(boss.get("/sites", follow=True))

        assert "Sites opens in admin mode." in page
        assert "Prove who you are, say what for, and you go on there." in page
        assert "/my/security/confirm?next=%2Fadmin-mode%3Fnext%3D%252Fsites" in page
        assert 'name="reason"' not in page

    def test_says_what_for_at_once_where_they_have_proven_it_and_goes_on(self, boss: Staff) -> None:
        boss.prove()
        page = text(boss.get("/sites", follow=True))
        assert "Say what for, and you go on there." in page

        answer = boss.post("/admin-mode", {"reason": "A new shop", "next": "/sites"})

        assert answer["Location"] == "/sites"

    def test_enters_nothing_without_the_proof(self, boss: Staff) -> None:
        answer = boss.post("/admin-mode", {"reason": "A new shop", "next": "/sites"})

        assert "confirm" in answer["Location"]
        assert boss.get("/sites").status_code == 302
