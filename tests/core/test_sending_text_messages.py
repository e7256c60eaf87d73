"""Text messages leave through the gateway of the settings, with the change that sends them."""

import pytest
from django.db import transaction
from django.test import override_settings

from tests.textbox import Came, TextBox
from twofold.core import texts
from twofold.core.actor import Actor
from twofold.core.queries.jobs import jobs
from twofold.core.texts import GatewayNotUnderstood, Text, TextNotTaken

ADA = "+351912345678"
HELLO = Text(ADA, "123456 is your code")


class TestAText:
    def test_reaches_the_gateway(self, textbox: TextBox) -> None:
        texts.send(HELLO)

        assert textbox.texts() == [Came(ADA, "123456 is your code")]
        assert textbox.tokens == ["Bearer secret"]

    def test_stays_where_the_change_does_not_happen(self, textbox: TextBox) -> None:
        with transaction.atomic():
            texts.send(HELLO)
            transaction.set_rollback(True)

        assert textbox.texts() == []

    def test_to_nobody_is_dropped(self, textbox: TextBox) -> None:
        texts.send(Text("", "123456"))

        assert textbox.texts() == []

    def test_that_is_not_taken_says_why_and_can_be_sent_again(self, textbox: TextBox) -> None:
        textbox.status = 503
        texts.send(HELLO)

        with pytest.raises(TextNotTaken, match="503"):
            textbox.texts()

        textbox.status = 200
        texts.deliver_text.func(to=ADA, text=HELLO.text)
        assert textbox.texts(ADA) == [Came(ADA, HELLO.text)]

    def test_shows_no_code_among_the_jobs(self) -> None:
        texts.send(HELLO)

        (job,) = jobs(Actor.system("test")).jobs

        assert job.name == "core.deliver_text"
        assert job.arguments == {"to": ADA, "text": "19 characters"}


class TestAGateway:
    @pytest.mark.parametrize(
        ("url", "name"),
        [
            ("twilio://AC735c307c62944b5a9e5c3a1a3c1d5e6f:e29dfbcebf390dee9bea0adf24d0b1dd@15551234567/{to}", "Twilio"),
            ("vonage://abcdef01:secretsecret@15551234567/{to}", "Vonage"),
            ("msgbird://abcdefghij0123456789abcde/15551234567/{to}", "MessageBird"),
            ("sns://AHIAJGNT76XIMXDBIJYA/bu1dHSdO22pfaaVy%2FwmNsdljF4C07D3bndi9PQJ9/us-east-2/{to}", "AWS"),
        ],
    )
    def test_is_any_that_apprise_knows(self, url: str, name: str) -> None:
        with override_settings(SMS_URL=url):
            assert name in texts.gateway_name()

    def test_that_nobody_knows_is_said(self) -> None:
        with override_settings(SMS_URL="nobody://knows/{to}"), pytest.raises(GatewayNotUnderstood):
            texts.gateway_name()

    def test_there_is_none_by_default(self) -> None:
        assert not texts.can_send()
