"""Connected logins: what one has elsewhere and signs in with here."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from twofold.access.adapters import connecting
from twofold.access.adapters.circumstances import here_of
from twofold.access.adapters.step_up import needs_step_up
from twofold.access.errors.security import LoginNotFound
from twofold.access.passkeys import Party
from twofold.access.queries.logins import can_part_with, logins_offered
from twofold.access.verbs import connections
from twofold.portal.departing import departing
from twofold.portal.here import actor_of, site_of
from twofold.portal.security.overview import draw, seen


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Those one has, and those one could connect."""
    security = seen(request)
    has = {one.provider for one in security.logins}
    more = [one for one in logins_offered(site_of(request)) if one.key not in has]
    return draw(request, "logins", security=security, more=more)


@require_POST
@needs_step_up
@departing
def connect(request: HttpRequest, key: str) -> HttpResponseBase:
    """Go to a provider; whoever one turns out to be there is who signs in here."""
    return connecting.begin(request, key)


@needs_step_up
def disconnect(request: HttpRequest, login_id: int) -> HttpResponse:
    """Ask, then disconnect one. The last way in stays, and the page says what to do first."""
    login = next((one for one in seen(request).logins if one.id == login_id), None)
    if login is None:
        raise LoginNotFound(login_id)
    if request.method == "POST":
        name = connections.disconnect(actor_of(request), login_id, here=here_of(request))
        messages.success(request, _("%(name)s was disconnected.") % {"name": name})
        return redirect("portal:logins")
    site = site_of(request)
    can_part = can_part_with(actor_of(request), login_id, site=site)
    return draw(request, "login_disconnect", login=login, can_part=can_part, party=Party.of(site))
