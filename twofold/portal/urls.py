"""The portal's addresses. Everything here is for customers, who are themselves or act in one of their accounts."""

from django.urls import include, path

from twofold.portal import acting, contexts, home

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("", include("twofold.portal.joining_urls")),
    path("security", include("twofold.portal.security.urls")),
    path("organisation", include("twofold.portal.organisation.urls")),
    path("account", include("twofold.portal.account.urls")),
    path("acting/end", acting.end, name="acting_end"),
    path("context", contexts.switch, name="context"),
    path("contexts", contexts.listed, name="contexts"),
]
