"""The providers that sign-in pages offer."""

from dataclasses import dataclass
from uuid import UUID

from twofold.access.errors import ProviderNotFound
from twofold.access.models import Provider
from twofold.access.permissions import Permission
from twofold.core.actor import Actor


@dataclass(frozen=True, slots=True)
class ProviderRow:
    """A provider, as the page of the console shows it; never its secret."""

    id: UUID
    key: str
    kind: str
    kind_name: str
    name: str
    client_id: str
    issuer: str
    team: str
    signing_key_id: str
    trusts_addresses: bool
    is_on: bool


def providers(actor: Actor) -> list[ProviderRow]:
    """All of them, those that are on first. One statement."""
    actor.require(Permission.MANAGE_SITES)
    return [_row(one) for one in Provider.objects.order_by("-is_on", "created_at")]


def provider(actor: Actor, provider_id: UUID) -> ProviderRow:
    """One of them. Refuses with `ProviderNotFound`."""
    actor.require(Permission.MANAGE_SITES)
    found = Provider.objects.filter(id=provider_id).first()
    if found is None:
        raise ProviderNotFound(provider_id)
    return _row(found)


def kinds() -> list[tuple[str, str]]:
    """The kinds that there are, with their names."""
    return list(Provider.Kind.choices)


def _row(one: Provider) -> ProviderRow:
    return ProviderRow(
        one.id, one.key, one.kind, Provider.Kind(one.kind).label, one.name, one.client_id, one.issuer, one.team,
        one.signing_key_id, one.trusts_addresses, one.is_on,
    )  # fmt: skip
