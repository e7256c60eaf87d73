"""A person's logins elsewhere, and those that a site offers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.socialaccount.models import SocialAccount

from twofold.access import ways_in
from twofold.access.flows import Method
from twofold.access.models import Provider
from twofold.access.sites import SiteHere
from twofold.core.actor import Actor
from twofold.core.unit import unit_of_work
from twofold.directory.queries.selves import person_behind

SYSTEM = Actor.system("access")
CALLED = ("email", "mail", "userPrincipalName", "login", "name")  # how providers tell whom they know, the best first


@dataclass(frozen=True, slots=True)
class Login:
    """A login elsewhere: at which provider, as whom it is known there (an address where it told one), and since when it is here.

    `is_offered` says whether one can sign in with it at the moment.
    """

    id: int
    provider: str
    name: str
    address: str
    since: datetime
    is_offered: bool


@dataclass(frozen=True, slots=True)
class Offered:
    """A provider that one can sign in with at a site."""

    key: str
    name: str


def logins_of(person_id: UUID) -> tuple[Login, ...]:
    """All of a person's, the oldest first. Two statements."""
    found = list(SocialAccount.objects.filter(user=person_id).order_by("date_joined", "pk"))
    providers = {one.key: one for one in Provider.objects.filter(key__in={one.provider for one in found})}
    return tuple(_login(one, providers.get(one.provider)) for one in found)


def shown(account: SocialAccount) -> Login:
    """One of them."""
    return _login(account, Provider.objects.filter(key=account.provider).first())


def logins_offered(site: SiteHere) -> tuple[Offered, ...]:
    """What one can sign in with at a site, in the order of its sign-in page. One statement at most."""
    if Method.ELSEWHERE not in site.flow.methods:
        return ()
    with unit_of_work(SYSTEM):
        found = Provider.objects.filter(is_on=True).order_by("created_at")
        return tuple(Offered(one.key, one.name) for one in found)


def can_part_with(actor: Actor, login_id: int, *, site: SiteHere) -> bool:
    """Whether the actor still signs in at the site without this login."""
    with unit_of_work(SYSTEM):
        return ways_in.is_left(person_behind(actor), site, but_login=login_id)


def _login(account: SocialAccount, provider: Provider | None) -> Login:
    name, is_on = (provider.name, provider.is_on) if provider else (account.provider, False)
    return Login(account.pk, account.provider, name, _called(account.extra_data), account.date_joined, is_on)


def _called(said: Mapping[str, Any]) -> str:
    """As whom the provider knows them; empty if it told nothing that says so."""
    parts = (said, *(part for part in (said.get("userinfo"), said.get("id_token")) if isinstance(part, Mapping)))
    words = (part.get(word) for word in CALLED for part in parts)
    return next((word[:200] for word in words if isinstance(word, str) and word), "")
