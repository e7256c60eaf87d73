"""A proof of work (ALTCHA) for whoever comes near a limit: a second of a browser's time, and a burden to whoever tries thousands.

Two limits stand above each other, both in Postgres: the soft one here asks for the proof, django-allauth's hard one refuses.
A solution counts once, is signed by us, and is over after ten minutes. Without JavaScript one waits until the soft limit has
passed. Over JSON the answer that asks for it brings the challenge along (`access.adapters.inputs`).
"""

import base64
import binascii
import json
import secrets
from datetime import timedelta
from typing import Any

import altcha
from allauth.core import context
from allauth.core.internal import ratelimit
from django import forms
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from twofold.core import clock

SOFT = {"challenge": "3/5m/key,20/5m/ip"}
ALGORITHM, COST, LONGEST_SEARCH = "PBKDF2/SHA-256", 5_000, 512  # tries of 5,000 rounds each: a second of a phone or two
VALID = timedelta(minutes=10)
LONGEST = 4_000


def made() -> dict[str, Any]:
    """A challenge for the browser to solve."""
    challenge = altcha.create_challenge(
        ALGORITHM,
        COST,
        counter=secrets.randbelow(LONGEST_SEARCH),  # hidden beforehand, so that nobody has to search for very long
        expires_at=clock.now() + VALID,
        hmac_secret=_secret(),
    )
    return challenge.to_dict()


def is_solved(payload: str) -> bool:
    """Whether this is the solution of a challenge of ours that was not shown before; from now on it was."""
    if not 0 < len(payload) <= LONGEST or not altcha.verify_solution(payload, _secret()).verified:
        return False
    try:
        signature = json.loads(base64.b64decode(payload))["challenge"]["signature"]
    except (binascii.Error, ValueError, KeyError, TypeError):
        return False
    return cache.add(f"challenge:{signature}", 1, int(VALID.total_seconds()))


def count(request: HttpRequest, address: str) -> None:
    """Note a try with an address: one that failed, or one that sends a letter."""
    ratelimit.consume(request, app="allauth.account", action="challenge", config=SOFT, key=_key(address))


def is_needed(request: HttpRequest, address: str) -> bool:
    """Whether there were so many tries with this address, or from this network, that the next one needs a proof of work."""
    return not ratelimit.consume(
        request, app="allauth.account", action="challenge", config=SOFT, key=_key(address), dry_run=True, limit_get=True
    )


class Challenged(forms.Form):
    """A form that asks for a proof of work when a limit nears; its page includes `portal/challenge.html`."""

    address_field = "email"

    @property
    def needs_challenge(self) -> bool:
        """Whether the page has to show a challenge."""
        return is_needed(context.request, self.named(str(self.data.get(self.address_field, ""))))

    def named(self, typed: str) -> str:
        """Whom tries are counted for, of what was typed."""
        return typed

    def prove(self, address: str) -> None:
        """Go on only with a proof, where one is needed. To be called before anything is tried or sent."""
        if is_needed(context.request, address) and not is_solved(str(self.data.get("altcha", ""))):
            raise forms.ValidationError(_("Make sure that you are a person, then try again."), "challenge")


def _secret() -> str:
    return salted_hmac("twofold.challenges", "key", algorithm="sha256").hexdigest()


def _key(address: str) -> str:
    return address.strip().lower()
