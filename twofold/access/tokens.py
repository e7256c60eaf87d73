"""What a key looks like: `tf_live_`, 256 random bits in 43 letters and digits, and six more that check them.

The prefix and the checksum let a scanner of repositories and logs recognise one without asking anybody, and let a mistyped
or cut off one be refused without asking the database. The digest is a plain SHA-256, which would be wrong for a password:
slow hashes and salts protect what people choose, and nobody can try 2^256 values, however quick a try is. Being plain it
can be looked up by an index, and what an index compares are digests: how long that takes tells nothing about the key.
"""

import hashlib
import secrets
import string
import zlib

PREFIX = "tf_live_"
_LETTERS = string.digits + string.ascii_uppercase + string.ascii_lowercase
_BODY, _CHECK = 43, 6
LENGTH = len(PREFIX) + _BODY + _CHECK


def make() -> str:
    """A key that nobody has."""
    body = _written(secrets.randbits(256), _BODY)
    return f"{PREFIX}{body}{_checksum(body)}"


def digest(token: str) -> bytes | None:
    """By what the key is kept; None for what cannot be one."""
    if len(token) != LENGTH or not token.startswith(PREFIX) or not token.isascii():
        return None
    body, check = token[len(PREFIX) : -_CHECK], token[-_CHECK:]
    return hashlib.sha256(token.encode()).digest() if check == _checksum(body) else None


def _checksum(body: str) -> str:
    return _written(zlib.crc32(body.encode()), _CHECK)


def _written(number: int, length: int) -> str:
    letters = []
    for _ in range(length):
        number, rest = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[rest])
    return "".join(reversed(letters))
