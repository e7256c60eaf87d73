"""Where links of invitations lead, and where sign-ups wait. Anybody may open them; nobody comes in by opening one."""

from django.urls import path

from twofold.portal import invited
from twofold.portal.hosted import hosted

urlpatterns = [
    path("invitation", hosted(invited.begun), name="invited"),
    path("invitation/<str:token>", hosted(invited.invitation), name="invitation"),
    path("sign-in/waiting", hosted(invited.wait), name="account_waiting"),
]
