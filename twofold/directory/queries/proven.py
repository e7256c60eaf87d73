"""Accounts that have proven a domain to be theirs."""

from collections.abc import Collection
from uuid import UUID

from twofold.core.actor import Actor
from twofold.directory.domains import company_domain
from twofold.directory.models import AccountIdentifier
from twofold.directory.queries.visible import accounts_visible_to


def accounts_of_domains(actor: Actor, domains: Collection[str]) -> dict[UUID, str]:
    """The living accounts that have proven one of these domains, with their names. Free mail is nobody's."""
    asked = {company for domain in domains if (company := company_domain(domain))}
    kind = AccountIdentifier.Kind.DOMAIN
    proven = AccountIdentifier.objects.filter(kind=kind, value__in=asked, proven_at__isnull=False)
    accounts = accounts_visible_to(actor).filter(id__in=proven.values("account"))
    return dict(accounts.order_by("name").values_list("id", "name"))
