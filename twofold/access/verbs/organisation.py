"""An account's own details, as its own people keep them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from twofold.access import theirs
from twofold.access.errors import NotAllowed
from twofold.access.permissions import Permission
from twofold.core.actor import Actor
from twofold.core.verbs import verb
from twofold.directory.permissions import Permission as InDirectory
from twofold.directory.verbs import accounts

FIELDS = ("name", "website", "industry", "employees", "country", "city", "company_number", "vat_number")


@verb(Permission.EDIT_ORGANISATION)
def edit(actor: Actor, account_id: UUID, *, fields: Mapping[str, Any]) -> None:
    """Change the details of an account that are its own to say. Refuses every other field, and what does not fit."""
    theirs.account(actor, account_id)
    if others := fields.keys() - set(FIELDS):
        raise NotAllowed(min(others), _("This is not yours to change."))
    with theirs.writing(actor, InDirectory.EDIT_ACCOUNTS) as writer:
        accounts.edit(writer, account_id, fields=fields)
