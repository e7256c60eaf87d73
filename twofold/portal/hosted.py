"""Pages of django-allauth that we host."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponseBase

from twofold.core.actor import Actor
from twofold.core.unit import unit_of_work

View = Callable[..., HttpResponseBase]


def hosted(view: View, *, signed_in: bool = False) -> View:
    """Let anybody open it (with `signed_in`, any person who has signed in, be they staff or customer).

    It runs as Twofold itself: these views act on the person of the session alone, and on tables that no customer may touch.
    """

    @wraps(view)
    def opened(*args: Any, **kwargs: Any) -> HttpResponseBase:
        with unit_of_work(Actor.system("sign-in")):
            return view(*args, **kwargs)

    opened.login_required = signed_in  # type: ignore[attr-defined]  # read by run.middleware
    opened.is_hosted = True  # type: ignore[attr-defined]
    return opened
