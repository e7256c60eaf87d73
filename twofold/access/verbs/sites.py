"""Sites: their look, where they are, and how people come in there."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec
from django.conf import settings
from phonenumbers import SUPPORTED_REGIONS

from twofold.access import letters, logos, questions, senders, texts
from twofold.access.errors import SiteNotAllowed, SiteNotFound
from twofold.access.facts import SiteAdded, SiteChanged, TermsPublished
from twofold.access.flows import Flow, Method
from twofold.access.models import Logo, Site, Terms
from twofold.access.permissions import Permission
from twofold.access.queries.selves import post_of
from twofold.access.sites import shown
from twofold.access.texts import Texts
from twofold.core import ids, unit
from twofold.core.actor import Actor
from twofold.core.facts import record
from twofold.core.texts import can_send
from twofold.core.verbs import verb

HOST = re.compile(r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,49}")
TOLD = ("name", "host", "color", "languages", "sender_name", "sender_address", "reply_to")
LOGOS = ("logo", "logo_dark")


@verb(Permission.MANAGE_SITES)
def add(actor: Actor, *, name: str, host: str) -> Site:
    """Make a site at a host of its own; nobody can sign up there yet. Refuses a host that another site has."""
    site = Site(id=ids.new(), created_at=unit.now(), languages=["en"], flow=_plain(Flow()))
    _put(site, {"name": name, "host": host})
    if site.host is None:
        raise SiteNotAllowed("host", "A further site needs a host of its own.")
    site.key = f"{re.sub(r'[^a-z0-9]+', '-', name.lower()).strip('-')[:36] or 'site'}-{site.id.hex[-8:]}"
    site.save(force_insert=True)
    record(SiteAdded(site_id=site.id, name=site.name, host=site.host), by=actor)
    return site


@verb(Permission.MANAGE_SITES)
def edit(
    actor: Actor,
    site_id: UUID,
    *,
    told: Mapping[str, Any] | None = None,
    pictures: Mapping[str, bytes | None] | None = None,
    said: Mapping[str, Texts] | None = None,
    flow: Flow | None = None,
) -> Site:
    """Change what is `TOLD` of it, its `LOGOS` (None takes one down), what it says, and how people come in.

    What is so already is no change. Whoever is signed in stays so. Refuses a flow by which nobody could sign in, or that asks
    for a field there is not; a logo that is no picture; a sender that is no address.
    """
    site = _lock(site_id)
    before = {field.attname: getattr(site, field.attname) for field in Site._meta.concrete_fields}
    _put(site, told or {})
    if said is not None:
        _put_texts(site, said)
    _put_logos(site, pictures or {})
    if flow is not None:
        _check(flow)
        site.flow = _plain(flow)
    changed = sorted(name.removesuffix("_id") for name, value in before.items() if getattr(site, name) != value)
    if changed:
        site.save()
        _drop_logos(before["logo_id"], before["logo_dark_id"])
        record(SiteChanged(site_id=site.id, name=site.name, fields=changed), by=actor)
    return site


@verb(Permission.MANAGE_SITES)
def try_letter(
    actor: Actor, site_id: UUID, *, told: Mapping[str, Any], said: Mapping[str, Texts], language: str = ""
) -> str:
    """Send the actor a letter as the site would with this sender and these texts; says to where. Nothing else is kept."""
    site = _lock(site_id)
    _put(site, told)
    _put_texts(site, said)
    address = post_of(actor.person_id).address if actor.person_id else ""
    if not address:
        raise SiteNotAllowed("trial", "Nobody knows an address of yours to send it to.")
    letters.post("trial", to=address, site=shown(site), language=language)
    return address


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
        if name not in TOLD:
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
    site.sender_name = senders.checked_name(site.sender_name)
    site.sender_address = senders.checked_address(site.sender_address, field="sender_address")
    site.reply_to = senders.checked_address(site.reply_to, field="reply_to")


def _put_texts(site: Site, told: Mapping[str, Texts]) -> None:
    site.texts = _plain(texts.checked(told, languages=dict(settings.LANGUAGES)))


def _put_logos(site: Site, sent: Mapping[str, bytes | None]) -> None:
    for name, content in sent.items():
        if name not in LOGOS:
            raise SiteNotAllowed(name, f"A site has no {name}.")
        setattr(site, name, _hung_up(logos.made_of(content, field=name)) if content else None)
    if site.logo_id is None and site.logo_dark_id is not None:
        raise SiteNotAllowed("logo_dark", "A logo for the dark is shown beside one for the light only.")


def _hung_up(made: logos.Made) -> Logo:
    told = {"content": made.content, "width": made.width, "height": made.height}
    return Logo.objects.get_or_create(digest=made.digest, defaults=told)[0]


def _drop_logos(*before: str | None) -> None:
    """Those that no site shows any more."""
    in_use = {digest for pair in Site.objects.values_list("logo_id", "logo_dark_id") for digest in pair}
    Logo.objects.filter(digest__in={digest for digest in before if digest} - in_use).delete()


def _plain(told: object) -> Any:
    """As it comes out of the database again: tuples are lists there."""
    return msgspec.json.decode(msgspec.json.encode(told))


def _lock(site_id: UUID) -> Site:
    site = Site.objects.select_for_update().filter(id=site_id).first()
    if site is None:
        raise SiteNotFound(site_id)
    return site


def _check_phones(flow: Flow) -> None:
    if Method.PHONE in flow.methods and not can_send():
        raise SiteNotAllowed("methods", "No text message can be sent: TWOFOLD_SMS_URL names no gateway.")
    if Method.PHONE in flow.methods and set(flow.methods) <= {Method.PHONE, Method.ELSEWHERE}:
        raise SiteNotAllowed("methods", "People prove their phones once they are signed in: leave another way in, too.")
    if flow.region and flow.region not in SUPPORTED_REGIONS:
        raise SiteNotAllowed("region", "A country is written with two letters, as in PT.")


def _check(flow: Flow) -> None:
    if not flow.methods:
        raise SiteNotAllowed("methods", "Nobody could sign in without a way to do so.")
    if flow.methods == (Method.ELSEWHERE,):
        raise SiteNotAllowed("methods", "Leave a way in that does not depend on others.")
    if wrong := [purpose for purpose in flow.purposes if not KEY.fullmatch(purpose)]:
        raise SiteNotAllowed("purposes", f"{wrong[0]} is no key of a purpose: small letters, digits, - and _.")
    _check_phones(flow)
    known = {field for field, _ in questions.askable()}
    if unknown := [one.field for one in flow.questions if one.field not in known]:
        raise SiteNotAllowed("questions", f"There is no field {unknown[0]} of people.")
    published = set(Terms.objects.filter(key__in=flow.terms).values_list("key", flat=True))
    if missing := [key for key in flow.terms if key not in published]:
        raise SiteNotAllowed("terms", f"No version of {missing[0]} is published yet.")
