"""`{% load security %}`: what sign-in pages offer."""

from typing import Any

from django import template

from twofold.portal.security.passkey_sign_in import can_sign_in_with_passkey

register = template.Library()


@register.simple_tag(takes_context=True)
def offers_passkeys(context: dict[str, Any]) -> bool:
    """Whether one can sign in with a passkey at this site."""
    return can_sign_in_with_passkey(context["request"])
