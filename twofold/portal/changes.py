"""What was edited, field by field, as it was and as it is."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from twofold.portal import wording

LABELS: dict[str, str | Promise] = {
    "name": gettext_lazy("Name"),
    "website": gettext_lazy("Website"),
    "industry": gettext_lazy("Industry"),
    "employees": gettext_lazy("Employees"),
    "country": gettext_lazy("Country"),
    "city": gettext_lazy("City"),
    "company_number": gettext_lazy("Company number"),
    "vat_number": gettext_lazy("VAT number"),
}
FIELDS: Mapping[str, str | Promise] = LABELS | {
    "title": gettext_lazy("Title"),
    "department": gettext_lazy("Department"),
    "standing": gettext_lazy("Standing"),
    "starts_on": gettext_lazy("First day"),
    "ends_on": gettext_lazy("Last day"),
}


def said(changes: Sequence[Mapping[str, Any]]) -> str:
    """All of them in a line; what one is in an account, days and countries as the reader says them, and nothing as a dash."""
    return "; ".join(
        f"{FIELDS.get(one['field'], one['field'])}: {_valued(one['field'], one['old'])} → {_valued(one['field'], one['new'])}"
        for one in changes
    )


def _valued(field: str, value: object) -> str:
    if value in {None, ""}:
        return "–"
    if field in {"starts_on", "ends_on"}:
        return date_format(date.fromisoformat(str(value)))
    return wording.country(str(value)) if field == "country" else wording.role(str(value))
