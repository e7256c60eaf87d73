"""What somebody might put into a site's logo, sender and texts to reach those who look at its pages and get its letters."""

import time

import pytest
from django.test import Client

from tests.console.staff import Staff, text
from tests.console.test_arranging_sites import FORM, the_site
from tests.console.test_dressing_sites import logos, sent
from tests.mailbox import Mailbox, text_of
from tests.makers import SYSTEM
from tests.pictures import SVG, a_bomb, a_logo
from twofold.access import letters
from twofold.access.sites import site_at
from twofold.core.unit import unit_of_work

ADA = "ada@helio.example"
HTML = '<img src=x onerror="alert(1)"><a href="https://evil.example">Sign in here</a>'
LINES = (
    "\r\nBcc: everybody@example.com",
    "\nBcc: everybody@example.com",
    "\u2028Bcc: x@example.com",
    "\x00",
    "\u202eoileH",
)


class TestALogo:
    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("logo.svg", SVG),
            ("logo.png", SVG),
            ("logo.png", b"GIF89a" + bytes(40)),
            ("logo.png", b"<html><script>alert(1)</script>"),
            ("logo.png", a_logo()[:200]),
            ("logo.png", b"\x89PNG\r\n\x1a\n"),
            ("logo.png", a_bomb()),
            ("logo.png", a_bomb(width=100_000_000, height=1)),
            ("logo.png", a_logo() + bytes(2_000_000)),
        ],
        ids=[
            "svg with a script",
            "svg as png",
            "gif",
            "page",
            "cut off",
            "head only",
            "bomb",
            "long bomb",
            "too many bytes",
        ],
    )
    def test_is_a_picture_or_nothing(self, jana: Staff, name: str, content: bytes) -> None:
        began = time.process_time()
        answer = jana.post(f"/sites/{the_site().id}", FORM | {"logo": sent(content, name)})
        preview = jana.post(f"/sites/{the_site().id}/preview", FORM | {"logo": sent(content, name)})

        assert answer.status_code == 422
        assert preview.status_code == 200
        assert "data:image" not in text(preview)
        assert time.process_time() - began < 5
        assert logos() == []

    def test_carries_nothing_behind_its_pixels(self, jana: Staff) -> None:
        jana.post(f"/sites/{the_site().id}", FORM | {"logo": sent(a_logo() + b"<script>alert(1)</script>")})

        content = Client().get(f"/logos/{logos()[0].digest}.png").content
        assert b"script" not in content
        assert b"designer" not in content


class TestASender:
    @pytest.mark.parametrize("field", ["sender_name", "sender_address", "reply_to"])
    @pytest.mark.parametrize("line", LINES)
    def test_adds_no_header(self, jana: Staff, mailbox: Mailbox, field: str, line: str) -> None:
        begun = "Helio" if field == "sender_name" else "a@helio.example"
        answer = jana.post(f"/sites/{the_site().id}", FORM | {field: f"{begun}{line} and more"})

        assert answer.status_code in {400, 422}
        assert getattr(the_site(), field) == ""

    @pytest.mark.parametrize(
        "address",
        [
            "a@helio.example, b@helio.example",
            "Helio <a@helio.example>",
            '"a b"@helio.example',
            "a@helio.example;b@helio.example",
            "a(comment)@helio.example",
            "a@",
            "@helio.example",
            f"{'a' * 250}@helio.example",
        ],
    )
    def test_is_one_address_and_nothing_beside_it(self, jana: Staff, address: str) -> None:
        for field in ("sender_address", "reply_to"):
            assert jana.post(f"/sites/{the_site().id}", FORM | {field: address}).status_code == 422

    def test_is_quoted_however_it_is_called(self, jana: Staff, mailbox: Mailbox) -> None:
        jana.post(f"/sites/{the_site().id}", FORM | {"sender_name": 'Helio" <boss@evil.example>, "x'})
        with unit_of_work(SYSTEM):
            letters.post("login_code", to=ADA, site=site_at("testserver"), code="1")

        sender = mailbox.letter(ADA)["From"]
        assert [one.addr_spec for one in sender.addresses] == ["twofold@localhost"]


class TestTheTexts:
    @pytest.mark.parametrize(
        "link",
        [
            "javascript:alert(1)",
            "JavaScript:alert(1)//https://helio.example",
            "data:text/html,<script>alert(1)</script>",
            "http://helio.example",
            "//evil.example",
            "/sign-out",
            "https://helio.example@evil.example/",
            'https://helio.example/"onmouseover="alert(1)',
            "https://helio.example/ javascript:alert(1)",
            "https://",
        ],
    )
    def test_link_to_nothing_but_pages(self, jana: Staff, link: str) -> None:
        answer = jana.post(f"/sites/{the_site().id}", FORM | {"texts.en.privacy": link})

        assert answer.status_code == 422
        assert "https://" in text(answer)
        assert the_site().texts == {}

    def test_are_text_whatever_they_look_like(self, jana: Staff, mailbox: Mailbox) -> None:
        said = ("sign_in_heading", "sign_in_lead", "support", "greeting", "footer")
        begun = {"sign_in_heading": HTML[:60], "greeting": HTML[:60]}
        jana.post(
            f"/sites/{the_site().id}",
            FORM | {f"texts.en.{name}": begun.get(name, HTML + " javascript:alert(2)") for name in said},
        )
        with unit_of_work(SYSTEM):
            letters.post("login_code", to=ADA, site=site_at("testserver"), code="1")

        for shown in (text(Client().get("/sign-in")), text_of(mailbox.letter(ADA), "html")):
            assert "<img src=x" not in shown
            assert "&lt;img src=x" in shown
            assert '<a href="https://evil.example">Sign in here' not in shown
            assert 'href="javascript' not in shown

    def test_are_no_templates(self, jana: Staff) -> None:
        jana.post(f"/sites/{the_site().id}", FORM | {"texts.en.sign_in_lead": "{{ settings.SECRET_KEY }}{% debug %}"})

        assert "{{ settings.SECRET_KEY }}{% debug %}" in text(Client().get("/sign-in"))

    def test_are_for_languages_there_are(self, jana: Staff) -> None:
        jana.post(f"/sites/{the_site().id}", FORM | {"texts.xx.sign_in_heading": "Hello", "texts.en.nonsense": "x"})

        assert the_site().texts == {}


def test_a_purpose_is_text_whatever_it_looks_like(jana: Staff) -> None:
    jana.post("/purposes/new", {"key": "news", "name.en": "<b>News</b>", "sentence.en": "<script>alert(1)</script>"})
    jana.post(f"/sites/{the_site().id}", FORM | {"purpose": ["news"]})

    page = text(Client().get("/sign-up"))

    assert "&lt;b&gt;News&lt;/b&gt;" in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page


@pytest.mark.parametrize("path", ["", "/trial", "/preview"])
def test_nobody_dresses_a_site_outside_admin_mode(jana: Staff, path: str) -> None:
    jana.post("/admin-mode/end")

    answer = jana.post(f"/sites/{the_site().id}{path}", FORM | {"sender_address": "x@evil.example"})

    assert answer.status_code == 403
    assert the_site().sender_address == ""
