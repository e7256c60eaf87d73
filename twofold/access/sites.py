"""The site that a request came to: its name, its look, and how people come in there."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import msgspec
from django.conf import settings

from twofold.access.errors import SiteNotFound
from twofold.access.flows import Flow
from twofold.access.models import Site
from twofold.access.permissions import Permission
from twofold.core.actor import Actor

DARK, LIGHT = "#101413", "#ffffff"


@dataclass(frozen=True, slots=True)
class SiteHere:
    """A site, as pages and letters need it. `host` is empty where it is at the address of Twofold itself."""

    id: UUID
    key: str
    name: str
    host: str
    color: str
    languages: tuple[str, ...]
    flow: Flow

    @property
    def url(self) -> str:
        """Where the site is reached, for links in letters: by its own host, with the scheme and port of Twofold's address."""
        if not self.host:
            return str(settings.BASE_URL)
        base = urlsplit(settings.BASE_URL)
        return f"{base.scheme}://{self.host}{f':{base.port}' if base.port else ''}"

    @property
    def text_color(self) -> str:
        """What can be read on the site's colour (relative luminance and contrast as in WCAG 2.2)."""
        red, green, blue = (_linear(int(self.color[at : at + 2], 16) / 255) for at in (1, 3, 5))
        luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
        return LIGHT if 1.05 / (luminance + 0.05) >= 4.5 else DARK


def site_at(host: str) -> SiteHere:
    """The site of a host, with or without a port; the default one where no site has it. One statement."""
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    found = sorted(Site.objects.filter(host=name.lower()) | Site.objects.filter(is_default=True), key=_is_default)
    return _shown(found[0])


def site_with(site_id: UUID | None) -> SiteHere:
    """The site of this id, or the default one if there is none any more."""
    wanted = [site_id] if site_id else []
    found = Site.objects.filter(id__in=wanted) | Site.objects.filter(is_default=True)
    return _shown(min(found, key=lambda site: site.id != site_id))


def sites(actor: Actor) -> list[SiteHere]:
    """All of them, the one at the address of Twofold itself first."""
    actor.require(Permission.MANAGE_SITES)
    return [_shown(one) for one in Site.objects.order_by("-is_default", "created_at")]


def site(actor: Actor, site_id: UUID) -> SiteHere:
    """One of them. Refuses with `SiteNotFound`."""
    actor.require(Permission.MANAGE_SITES)
    found = Site.objects.filter(id=site_id).first()
    if found is None:
        raise SiteNotFound(site_id)
    return _shown(found)


def _is_default(site: Site) -> bool:
    return site.is_default and site.host is None


def _shown(site: Site) -> SiteHere:
    flow: Any = msgspec.convert(site.flow, Flow)
    return SiteHere(site.id, site.key, site.name, site.host or "", site.color, tuple(site.languages), flow)


def _linear(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)
