"""Every address there is, as the resolver knows them: one that is added tomorrow is attacked tomorrow."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter, SlugConverter, StringConverter, UUIDConverter

SOME = {
    UUIDConverter: "019a0000-0000-7000-8000-000000000000",
    IntConverter: 2**62,
    SlugConverter: "person",
    StringConverter: "anything",
}
OPEN = {
    "socialaccount_connections",
    "socialaccount_login_error",
    "socialaccount_login_cancelled",
    "socialaccount_signup",
    "openid_connect_login",
    "openid_connect_callback",
    "apple_login",
    "apple_callback",
    "apple_finish_callback",
    "facebook_login",
    "facebook_callback",
    "facebook_login_by_token",
    "github_login",
    "github_callback",
    "microsoft_login",
    "microsoft_callback",
    "account_login",
    "mfa_authenticate",
    "passkey_options",
    "passkey_sign_in",
    "account_logout",
    "account_signup",
    "challenge",
    "config",
    "confirm_login_code",
    "current_session",
    "health",
    "logo",
    "account_waiting",
    "login",
    "request_login_code",
    "request_password_reset",
    "resend_email_verification_code",
    "resend_login_code",
    "reset_password",
    "second_step",
    "signup",
    "verify_email",
    "invitation",
    "invited",
    "language",
    "account_code_link",
    "account_complete_password_reset",
    "account_confirm_email",
    "account_confirm_login_code",
    "account_confirm_password_reset_code",
    "account_email",
    "account_email_verification_sent",
    "account_inactive",
    "account_password_reset_completed",
    "account_phone_code",
    "account_questions",
    "account_request_login_code",
    "account_reset_password",
    "account_terms",
    "account_terms_text",
}


def addresses() -> dict[str, str]:
    """The path of each name, with some value for each parameter."""
    return dict(_walk(get_resolver().url_patterns, "/"))


def closed() -> dict[str, str]:
    """Those for which one has to be signed in."""
    return {name: path for name, path in addresses().items() if name not in OPEN}


def of_staff() -> dict[str, str]:
    """Those that are not for customers."""
    return {name: path for name, path in closed().items() if path != "/" and not path.startswith(("/my/", "/photos/"))}


def _walk(patterns: list[URLPattern | URLResolver], above: str) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        path = above + str(pattern.pattern)
        for name, converter in pattern.pattern.converters.items():
            kinds = {type(converter): ""}
            path = _filled(path, name, str(SOME[next(iter(kinds))]))
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, path)
        else:
            name = pattern.name or path
            yield f"portal:{name}" if path.startswith("/my/") else name, path


def _filled(path: str, name: str, value: str) -> str:
    start, _, rest = path.partition("<")
    inside, _, after = rest.partition(">")
    if inside.rpartition(":")[2] == name:
        return start + value + after
    return f"{start}<{inside}>{_filled(after, name, value)}"
