"""Secrets at rest: what Twofold has to read again (keys of authenticator apps, seeds of codes) is kept sealed.

A seal is Fernet (AES-128-CBC with HMAC-SHA256) under a key that HKDF derives from the secret key, another one for each
purpose, so that what was sealed for one is worthless for another. `SECRET_KEY_FALLBACKS` open what an older key sealed.
"""

import base64
from datetime import timedelta
from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class SealBroken(Exception):
    """This was not sealed here for this purpose, was changed, or is too old."""


def seal(text: str, *, purpose: str) -> str:
    """The text as nobody can read or change it without the secret key."""
    return _sealer(purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, *, purpose: str, within: timedelta | None = None) -> str:
    """The text again. Raises `SealBroken` for what was not sealed for this purpose, or longer ago than `within`."""
    ttl = None if within is None else int(within.total_seconds())
    try:
        return _sealer(purpose).decrypt(sealed.encode(), ttl=ttl).decode()
    except InvalidToken as error:
        raise SealBroken from error


def _sealer(purpose: str) -> MultiFernet:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([_fernet(key, purpose) for key in keys])


@cache
def _fernet(key: str, purpose: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"twofold {purpose}".encode()).derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
