"""Providers: where else people may sign in."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit
from uuid import UUID

from allauth.socialaccount.models import SocialAccount

from twofold.access.errors import ProviderNotAllowed, ProviderNotFound
from twofold.access.facts import ProviderAdded, ProviderChanged
from twofold.access.models import Provider
from twofold.access.permissions import Permission
from twofold.access.sealing import seal
from twofold.core import ids, unit
from twofold.core.actor import Actor
from twofold.core.facts import record
from twofold.core.verbs import verb

SECRET = "secret of a provider"  # noqa: S105 - a purpose, not a secret
ISSUERS = {
    Provider.Kind.GOOGLE: "https://accounts.google.com",
    Provider.Kind.LINKEDIN: "https://www.linkedin.com/oauth",
}
# Those that hand out only addresses which they have proven themselves.
TRUSTED = {Provider.Kind.GOOGLE, Provider.Kind.APPLE, Provider.Kind.GITHUB}
LONGEST = {"name": 60, "client_id": 500, "secret": 10_000, "issuer": 500, "team": 40, "signing_key_id": 40}
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@verb(Permission.MANAGE_SITES)
def add(actor: Actor, *, kind: str, told: Mapping[str, str]) -> Provider:
    """Let people sign in elsewhere, by a client that was registered there: its `name`, `client_id`, `secret` and so on.

    Each call adds one more. Its key, which stands in the address that answers come back to, never changes.
    """
    if kind not in Provider.Kind.values:
        raise ProviderNotAllowed("kind", "There is no such kind of provider.")
    provider = Provider(
        id=ids.new(), kind=kind, created_at=unit.now(), issuer=ISSUERS.get(Provider.Kind(kind), ""),
        trusts_addresses=kind in TRUSTED,
    )  # fmt: skip
    _put(provider, {"name": Provider.Kind(kind).label} | dict(told))
    if not provider.client_id or not provider.secret:
        field = "secret" if provider.client_id else "client_id"
        raise ProviderNotAllowed(field, "Both are given where the client is registered.")
    provider.key = _free_key(provider.name)
    provider.save(force_insert=True)
    record(ProviderAdded(provider_id=provider.id, key=provider.key, name=provider.name), by=actor)
    return provider


@verb(Permission.MANAGE_SITES)
def edit(actor: Actor, provider_id: UUID, *, told: Mapping[str, str], trusts_addresses: bool | None = None) -> Provider:
    """Change what is told of a provider; an empty secret leaves the one there is. What is so already is no change.

    Refuses another issuer once somebody signs in by it: who is who there is for the one they know to say.
    """
    provider = _lock(provider_id)
    before = provider.__dict__.copy()
    _put(provider, {name: value for name, value in told.items() if name != "secret" or value})
    if provider.issuer != before["issuer"]:
        _check_other_issuer(provider, has_secret=bool(told.get("secret")))
    if trusts_addresses is not None:
        provider.trusts_addresses = trusts_addresses
    changed = sorted(name for name, value in provider.__dict__.items() if before.get(name) != value)
    if changed:
        provider.save()
        record(ProviderChanged(provider_id=provider.id, key=provider.key, fields=changed), by=actor)
    return provider


@verb(Permission.MANAGE_SITES)
def turn(actor: Actor, provider_id: UUID, *, on: bool) -> Provider:
    """Offer it on sign-in pages, or no longer: nobody signs in by it then. The second time nothing happens."""
    provider = _lock(provider_id)
    if provider.is_on != on:
        provider.is_on = on
        provider.save(update_fields=["is_on"])
        record(ProviderChanged(provider_id=provider.id, key=provider.key, fields=["is_on"]), by=actor)
    return provider


def _lock(provider_id: UUID) -> Provider:
    provider = Provider.objects.select_for_update().filter(id=provider_id).first()
    if provider is None:
        raise ProviderNotFound(provider_id)
    return provider


def _put(provider: Provider, told: Mapping[str, str]) -> None:
    for name, value in told.items():
        if name not in LONGEST:
            raise ProviderNotAllowed(name, f"A provider has no {name}.")
        text = value.replace("\0", "").strip()
        if len(text) > LONGEST[name]:
            raise ProviderNotAllowed(name, f"This has at most {LONGEST[name]} characters.")
        setattr(provider, name, seal(text, purpose=SECRET) if name == "secret" and text else text)
    if not provider.name:
        raise ProviderNotAllowed("name", "What shall the button say?")
    if provider.kind == Provider.Kind.OPENID and not _is_issuer(provider.issuer):
        raise ProviderNotAllowed("issuer", "An issuer is an address that begins with https://.")
    if provider.kind == Provider.Kind.APPLE and not (provider.team and provider.signing_key_id):
        raise ProviderNotAllowed("team", "Apple names a team and a key; the secret is the key's file.")


def _check_other_issuer(provider: Provider, *, has_secret: bool) -> None:
    """Neither the people of one issuer nor the secret that was agreed with it become another's."""
    if SocialAccount.objects.filter(provider=provider.key).exists():
        raise ProviderNotAllowed(
            "issuer", "People sign in by this one already. Add the other as a provider of its own."
        )
    if not has_secret:
        raise ProviderNotAllowed("secret", "Give the secret that goes with this issuer.")


def _is_issuer(text: str) -> bool:
    """An https address without a query; on this machine, for trying it out, also http."""
    parts = urlsplit(text)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    return is_safe and bool(parts.hostname) and not (parts.query or parts.fragment or parts.username)


def _free_key(name: str) -> str:
    key = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:30] or "provider"
    taken = set(Provider.objects.filter(key__startswith=key).values_list("key", flat=True))
    return next(one for one in (key, *(f"{key}-{number}" for number in range(2, 1_000))) if one not in taken)
