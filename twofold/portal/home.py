"""The first page of the portal: what waits for this person, as whom they are here."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from twofold.portal.page import page


def home(request: HttpRequest) -> HttpResponse:
    """What there is in this context."""
    return render(request, "portal/home.html", page(request))
