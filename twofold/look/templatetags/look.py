"""`{% load look %}`: icons, assets, and numbers, moments and names as people say them."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

from django import template
from django.template.context import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from twofold.look import assets, wording

register = template.Library()

register.filter("initials", wording.initials)
register.filter("tint", wording.tint)
register.filter("number", wording.number)
register.filter("about", wording.about)
register.filter("money", wording.money)
register.filter("day", wording.day)
register.simple_tag(assets.url, name="asset")

IDENTIFIER_ICONS = {
    "email": "at-sign",
    "phone": "phone",
    "user_id": "id-card",
    "anonymous_id": "smartphone",
    "device_id": "smartphone",
    "loyalty_card": "credit-card",
}
THEMES = ("light", "dark")
SPARK_WIDTH, SPARK_HEIGHT, SPARK_MARGIN = 72.0, 18.0, 1.5


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """An icon of the sprite; decoration only, the word stands beside it."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true"><use href="{}#{}"></use></svg>',
        size,
        assets.url("icons.svg"),
        name,
    )


@register.simple_tag
def attributes(attrs: Mapping[str, object]) -> SafeString:
    """The attributes a component passes on, escaped; cotton's own `{{ attrs }}` is not safe with quotes."""
    passed = attrs.attrs_dict() if hasattr(attrs, "attrs_dict") else attrs
    return format_html_join(
        "",
        " {}{}",
        (
            (name, "" if value is True else format_html('="{}"', value))
            for name, value in passed.items()
            if value is not False and value is not None
        ),
    )


@register.simple_tag
def new_id(prefix: str) -> str:
    """An id that no other fragment of the page has."""
    return f"{prefix}-{secrets.token_hex(4)}"


@register.simple_tag(takes_context=True)
def theme(context: Context) -> str:
    """The scheme the reader chose, or nothing: then the system decides."""
    request = context.get("request")
    chosen = request.COOKIES.get("theme", "") if request else ""
    return chosen if chosen in THEMES else ""


@register.simple_tag
def ago(moment: datetime | None) -> SafeString | str:
    """A moment relative to now, the exact one on hover; the page keeps it current."""
    if moment is None:
        return "—"
    return format_html(
        '<time datetime="{}" title="{}" data-ago>{}</time>',
        moment.isoformat(),
        wording.exactly(moment),
        wording.ago(moment),
    )


@register.simple_tag
def clock(moment: datetime) -> SafeString:
    """The time of day, the exact moment on hover."""
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        moment.isoformat(),
        wording.exactly(moment),
        wording.clock(moment),
    )


@register.simple_tag
def sparkline(values: Sequence[float], label: str = "") -> SafeString:
    """A small line without axes; with a label it speaks, without one the number beside it does."""
    if label:
        said = format_html('role="img" aria-label="{}"', label)
    else:
        said = mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="sparkline" viewBox="0 0 72 18" preserveAspectRatio="none" {}><path d="{}"></path></svg>',
        said,
        _path(values),
    )


@register.filter
def identifier_icon(kind: str) -> str:
    """The icon of a kind of identifier; kinds the company added share one."""
    return IDENTIFIER_ICONS.get(kind, "hash")


def _path(values: Sequence[float]) -> str:
    if not values:
        return ""
    low, high = min(values), max(values)
    spread = (high - low) or 1
    step = SPARK_WIDTH / max(len(values) - 1, 1)
    room = SPARK_HEIGHT - 2 * SPARK_MARGIN
    points = [
        f"{index * step:.1f} {SPARK_HEIGHT - SPARK_MARGIN - (value - low) / spread * room:.1f}"
        for index, value in enumerate(values)
    ]
    return "M" + "L".join(points if len(points) > 1 else points * 2)
