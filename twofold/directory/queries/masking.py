"""Masking of personal data: which fields can be hidden from a member of staff. What hides them is the register of fields."""

from dataclasses import dataclass

from twofold.core.actor import Actor
from twofold.directory.models import CustomField


@dataclass(frozen=True, slots=True)
class Maskable:
    """A field, or several that say the same, which a role can mask; `subject` is whose it is."""

    key: str
    label: str
    subject: str


OF_PEOPLE = (
    Maskable("person.name", "Name", "person"),
    Maskable("person.email", "E-mail", "person"),
    Maskable("person.phone", "Phone", "person"),
    Maskable("person.photo", "Photo", "person"),
    Maskable("person.location", "Country, city, language and time zone", "person"),
    Maskable("person.identifiers", "Identifiers other than e-mail and phone", "person"),
)
OF_ACCOUNTS = (
    Maskable("account.location", "Country and city", "account"),
    Maskable("account.numbers", "Company and VAT number", "account"),
)


def maskable(actor: Actor) -> list[Maskable]:
    """All that a role can mask: what is told above, and each custom field. One statement."""
    del actor  # what fields there are is no secret to anybody who gets here
    custom = CustomField.objects.filter(archived_at=None).order_by("subject", "position", "label")
    return [
        *OF_PEOPLE,
        *OF_ACCOUNTS,
        *(Maskable(f"{one.subject}.custom.{one.key}", one.label, one.subject) for one in custom),
    ]
