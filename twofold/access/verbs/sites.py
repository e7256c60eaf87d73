"""Sites: their look, where they are, and how people come in there."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec

from twofold.access import questions
from twofold.access.errors import SiteNotAllowed, SiteNotFound
from twofold.access.facts import SiteAdded, SiteChanged, TermsPublished
from twofold.access.flows import Flow, Method
from twofold.access.models import Site, Terms
from twofold.access.permissions import Permission
from twofold.core import ids, unit
from twofold.core.actor import Actor
from twofold.core.facts import record
from twofold.core.verbs import verb

HOST = re.compile(r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,49}")


@verb(Permission.MANAGE_SITES)
def add(actor: Actor, *, name: str, host: str) -> Site:
    """Make a site at a host of its own; nobody can sign up there yet. Refuses a host that another site has."""
    site = Site(id=ids.new(), created_at=unit.now(), languages=["en"], flow=msgspec.to_builtins(Flow()))
    _put(site, {"name": name, "host": host})
    if site.host is None:
        raise SiteNotAllowed("host", "A further site needs a host of its own.")
    site.key = f"{re.sub(r'[^a-z0-9]+', '-', name.lower()).strip('-')[:36] or 'site'}-{site.id.hex[-8:]}"
    site.save(force_insert=True)
    record(SiteAdded(site_id=site.id, name=site.name, host=site.host), by=actor)
    return site


@verb(Permission.MANAGE_SITES)
def edit(actor: Actor, site_id: UUID, *, told: Mapping[str, Any] | None = None, flow: Flow | None = None) -> Site:
    """Change `name`, `host`, `color`, `languages`, and how people come in. What is so already is no change.

    Whoever is signed in stays so. Refuses a flow by which nobody could sign in, or that asks for a field there is not.
    """
    site = Site.objects.select_for_update().filter(id=site_id).first()
    if site is None:
        raise SiteNotFound(site_id)
    before = site.__dict__.copy()
    _put(site, told or {})
    if flow is not None:
        _check(flow)
        site.flow = msgspec.to_builtins(flow)
    changed = sorted(name for name, value in site.__dict__.items() if before.get(name) != value)
    if changed:
        site.save()
        record(SiteChanged(site_id=site.id, name=site.name, fields=changed), by=actor)
    return site


@verb(Permission.MANAGE_SITES)
def publish_terms(actor: Actor, *, key: str, version: str, title: str, text: str = "", url: str = "") -> Terms:
    """Put a version of a document in force: from now on everybody accepts it before going on. Versions are never edited."""
    told = {"key": key, "version": version, "title": title, "text": text, "url": url}
    told = {name: value.replace("\0", "").strip() for name, value in told.items()}
    if not KEY.fullmatch(told["key"]) or not told["version"] or not told["title"]:
        raise SiteNotAllowed("title", "A document needs a key of small letters, a version and a title.")
    if bool(told["text"]) == bool(told["url"]) or not (told["text"] or told["url"].startswith("https://")):
        raise SiteNotAllowed("text", "Either its text, or where it stands: an address that begins with https://.")
    if Terms.objects.filter(key=told["key"], version=told["version"]).exists():
        raise SiteNotAllowed("version", "This version is there already, and versions are never edited.")
    terms = Terms.objects.create(id=ids.new(), in_force_at=unit.now(), created_at=unit.now(), **told)
    record(TermsPublished(key=terms.key, version=terms.version, title=terms.title), by=actor)
    return terms


def _put(site: Site, told: Mapping[str, Any]) -> None:
    for name, value in told.items():
        if name not in {"name", "host", "color", "languages"}:
            raise SiteNotAllowed(name, f"A site has no {name}.")
        setattr(site, name, value.strip() if isinstance(value, str) else value)
    site.host = site.host.lower() if site.host else None
    if not 0 < len(site.name) <= 100 or "\0" in site.name:
        raise SiteNotAllowed("name", "A site needs a name of at most 100 characters.")
    if site.host and not HOST.fullmatch(site.host):
        raise SiteNotAllowed("host", "A host is a name such as shop.example.com, without https:// and port.")
    if site.host and Site.objects.filter(host=site.host).exclude(id=site.id).exists():
        raise SiteNotAllowed("host", "Another site is there.")
    if not re.fullmatch(r"#[0-9a-f]{6}", site.color):
        raise SiteNotAllowed("color", "A colour is written like #0f6e5b.")
    if not site.languages:
        raise SiteNotAllowed("languages", "A site speaks at least one language.")


def _check(flow: Flow) -> None:
    if not flow.methods:
        raise SiteNotAllowed("methods", "Nobody could sign in without a way to do so.")
    if flow.methods == (Method.ELSEWHERE,):
        raise SiteNotAllowed("methods", "Leave a way in that does not depend on others.")
    known = {field for field, _ in questions.askable()}
    if unknown := [one.field for one in flow.questions if one.field not in known]:
        raise SiteNotAllowed("questions", f"There is no field {unknown[0]} of people.")
    published = set(Terms.objects.filter(key__in=flow.terms).values_list("key", flat=True))
    if missing := [key for key in flow.terms if key not in published]:
        raise SiteNotAllowed("terms", f"No version of {missing[0]} is published yet.")
