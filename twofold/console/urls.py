"""The console's addresses. Everything here is for staff, see `run.middleware`."""

from django.urls import include, path

app_name = "console"
urlpatterns = [
    path("", include("twofold.console.directory_urls")),
    path("", include("twofold.console.import_urls")),
    path("", include("twofold.console.running_urls")),
    path("", include("twofold.console.access_urls")),
]
