"""Providers: where else people may sign in."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from twofold.access import providers as queries
from twofold.access.providers import ProviderRow
from twofold.access.verbs import providers as verbs
from twofold.console.answers import moved
from twofold.console.page import ConsoleRequest, page
from twofold.core import links
from twofold.core.refusals import Refusal

TOLD = ("name", "client_id", "secret", "issuer", "team", "signing_key_id")
# What a kind needs beside a client and its secret, and what it calls that.
ASKS = {
    "apple": {"team": "Team ID", "signing_key_id": "Key ID"},
    "microsoft": {"team": "Tenant"},
    "openid": {"issuer": "Issuer"},
}
HINTS = {
    "google": "Google Cloud console, Credentials, OAuth client ID of a web application.",
    "microsoft": "Entra admin centre, App registrations. Without a tenant, anybody with a Microsoft account.",
    "apple": "The client ID is the Services ID, the secret is the text of the key's .p8 file.",
    "facebook": "Meta for Developers, Facebook Login. Ask for the permission email.",
    "linkedin": "LinkedIn Developers, product Sign In with LinkedIn using OpenID Connect.",
    "github": "GitHub, Developer settings, OAuth Apps.",
    "openid": "Any issuer that publishes /.well-known/openid-configuration below its address.",
}


def providers(request: ConsoleRequest) -> HttpResponse:
    """All of them."""
    return page(
        request, "access/providers.html", {"providers": queries.providers(request.actor), "kinds": queries.kinds()}
    )


def create(request: ConsoleRequest) -> HttpResponse:
    """Add one of a kind."""
    kind = request.POST.get("kind", "") or request.GET.get("kind", "openid")
    if request.method != "POST":
        return _ask(request, kind, dict.fromkeys(TOLD, ""))
    try:
        made = verbs.add(request.actor, kind=kind, told=_told(request))
    except Refusal as refusal:
        return _ask(request, kind, _told(request) | {"secret": ""}, refusal=refusal)
    return moved(request, reverse("console:provider", args=[made.id]), f"{made.name} is on the sign-in pages.")


def provider(request: ConsoleRequest, provider_id: UUID) -> HttpResponse:
    """One of them, and where its answers come back to."""
    row = queries.provider(request.actor, provider_id)
    if request.method != "POST":
        return _ask(request, row.kind, {name: getattr(row, name, "") for name in TOLD}, row=row)
    trusts = "trusts_addresses" in request.POST
    try:
        verbs.edit(request.actor, provider_id, told=_told(request), trusts_addresses=trusts)
    except Refusal as refusal:
        return _ask(request, row.kind, _told(request) | {"secret": ""}, row=row, refusal=refusal)
    return moved(request, reverse("console:providers"), f"{row.name} is as you want it.")


@require_POST
def turn(request: ConsoleRequest, provider_id: UUID, *, on: bool) -> HttpResponse:
    """Offer it, or no longer."""
    turned = verbs.turn(request.actor, provider_id, on=on)
    said = f"{turned.name} is on the sign-in pages." if on else f"Nobody signs in with {turned.name} any more."
    return moved(request, reverse("console:providers"), said)


def _told(request: ConsoleRequest) -> dict[str, str]:
    return {name: request.POST[name] for name in TOLD if name in request.POST}


def _ask(
    request: ConsoleRequest,
    kind: str,
    values: dict[str, str],
    *,
    row: ProviderRow | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    about = str(refusal.data.get("field", "")) if refusal else ""
    kinds = dict(queries.kinds())
    kind = kind if kind in kinds else "openid"
    context = {
        "kind": kind,
        "kind_name": kinds[kind],
        "kinds": kinds.items(),
        "hint": HINTS[kind],
        "asks": [(name, label, values.get(name, "")) for name, label in ASKS.get(kind, {}).items()],
        "values": values,
        "row": row,
        "comes_back": _comes_back(row) if row else "",
        "errors": {about: refusal.message} if refusal and about else {},
        "refusal": refusal.message if refusal and not about else "",
    }
    return page(request, "access/provider.html", context, status=422 if refusal else 200)


def _comes_back(row: ProviderRow) -> str:
    """The address to register there."""
    if row.kind in {"openid", "google", "linkedin"}:
        return links.to("openid_connect_callback", row.key)
    return links.to(f"{row.kind}_callback")
