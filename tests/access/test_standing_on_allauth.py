"""What we use of django-allauth that it does not promise: whoever takes a newer version learns here what has changed."""

import inspect

import pytest
from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.stages import LoginStage
from allauth.core.internal.cryptokit import compare_user_code
from allauth.core.internal.httpkit import headed_redirect_response
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from allauth.usersessions.models import UserSession
from django.urls import NoReverseMatch, reverse

pytestmark = pytest.mark.no_database


@pytest.mark.parametrize(
    ("used", "as_we_call_it"),
    [
        (login_stage_required, ["stage", "redirect_urlname"]),
        (perform_login, ["request", "login"]),
        (record_authentication, ["request", "user", "method", "extra_data"]),
        (headed_redirect_response, ["viewname", "query"]),
        (compare_user_code, ["actual", "expected"]),
        (hotp_value, ["secret", "counter"]),
        (format_hotp_value, ["value"]),
        (generate_totp_secret, ["length"]),
        (RecoveryCodes.validate_code, ["self", "code"]),
        (RecoveryCodes.generate_seed, []),
        (LoginStage.exit, ["self"]),
    ],
)
def test_is_called_as_before(used: object, as_we_call_it: list[str]) -> None:
    assert callable(used)
    assert list(inspect.signature(used).parameters) == as_we_call_it


def test_the_code_of_an_app_is_that_of_the_standard() -> None:
    """RFC 4226, appendix D."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

    assert [format_hotp_value(hotp_value(secret, at)) for at in range(3)] == ["755224", "287082", "359152"]


def test_a_login_takes_whom_and_where_to() -> None:
    assert {"user", "redirect_url"} <= set(inspect.signature(Login).parameters)


def test_sessions_have_the_columns_that_we_write() -> None:
    columns = {field.column for field in UserSession._meta.get_fields() if hasattr(field, "column")}

    assert columns == {"id", "user_id", "created_at", "ip", "last_seen_at", "session_key", "user_agent", "data"}


@pytest.mark.parametrize("view", ["mfa_login_webauthn", "mfa_signup_webauthn", "mfa_add_webauthn", "mfa_trust"])
def test_its_own_passkeys_have_no_page(view: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(view)
