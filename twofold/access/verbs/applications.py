"""The company's applications: which there are, which accounts have them, and who of an account uses them."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from twofold.access.errors import ApplicationNotFound, NameTaken, NotAllowed
from twofold.access.facts import (
    ApplicationDeclared,
    ApplicationEdited,
    ApplicationOffered,
    ApplicationRestored,
    ApplicationRetired,
    ApplicationWithdrawn,
)
from twofold.access.models import Application, Assignment, Offer
from twofold.access.permissions import Permission
from twofold.core import ids, unit
from twofold.core.actor import Actor
from twofold.core.facts import record, record_all
from twofold.core.verbs import verb
from twofold.directory import queries as directory
from twofold.directory.errors import AccountNotFound

ICONS = (
    "package",
    "shopping-cart",
    "book-open",
    "chart-line",
    "file-text",
    "life-buoy",
    "settings",
    "wrench",
    "truck",
    "globe",
)
_is_address = URLValidator(schemes=["https", "http"])


@verb(Permission.MANAGE_APPLICATIONS)
def declare(
    actor: Actor, *, name: str, address: str, icon: str = ICONS[0], description: str = "", is_for_all: bool = False
) -> Application:
    """Say that there is an application. Refuses a name that is taken, and what is no address or icon."""
    application = Application(id=ids.new(), created_at=unit.now())
    _put(application, name, address, icon, description, is_for_all=is_for_all)
    application.save(force_insert=True)
    record(ApplicationDeclared(**_named(application), address=application.address), by=actor)
    return application


@verb(Permission.MANAGE_APPLICATIONS)
def edit(
    actor: Actor, application_id: UUID, *, name: str, address: str, icon: str, description: str, is_for_all: bool
) -> Application:
    """Change an application. Refuses as `declare` does."""
    application = _held(application_id)
    _put(application, name, address, icon, description, is_for_all=is_for_all)
    application.save()
    record(ApplicationEdited(**_named(application), address=application.address), by=actor)
    return application


@verb(Permission.MANAGE_APPLICATIONS)
def retire(actor: Actor, application_id: UUID) -> None:
    """Let nobody see an application any more; who used it is kept. The second time nothing happens."""
    application = _held(application_id)
    if application.retired_at is None:
        application.retired_at = unit.now()
        application.save(update_fields=["retired_at"])
        record(ApplicationRetired(**_named(application)), by=actor)


@verb(Permission.MANAGE_APPLICATIONS)
def restore(actor: Actor, application_id: UUID) -> None:
    """Bring a retired application back, with all who used it. One that is there stays there."""
    application = _held(application_id)
    if application.retired_at is not None:
        application.retired_at = None
        application.save(update_fields=["retired_at"])
        record(ApplicationRestored(**_named(application)), by=actor)


@verb(Permission.MANAGE_APPLICATIONS)
def offer(actor: Actor, application_ids: Collection[UUID], account_id: UUID) -> list[UUID]:
    """Let an account have applications, which its admins assign to people. Returns which it did not have."""
    _require_account(actor, account_id)
    known = set(Offer.objects.filter(account=account_id).values_list("application_id", flat=True))
    new = [one for one in Application.objects.filter(id__in=application_ids).order_by("name") if one.id not in known]
    Offer.objects.bulk_create(Offer(application=one, account_id=account_id, offered_at=unit.now()) for one in new)
    record_all((ApplicationOffered(account_id=account_id, **_named(one)) for one in new), by=actor)
    return [one.id for one in new]


@verb(Permission.MANAGE_APPLICATIONS)
def withdraw(actor: Actor, application_ids: Collection[UUID], account_id: UUID) -> list[UUID]:
    """Take applications from an account, and so from all of its people. Returns which it had."""
    _require_account(actor, account_id)
    offers = list(
        Offer.objects.filter(account=account_id, application__in=application_ids).select_related("application")
    )
    taken = [one.application_id for one in offers if not one.application.is_for_all]
    Assignment.objects.filter(account=account_id, application__in=taken).delete()
    Offer.objects.filter(id__in=[one.id for one in offers]).delete()
    record_all((ApplicationWithdrawn(account_id=account_id, **_named(one.application)) for one in offers), by=actor)
    return [one.application_id for one in offers]


def _put(application: Application, name: str, address: str, icon: str, description: str, *, is_for_all: bool) -> None:
    kept = " ".join(name.split())[:100]
    if not kept:
        raise NotAllowed("name", "An application needs a name.")
    if icon not in ICONS:
        raise NotAllowed("icon", "This is not one of the icons.")
    try:
        _is_address(address.strip())
    except ValidationError as error:
        raise NotAllowed("address", "Write the address in full, as in https://shop.example.com.") from error
    if Application.objects.filter(name__iexact=kept).exclude(id=application.id).exists():
        raise NameTaken(kept)
    application.name, application.address, application.icon = kept, address.strip()[:500], icon
    application.description, application.is_for_all = description.strip()[:500], is_for_all


def _held(application_id: UUID) -> Application:
    application = Application.objects.select_for_update(no_key=True).filter(id=application_id).first()
    if application is None:
        raise ApplicationNotFound(application_id)
    return application


def _require_account(actor: Actor, account_id: UUID) -> None:
    if not directory.accounts_visible_to(actor).filter(id=account_id).exists():
        raise AccountNotFound(account_id)


def _named(application: Application) -> dict[str, Any]:
    return {"application_id": application.id, "application": application.name}
