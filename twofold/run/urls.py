"""Every address, by door."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from twofold.run import views

urlpatterns = [
    # The console comes last: its hundreds of addresses are not looked at for one of a customer's.
    path("my/", include("twofold.portal.urls")),
    path("_allauth/", include("twofold.portal.json_urls")),
    path("", include("twofold.portal.sign_in_urls")),
    path("", include("twofold.portal.elsewhere_urls")),
    path("", include("twofold.portal.invited_urls")),
    path("", include("twofold.console.urls")),
    path("healthz", login_not_required(views.health), name="health"),
]
if settings.DEBUG:
    from twofold.look.views import gallery

    urlpatterns.append(path("look", login_not_required(gallery), name="look"))
handler400 = "twofold.run.views.not_understood"
handler403 = "twofold.run.views.forbidden"
handler404 = "twofold.run.views.not_found"
handler429 = "twofold.run.views.too_much"  # django-allauth asks for it
handler500 = "twofold.run.views.failed"
