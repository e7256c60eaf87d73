"""The site that a request came to: its name, its look, and how people come in there."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import msgspec
from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import get_language

from twofold.access import logos, texts
from twofold.access.errors import LogoNotFound, SiteNotFound
from twofold.access.flows import Flow, Method
from twofold.access.logos import Picture
from twofold.access.models import Logo, Site
from twofold.access.permissions import Permission
from twofold.access.senders import Sender
from twofold.access.texts import Texts
from twofold.core.actor import Actor
from twofold.core.texts import can_send

# For every page: as one text, for what is made of it costs more than the answer. Pictures come without their bytes.
AT_HOST = """
SELECT json_build_object(
    'site', to_json(s),
    'light', (SELECT json_build_object('digest', digest, 'width', width, 'height', height) FROM access_logo WHERE digest = s.logo_id),
    'dark', (SELECT json_build_object('digest', digest, 'width', width, 'height', height) FROM access_logo WHERE digest = s.logo_dark_id)
)::text
FROM access_site s WHERE s.host = %(host)s OR s.is_default ORDER BY (s.host = %(host)s) IS TRUE DESC LIMIT 1
"""
MOST_READ = 100
DARK, LIGHT = "#101413", "#ffffff"


@dataclass(frozen=True, slots=True)
class SiteHere:
    """A site, as pages and letters need it. `host` is empty where it is at the address of Twofold itself.

    Without a logo of its own for the dark it shows the one it has; without any it shows the first letter of its name.
    """

    id: UUID
    key: str
    name: str
    host: str
    color: str
    languages: tuple[str, ...]
    flow: Flow
    logo: Picture | None = None
    logo_dark: Picture | None = None
    sender: Sender = field(default_factory=Sender)
    texts: Mapping[str, Texts] = field(default_factory=dict)

    @property
    def said(self) -> Texts:
        """What it says in the language that is spoken now, in its own words or in ours."""
        return texts.said(self.texts, get_language() or "", takes_phones=Method.PHONE in self.flow.methods)

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
    with connection.cursor() as cursor:
        cursor.execute(AT_HOST, {"host": name.lower()})
        (row,) = cursor.fetchone()
    return _read(row, sends=can_send())


def site_with(site_id: UUID | None) -> SiteHere:
    """The site of this id, or the default one if there is none any more."""
    wanted = [site_id] if site_id else []
    found = _sites().filter(id__in=wanted) | _sites().filter(is_default=True)
    return shown(min(found, key=lambda site: site.id != site_id))


def sites(actor: Actor) -> list[SiteHere]:
    """All of them, the one at the address of Twofold itself first."""
    actor.require(Permission.MANAGE_SITES)
    return [shown(one) for one in _sites().order_by("-is_default", "created_at")]


def site(actor: Actor, site_id: UUID) -> SiteHere:
    """One of them. Refuses with `SiteNotFound`."""
    actor.require(Permission.MANAGE_SITES)
    found = _sites().filter(id=site_id).first()
    if found is None:
        raise SiteNotFound(site_id)
    return shown(found)


def logo(digest: str) -> bytes:
    """A logo that some site shows, for anybody. Refuses with `LogoNotFound`."""
    found = Logo.objects.filter(digest=digest).values_list("content", flat=True).first()
    if found is None:
        raise LogoNotFound
    return bytes(found)


@lru_cache(maxsize=MOST_READ)
def _read(row: str, *, sends: bool) -> SiteHere:
    """What is made of a row: once, for as long as it says the same and texts can be sent or not."""
    del sends
    read = msgspec.json.decode(row)
    site = Site(**read["site"] | {"id": UUID(read["site"]["id"])})
    site.logo, site.logo_dark = (Logo(**one) if one else None for one in (read["light"], read["dark"]))
    return shown(site)


def shown(site: Site) -> SiteHere:
    """A row as pages and letters need it."""
    flow: Any = msgspec.convert(site.flow, Flow)
    if not can_send():
        flow = replace(flow, methods=tuple(one for one in flow.methods if one != Method.PHONE))
    said: Any = msgspec.convert(site.texts, dict[str, Texts])
    return SiteHere(
        site.id,
        site.key,
        site.name,
        site.host or "",
        site.color,
        tuple(site.languages),
        flow,
        logo=_picture(site.logo),
        logo_dark=_picture(site.logo_dark),
        sender=Sender(name=site.sender_name, address=site.sender_address, reply_to=site.reply_to),
        texts=said,
    )


def _sites() -> QuerySet[Site]:
    """With their logos, but for the bytes."""
    return Site.objects.select_related("logo", "logo_dark").defer("logo__content", "logo_dark__content")


def _picture(logo: Logo | None) -> Picture | None:
    return logos.kept(logo.digest, logo.width, logo.height) if logo else None


def _linear(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)
