"""The addresses below /my/security, and those of signing in with more than a password."""

from django.urls import path

from twofold.portal.hosted import hosted
from twofold.portal.security import (
    logins,
    overview,
    passkey_sign_in,
    passkeys,
    password,
    second_step,
    step_up,
    two_step,
)

urlpatterns = [
    path("", overview.overview, name="security"),
    path("/confirm", hosted(step_up.confirm, signed_in=True), name="step_up"),
    path("/password", hosted(password.password, signed_in=True), name="password"),
    path("/passkeys", passkeys.listed, name="passkeys"),
    path("/passkeys/add", hosted(passkeys.add, signed_in=True), name="passkey_add"),
    path("/passkeys/<uuid:passkey_id>/rename", passkeys.rename, name="passkey_rename"),
    path("/passkeys/<uuid:passkey_id>/remove", passkeys.remove, name="passkey_remove"),
    path("/logins", logins.listed, name="logins"),
    path("/logins/<slug:key>/connect", hosted(logins.connect, signed_in=True), name="login_connect"),
    path("/logins/<int:login_id>/disconnect", logins.disconnect, name="login_disconnect"),
    path("/two-step", two_step.two_step, name="two_step"),
    path("/two-step/app", hosted(two_step.add_app, signed_in=True), name="app_add"),
    path("/two-step/app/remove", two_step.remove_app, name="app_remove"),
    path("/two-step/codes", two_step.codes, name="codes"),
    path("/two-step/browsers/<uuid:browser_id>/end", two_step.distrust, name="browser_distrust"),
    path("/two-step/browsers/end", two_step.distrust_all, name="browsers_distrust"),
    path("/devices", overview.devices, name="devices"),
    path("/devices/<int:session_id>/end", overview.end_session, name="session_end"),
    path("/devices/end-others", overview.end_others, name="sessions_end"),
    path("/devices/end-all", hosted(overview.end_all, signed_in=True), name="sessions_end_all"),
]

sign_in_urls = [
    path("sign-in/passkey", hosted(passkey_sign_in.sign_in), name="passkey_sign_in"),
    path("sign-in/passkey/options", hosted(passkey_sign_in.options), name="passkey_options"),
    path("sign-in/second-step", hosted(second_step.second_step), name="mfa_authenticate"),
]
