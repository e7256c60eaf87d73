"""django-allauth counts tries in a cache, by reading and writing back; here it counts by `access.limits`.

It has no setting for that, so its two functions are replaced when the application starts, and a test notices if they are
called otherwise one day. Which actions have which limits stays its setting, `ACCOUNT_RATE_LIMITS`.
"""

from typing import Any

from allauth.core.exceptions import RateLimited
from allauth.core.internal import ratelimit
from django.http import HttpRequest

from twofold.access import limits
from twofold.access.limits import Rate


def consume(
    request: HttpRequest, *, app: str, action: str, config: dict[str, str] | None = None, key: Any = None, user: Any = None,
    dry_run: bool = False, limit_get: bool = False, raise_exception: bool = False,
) -> bool:  # fmt: skip
    """Count a try, with `dry_run` only look. False if there is no room."""
    if request.method == "GET" and not limit_get:
        return True
    rates = rates_of(request, app=app, action=action, config=config, key=key, user=user)
    if not rates or (limits.have_room(rates) if dry_run else limits.spend(rates)):
        return True
    if raise_exception:
        raise RateLimited
    return False


def clear(
    request: HttpRequest,
    *,
    app: str,
    action: str,
    config: dict[str, str] | None = None,
    key: Any = None,
    user: Any = None,
) -> None:
    """Begin anew."""
    limits.clear([rate.key for rate in rates_of(request, app=app, action=action, config=config, key=key, user=user)])


def install() -> None:
    """Let django-allauth count like this."""
    ratelimit.consume = consume  # type: ignore[assignment]
    ratelimit.clear = clear


def rates_of(
    request: HttpRequest,
    *,
    app: str,
    action: str,
    config: dict[str, str] | None = None,
    key: Any = None,
    user: Any = None,
) -> list[Rate]:
    """The limits of an action, for this request."""
    return [
        Rate(
            ratelimit.get_cache_key(request, app=app, action=action, rate=rate, key=key, user=user).removeprefix(
                "allauth:rl:"
            ),
            rate.amount,
            rate.duration,
        )
        for rate in ratelimit.get_rates(app=app, action=action, config=config)
    ]
