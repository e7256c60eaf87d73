"""Where links of invitations lead. Anybody may open them; nobody comes in by opening one."""

from django.urls import path

from twofold.portal import invited
from twofold.portal.hosted import hosted

urlpatterns = [path("invitation/<str:token>", hosted(invited.invitation), name="invitation")]
