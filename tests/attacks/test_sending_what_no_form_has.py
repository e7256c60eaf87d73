"""What a form of ours would never send: ids that are none, days that are not in the calendar, numbers that only look like some."""

import pytest

from tests.access.organisations import someone
from tests.console.staff import Staff
from tests.makers import a_person, an_account, an_administrator
from tests.portal.organisation import Visitor
from twofold.access.models import Invitation, Seat
from twofold.core import clock
from twofold.directory.models import Account

NO_IDS = ("x", "1", "00000000-0000-0000-0000-00000000000g", "'--")
NO_DAYS = ("2026-02-30", "2026-13-01", "tomorrow", "9999999-01-01")


@pytest.fixture
def atlas() -> Account:
    return an_account(name="Atlas")


@pytest.fixture
def olga(atlas: Account) -> Visitor:
    return Visitor(someone(atlas, "owner", name="Olga Reis"), raise_request_exception=False)


@pytest.fixture
def jana() -> Staff:
    client = Staff(raise_request_exception=False)
    client.person = an_administrator(a_person(name="Jana", email="jana@twofold.example"))
    client.force_login(client.person)
    client.enter_admin_mode()
    client.prove()
    return client


class TestACustomer:
    @pytest.mark.parametrize("account", NO_IDS)
    def test_acts_in_no_such_account(self, olga: Visitor, account: str) -> None:
        assert olga.post("/my/context", {"account": account}).status_code == 404

    @pytest.mark.parametrize("day", NO_DAYS)
    def test_invites_nobody_until_no_such_day(self, olga: Visitor, day: str) -> None:
        answer = olga.post(
            "/my/organisation/invitations/new", {"addresses": "a@b.example", "standing": "guest", "until": day}
        )

        assert answer.status_code == 422
        assert "Choose a day within the next three years." in answer.content.decode()
        assert not Invitation.objects.exists()

    @pytest.mark.parametrize("day", NO_DAYS)
    def test_keeps_no_guest_until_no_such_day(self, olga: Visitor, atlas: Account, day: str) -> None:
        guest = someone(atlas, standing="guest")
        Seat.objects.create(membership=guest, expires_at=clock.now().replace(microsecond=0))

        page = olga.press(f"/guests/{guest.id}/keep", until=day)

        assert "Choose a day within the next three years." in page
        assert Seat.objects.get(membership=guest).reviewed_at is None

    @pytest.mark.parametrize("page", ["/my/organisation/activity", "/my/account/activity"])
    def test_looks_before_no_such_number(self, olga: Visitor, page: str) -> None:
        assert olga.get(page, {"before": "²", "after": "³"}).status_code == 200


class TestAMemberOfStaff:
    @pytest.mark.parametrize("role", NO_IDS)
    def test_gives_no_such_role(self, jana: Staff, role: str) -> None:
        colleague = an_administrator(a_person(name="Ben"))

        assert jana.post(f"/staff/{colleague.id}", {"role": [role]}).status_code == 422

    @pytest.mark.parametrize("role", NO_IDS)
    def test_invites_as_no_such_role(self, jana: Staff, role: str) -> None:
        answer = jana.post("/staff/invite", {"email": "new@twofold.example", "name": "New", "role": [role]})

        assert answer.status_code == 422
        assert "There is no such role." in answer.content.decode()
