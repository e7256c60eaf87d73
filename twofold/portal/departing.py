"""Going to another site after a form was sent."""

from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from twofold.portal.hosted import View


def departing(view: View) -> View:
    """Lead to the other site by a page that goes there by itself.

    A redirect would not do: our pages' policy lets a form lead to this site alone (`form-action 'self'`), and browsers hold the
    redirects after it to that, too.
    """

    @wraps(view)
    def departed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer = view(request, *args, **kwargs)
        there = answer.headers.get("Location", "")
        if not urlsplit(there).netloc:
            return answer
        page = render(request, "socialaccount/departing.html", {"there": there, "host": urlsplit(there).hostname})
        page.headers["Refresh"] = f"0; url={there}"
        return page

    return departed
