"""A company's own page signs somebody in by a code to their phone, as the hosted page does."""

import pytest

from tests.access.test_proving_to_be_a_person import solved
from tests.mailbox import Mailbox
from tests.portal.phones import MOBILE, open_to_phones, with_a_phone
from tests.portal.test_signing_up_over_json import CONFIG, Page, pending
from tests.textbox import TextBox
from twofold.directory.models import Person

ADA = "ada@helio.example"
SESSION = "/_allauth/browser/v1/auth/session"


@pytest.fixture
def ada(textbox: TextBox) -> Person:
    open_to_phones()
    return with_a_phone(ADA)


@pytest.fixture
def page() -> Page:
    return Page()


@pytest.mark.usefixtures("ada")
class TestACodeByText:
    def test_is_asked_for_and_brought(self, page: Page, ada: Person, textbox: TextBox) -> None:
        asked = page.call("auth/code/request", phone="912 345 678")
        begun = page.get(SESSION)
        came = page.call("auth/code/confirm", code=textbox.code(MOBILE))

        assert (asked.status_code, pending(asked)) == (401, ["login_by_code"])
        assert (begun.status_code, pending(begun)) == (401, ["login_by_code"])
        assert (came.status_code, page.get(SESSION).status_code) == (200, 200)
        assert page.person_id == str(ada.id)

    def test_is_sent_again_and_the_one_before_holds_no_longer(self, page: Page, textbox: TextBox) -> None:
        page.call("auth/code/request", phone=MOBILE)
        first = textbox.code(MOBILE)
        assert page.call("auth/code/resend").status_code == 200
        second = textbox.code(MOBILE)

        if first != second:
            assert page.call("auth/code/confirm", code=first).status_code == 400
        assert page.call("auth/code/confirm", code=second).status_code == 200

    def test_is_not_sent_a_fourth_time(self, page: Page, textbox: TextBox) -> None:
        page.call("auth/code/request", phone=MOBILE)

        told = [page.call("auth/code/resend").status_code for _ in range(3)]
        refused = page.call("auth/code/request", phone=MOBILE)

        assert told == [200, 200, 429]
        assert refused.status_code == 400
        assert len(textbox.texts(MOBILE)) == 3

    def test_that_is_wrong_says_so_and_after_five_none_is_waited_for(self, page: Page, textbox: TextBox) -> None:
        page.call("auth/code/request", phone=MOBILE)
        wrong = "000000" if textbox.code(MOBILE) != "000000" else "111111"

        told = [page.call("auth/code/confirm", code=wrong) for _ in range(6)]

        assert [answer.status_code for answer in told] == [400] * 5 + [409]
        assert told[0].json()["errors"] == [
            {
                "message": "This is not the code. Look into the newest message.",
                "code": "incorrect_code",
                "param": "code",
            }
        ]
        assert page.call("auth/code/confirm", code=textbox.code(MOBILE)).status_code == 409

    def test_takes_the_place_of_one_by_mail_and_the_other_way_round(
        self, page: Page, textbox: TextBox, mailbox: Mailbox
    ) -> None:
        page.call("auth/code/request", email=ADA)
        page.call("auth/code/request", phone=MOBILE)
        mailed, texted = mailbox.code(ADA), textbox.code(MOBILE)
        assert mailed == texted or page.call("auth/code/confirm", code=mailed).status_code == 400

        page.call("auth/code/request", email=ADA)
        assert mailed == texted or page.call("auth/code/confirm", code=texted).status_code == 400
        assert page.call("auth/code/confirm", code=mailbox.code(ADA)).status_code == 200

    def test_needs_a_number(self, page: Page, textbox: TextBox) -> None:
        for written in ("12", "", "ada@helio.example", None, {"a": 1}):
            refused = page.call("auth/code/request", phone=written)
            assert (refused.status_code, refused.json()["errors"][0]["param"]) == (400, "phone")
        assert textbox.texts() == []

    def test_asks_for_a_proof_of_work_near_a_limit(self, page: Page, textbox: TextBox) -> None:
        for _ in range(3):
            Page().call("auth/code/request", phone=MOBILE)

        refused = page.call("auth/code/request", phone="(912) 345 678").json()

        assert refused["errors"][0]["param"] == "altcha"
        told = page.call("auth/code/request", phone=MOBILE, altcha=solved(refused["data"]["challenge"])).json()
        assert told["errors"][0]["code"] == "too_many_login_attempts"

    def test_is_for_nobody_who_is_there_already(self, page: Page, ada: Person, textbox: TextBox) -> None:
        page.call("auth/code/request", phone=MOBILE)
        code = textbox.code(MOBILE)
        page.force_login(ada)

        assert page.call("auth/code/request", phone=MOBILE).status_code == 409
        assert page.call("auth/code/confirm", code=code).status_code == 409

    def test_is_closed_where_the_site_takes_no_phones(self, page: Page, textbox: TextBox) -> None:
        open_to_phones(methods=["code"])
        assert page.get(CONFIG).json()["data"]["account"]["login_by_phone_enabled"] is False

        assert page.call("auth/code/request", phone=MOBILE).status_code == 403
        assert textbox.texts() == []

    def test_is_open_where_the_site_takes_nothing_but_phones(self, page: Page, textbox: TextBox) -> None:
        open_to_phones(methods=["phone"])
        told = page.get(CONFIG).json()["data"]["account"]
        assert (told["login_by_phone_enabled"], told["login_by_code_enabled"]) == (True, False)

        assert page.call("auth/code/request", email=ADA).status_code == 403
        page.call("auth/code/request", phone=MOBILE)
        assert page.call("auth/code/confirm", code=textbox.code(MOBILE)).status_code == 200
