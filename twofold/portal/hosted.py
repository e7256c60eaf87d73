"""Pages of django-allauth that we host."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.template.response import SimpleTemplateResponse

from twofold.access.adapters.visitors import notice
from twofold.core.actor import Actor
from twofold.core.unit import unit_of_work

View = Callable[..., HttpResponseBase]


def hosted(view: View, *, signed_in: bool = False) -> View:
    """Let anybody open it (with `signed_in`, any person who has signed in, be they staff or customer).

    It runs as Twofold itself: these views act on the person of the session alone, and on tables that no customer may touch.
    A refusal that leaves the view takes back all that it did; an answer that says no keeps what counted the try.
    """

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        notice(request)
        with unit_of_work(Actor.system("sign-in")):
            response = view(request, *args, **kwargs)
            if isinstance(response, SimpleTemplateResponse):
                (response.context_data or {}).pop("site", None)  # ours is the site of the request
                response.render()
            return response

    opened.login_required = signed_in  # type: ignore[attr-defined]  # read by run.middleware
    opened.is_hosted = True  # type: ignore[attr-defined]
    return opened
