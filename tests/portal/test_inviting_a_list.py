"""The page where a whole list is invited: sent as a file, seen before anybody is invited, and sent once however often one presses."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.access.organisations import someone
from tests.mailbox import Mailbox
from tests.makers import an_account, nothing_tried
from tests.portal.organisation import Visitor
from twofold.access.models import Invitation
from twofold.directory.models import Account

LIST = "/invitations/list"
SHEET = "E-mail;Rolle;language\nada@globex.example;;\nnobody;;\nben@globex.example;;fr\nben@globex.example;;\n"
HIDDEN = re.compile(r'name="(standing|message|until|seen)" value="([^"]*)"')


@pytest.fixture
def atlas() -> Account:
    nothing_tried()
    return an_account(name="Atlas Dental")


@pytest.fixture
def olga(atlas: Account) -> Visitor:
    return Visitor(someone(atlas, "owner", name="Olga Reis"))


def shown(olga: Visitor, content: bytes) -> str:
    return olga.press(LIST, file=SimpleUploadedFile("list.csv", content), standing="member", message="Come in")


def form(page: str, text: str = SHEET) -> dict[str, str]:
    """What the page with the preview sends back when its button is pressed."""
    return dict(HIDDEN.findall(page)) | {"text": text, "send": "yes"}


class TestAListThatIsSent:
    def test_is_shown_first_with_the_reasons_of_rows_that_will_not_do(self, olga: Visitor, mailbox: Mailbox) -> None:
        page = shown(olga, SHEET.encode())

        assert "2 people will be invited." in page
        assert "2 rows cannot be, and stand first." in page
        assert "This is not an e-mail address." in page
        assert "This address is in the list already, further up." in page
        assert page.index("nobody") < page.rindex("Will be invited")
        assert not Invitation.objects.exists()
        assert not mailbox.letters()

    def test_invites_who_was_shown_and_says_who_was_not(self, olga: Visitor, mailbox: Mailbox) -> None:
        answer = olga.press(LIST, **form(shown(olga, SHEET.encode())))

        assert "2 were not invited" in answer
        assert {letter["To"] for letter in mailbox.letters()} == {"ada@globex.example", "ben@globex.example"}
        assert set(Invitation.objects.values_list("message", "language")) == {("Come in", "en"), ("Come in", "fr")}

    def test_is_sent_once_however_often_one_presses(self, olga: Visitor, mailbox: Mailbox) -> None:
        pressed = form(shown(olga, SHEET.encode()))
        for _ in range(3):
            olga.press(LIST, **pressed)

        assert len(mailbox.letters()) == 2
        assert set(Invitation.objects.values_list("sends", flat=True)) == {1}

    def test_may_come_from_an_older_spreadsheet(self, olga: Visitor) -> None:
        page = shown(olga, "address,group\nada@globex.example,Büro\n".encode("cp1252"))

        assert "There is no group “Büro” that you could give." in page

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("", "There is nobody in this list."),
            ("name,role\nAda,buyer\n", "The list needs a column “address”."),
            ("\n".join(f"p{number}@x.example" for number in range(1_001)), "invite at most 1,000 people"),
        ],
    )
    def test_is_refused_as_a_whole_when_it_is_none(self, olga: Visitor, text: str, reason: str) -> None:
        answer = olga.post(f"/my/organisation{LIST}", {"text": text})

        assert answer.status_code == 422
        assert reason in answer.content.decode()

    def test_gives_nobody_more_than_whoever_sends_it_may_grant(self, atlas: Account) -> None:
        quinn = Visitor(someone(atlas, "admin", name="Quinn"))
        page = quinn.press(LIST, text="address,role\nada@globex.example,owner\n", standing="member")

        assert "There is no role “owner” that you could give." in page
        quinn.press(LIST, text="address,role\nada@globex.example,owner\n", standing="member", send="yes")
        assert not Invitation.objects.exists()
