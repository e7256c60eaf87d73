"""Staff invite into any account, and decide who is let in."""

from tests.console.staff import Staff
from tests.makers import SYSTEM, a_person, an_account
from twofold.core import clock
from twofold.core.unit import unit_of_work


class TestInvitingIntoAnAccount:
    def test_is_shown_sent_again_and_taken_back(self, jana: Staff) -> None:
        from twofold.access.models import Invitation

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
        from twofold.access.models import JoinRequest

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
