"""A value in a list: how it is drawn, how it is said, and how an editor or a spreadsheet holds it.

Drawn here and not by a template: a page has a thousand cells.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from babel.dates import format_date
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from twofold.console import hats, places
from twofold.core.money import Money
from twofold.directory.queries import Kind, ListField, Named
from twofold.look import wording
from twofold.look.templatetags.look import ago

NUMBERS = frozenset({Kind.NUMBER, Kind.MONEY})
QUIET = frozenset({Kind.EMAIL, Kind.PHONE, Kind.WEBSITE, Kind.MOMENT, Kind.DATE, Kind.OWNER, Kind.ACCOUNT, Kind.PERSON})
MASKED = SafeString('<span class="masked" title="Your roles hide this field from you.">Hidden</span>')
NOTHING = SafeString('<span class="empty-value">—</span>')
TONES = {
    "kind": {**hats.KIND_TONES, **hats.ACCOUNT_TONES},
    "job.role": hats.TONES,
    "job.standing": {"guest": "warn"},
}
RECORDS = {Kind.PERSON: "console:person", Kind.ACCOUNT: "console:account"}


def said(field: ListField, value: Any) -> str:
    """The value in words; nothing if it is empty."""
    if value in (None, "", (), []):
        return ""
    saying = _SAYINGS.get(field.kind)
    return saying(field, value) if saying else str(value)


def drawn(field: ListField, value: Any) -> SafeString:
    """What stands in the cell."""
    if field.is_masked:
        return MASKED
    words = said(field, value)
    if not words:
        return NOTHING
    drawing = _DRAWINGS.get(field.kind)
    return drawing(field, value, words) if drawing else format_html("{}", words)


def raw(field: ListField, value: Any) -> str:
    """The value as its editor takes it; what is typed or pasted in this form means the same."""
    if value in (None, "", (), []):
        return ""
    keeping = _KEEPINGS.get(field.kind)
    return keeping(value) if keeping else str(value)


def _amount(value: Mapping[str, Any]) -> str:
    return f"{Money(value['currency'], value['minor']).amount} {value['currency']}"


def _day(_: ListField, value: date) -> str:
    return format_date(value, "d MMM y", locale=wording.locale())


def _choice(field: ListField, value: str) -> str:
    return next((label for choice, label in field.choices if choice == value), value)


_SAYINGS: Mapping[Kind, Callable[[ListField, Any], str]] = {
    Kind.NUMBER: lambda _, value: wording.number(value),
    Kind.MONEY: lambda _, value: wording.money(value["minor"], value["currency"]),
    Kind.DATE: _day,
    Kind.MOMENT: lambda _, value: wording.ago(value),
    Kind.CHOICE: _choice,
    Kind.MULTI_CHOICE: lambda _, value: ", ".join(value),
    Kind.TAG: lambda _, value: ", ".join(value),
    Kind.COUNTRY: lambda _, value: places.country_name(value),
    Kind.LOCALE: lambda _, value: places.language_name(value),
    Kind.PHONE: lambda _, value: places.spoken(value),
    Kind.WEBSITE: lambda _, value: str(value).removeprefix("https://").removeprefix("http://").removesuffix("/"),
    Kind.OWNER: lambda _, value: value.name or "Nobody any more",
    Kind.PERSON: lambda _, value: value.name or "Nobody any more",
    Kind.ACCOUNT: lambda _, value: value.name or "Account without a name",
}


def _tag(field: ListField, value: Any, words: str) -> SafeString:
    tones = TONES.get(field.key)
    if tones is None:
        return format_html("{}", words)
    default = "accent" if field.key == "job.role" else ""
    return format_html('<span class="tag {}">{}</span>', tones.get(value, default), words)


def _tags(_: ListField, value: tuple[str, ...], __: str) -> SafeString:
    return format_html(
        '<span class="tags">{}</span>',
        format_html_join("", '<span class="tag">{}</span>', ((one,) for one in value)),
    )


def _link(field: ListField, value: Named, words: str) -> SafeString:
    return format_html('<a class="quiet-link" href="{}">{}</a>', reverse(RECORDS[field.kind], args=[value.id]), words)


_DRAWINGS: Mapping[Kind, Callable[[ListField, Any, str], SafeString]] = {
    Kind.MOMENT: lambda _, value, __: format_html("{}", ago(value)),
    Kind.CHOICE: _tag,
    Kind.TAG: _tags,
    Kind.MULTI_CHOICE: _tags,
    Kind.PERSON: _link,
    Kind.ACCOUNT: _link,
}

_KEEPINGS: Mapping[Kind, Callable[[Any], str]] = {
    Kind.MONEY: _amount,
    Kind.DATE: lambda value: value.isoformat(),
    Kind.MOMENT: lambda value: value.isoformat(),
    Kind.MULTI_CHOICE: lambda value: json.dumps(list(value)),
    Kind.TAG: lambda value: json.dumps(list(value)),
    Kind.OWNER: lambda value: str(value.id),
    Kind.PERSON: lambda value: str(value.id),
    Kind.ACCOUNT: lambda value: str(value.id),
}
