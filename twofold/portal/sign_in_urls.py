"""Where anybody signs up, in and out. The names are those that django-allauth looks for."""

from allauth.account import views as account
from django.urls import path

from twofold.portal import languages
from twofold.portal.challenges import challenge
from twofold.portal.hosted import hosted

urlpatterns = [
    path("sign-in/challenge", hosted(challenge), name="challenge"),
    path("sign-in", hosted(account.login), name="account_login"),
    path("sign-out", hosted(account.logout), name="account_logout"),
    path("sign-up", hosted(account.signup), name="account_signup"),
    path("language", hosted(languages.choose), name="language"),
]
