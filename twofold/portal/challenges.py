"""Where a browser gets the work it has to prove."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from twofold.access.adapters import challenges


@never_cache
@require_GET
def challenge(request: HttpRequest) -> HttpResponse:
    """A challenge as ALTCHA writes it. Nothing is kept for it."""
    return JsonResponse(challenges.made())
