"""Where anybody signs up, in and out. The names are those that django-allauth looks for."""

from allauth.account import views as account
from django.urls import path
from django.views.generic import RedirectView

from twofold.portal import invited, languages, phone_sign_in, proving, signing_in
from twofold.portal.account.profile import show_photo
from twofold.portal.challenges import challenge
from twofold.portal.hosted import hosted
from twofold.portal.logos import show_logo
from twofold.portal.security.urls import sign_in_urls

to_sign_in = RedirectView.as_view(pattern_name="account_login", query_string=True)
to_addresses = RedirectView.as_view(pattern_name="portal:addresses")

urlpatterns = [
    *sign_in_urls,
    path("sign-in/challenge", hosted(challenge), name="challenge"),
    path("sign-out", hosted(account.logout), name="account_logout"),
    path("sign-up", hosted(account.signup), name="account_signup"),
    path("language", hosted(languages.choose), name="language"),
    path("sign-in", hosted(signing_in.sign_in), name="account_login"),
    path("sign-in/code", hosted(invited.type_code), name="account_confirm_login_code"),
    path("sign-in/phone", hosted(phone_sign_in.bring), name="account_phone_code"),
    path("sign-in/code/<str:key>", hosted(proving.bring_code), name="account_code_link"),
    path("sign-in/again", hosted(to_sign_in), name="account_request_login_code"),
    path("sign-in/inactive", hosted(account.account_inactive), name="account_inactive"),
    path("sign-in/terms", hosted(signing_in.accept_terms), name="account_terms"),
    path("sign-in/questions", hosted(signing_in.answer), name="account_questions"),
    path("sign-up/confirm", hosted(account.email_verification_sent), name="account_email_verification_sent"),
    path("confirm/<str:key>", hosted(proving.confirm_address), name="account_confirm_email"),
    path("password", hosted(account.password_reset), name="account_reset_password"),
    path("password/code", hosted(account.confirm_password_reset_code), name="account_confirm_password_reset_code"),
    path("password/new", hosted(account.complete_password_reset), name="account_complete_password_reset"),
    path("password/done", hosted(to_sign_in), name="account_password_reset_completed"),
    path("addresses", hosted(to_addresses), name="account_email"),
    path("photos/<uuid:photo_id>", hosted(show_photo, signed_in=True), name="photo"),
    path("logos/<slug:digest>.png", show_logo, name="logo"),
    path("terms/<slug:key>", hosted(signing_in.read_terms), name="account_terms_text"),
]
