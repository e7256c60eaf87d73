"""Staff invite into any account, and decide who is let in."""

from uuid import UUID

from tests.console.staff import Staff
from tests.makers import SYSTEM, a_person, an_account, an_administrator
from twofold.access.models import Invitation, JoinRequest
from twofold.core import clock
from twofold.core.unit import unit_of_work


class TestInvitingIntoAnAccount:
    def test_is_shown_sent_again_and_taken_back(self, jana: Staff) -> None:
        with unit_of_work(SYSTEM):
            atlas = an_account(name="Atlas").id
        url = f"/accounts/{atlas}/invitations"
        assert "Nobody is invited" in jana.get(url).content.decode()

        refused = jana.send(f"{url}/new", {"address": "ben", "standing": "member"})
        assert refused.status_code == 422
        jana.post(f"{url}/new", {"address": "ben@globex.example", "standing": "guest"})

        assert "ben@globex.example" in jana.get(url).content.decode()
        with unit_of_work(SYSTEM):
            made = Invitation.objects.get().id
        assert jana.post(f"{url}/{made}/resend").status_code == 429
        jana.post(f"{url}/{made}/revoke")
        assert "Taken back" in jana.get(url).content.decode()


class TestTheQueue:
    def test_is_decided_one_by_one_or_all_at_once(self, jana: Staff) -> None:
        with unit_of_work(SYSTEM):
            atlas = an_account(name="Atlas")
            one, two, three = (
                JoinRequest.objects.create(
                    kind=kind, person=a_person(), account=account, address=f"{kind}@x.example", asked_at=clock.now()
                ).id
                for kind, account in (("sign_up", None), ("join", atlas), ("join", None))
            )
        page = jana.get("/requests").content.decode()
        assert page.count("@x.example") >= 3
        assert jana.ask(f"/requests/{three}/approve").status_code == 200

        jana.post("/requests/approve", {"ids": [str(one), str(two), str(three)]})
        jana.post(f"/requests/{three}/decline", {"reason": "Nobody we know"})

        with unit_of_work(SYSTEM):
            decided = dict(JoinRequest.objects.values_list("id", "decision"))
        assert decided == {one: "approved", two: "approved", three: "declined"}
        assert "Nobody we know" in jana.get("/requests?state=declined").content.decode()


class TestAList:
    def test_is_shown_first_and_then_sent_once(self, jana: Staff) -> None:
        with unit_of_work(SYSTEM):
            atlas = an_account(name="Atlas").id
        url = f"/accounts/{atlas}/invitations/list"
        assert "See what would happen" in jana.get(url).content.decode()

        wanted = {"text": "address,role\nada@globex.example,buyer\nnobody,\n", "standing": "member"}
        page = jana.post(url, wanted).content.decode()
        assert "1 of 2 will be invited." in page
        assert "This is not an e-mail address." in page
        with unit_of_work(SYSTEM):
            assert not Invitation.objects.exists()

        seen = page.partition('name="seen" value="')[2].partition('"')[0]
        for _ in range(2):
            assert "1 of 2 invited." in jana.post(url, wanted | {"seen": seen, "send": "yes"}).content.decode()
        with unit_of_work(SYSTEM):
            assert list(Invitation.objects.values_list("address", "sends")) == [("ada@globex.example", 1)]
        jana.post(url, {"text": "ben@globex.example", "send": "yes"})
        assert "ben@globex.example" in jana.get(f"/accounts/{atlas}/invitations").content.decode()
        assert jana.post(url, {"text": ""}).status_code == 422

    def test_names_a_colleague_who_is_searched_for(self, jana: Staff) -> None:
        with unit_of_work(SYSTEM):
            asked = JoinRequest.objects.create(
                kind="sign_up", person=a_person(), address="kim@x.example", asked_at=clock.now()
            ).id
            ben = an_administrator(a_person(name="Ben Ruiz", email="ben@twofold.example"))
            an_administrator(a_person(name="Bea Ruiz", email="bea@twofold.example"))
        url = f"/requests/{asked}/sponsor"

        assert '<span class="side-count">1</span>' in jana.get("/").content.decode()
        assert "Nobody in particular" in jana.ask(url).content.decode()
        assert jana.post(url, {"q": "ruiz"}).status_code == 422
        jana.post(url, {"q": "ben ruiz"})
        assert sponsor_of(asked) == ben.pk
        jana.post(url, {"q": "ben ruiz", "picked": "nobody"})
        assert sponsor_of(asked) is None


def sponsor_of(request_id: UUID) -> UUID | None:
    with unit_of_work(SYSTEM):
        return JoinRequest.objects.get(id=request_id).sponsor_id
