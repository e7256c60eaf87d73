"""The token of an invitation: 256 random bits, of which only a digest is kept (`access.tokens` says why a plain one will do)."""

import hashlib
import re
import secrets

_SHAPE = re.compile(r"[A-Za-z0-9_-]{43}")


def make() -> str:
    """A token that nobody has."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> bytes | None:
    """By what it is kept; None for what cannot be one."""
    return hashlib.sha256(token.encode()).digest() if _SHAPE.fullmatch(token) else None
