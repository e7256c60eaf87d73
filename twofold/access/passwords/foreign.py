"""Password hashes from elsewhere: taken over as they are, and made ours when their person signs in for the first time.

`taken_over` knows what the usual systems export: bcrypt, Argon2, PBKDF2 and scrypt as Modular Crypt or PHC strings (passlib,
Auth0, Keycloak's and Logto's exports after their own conversion), Django's own, and the scrypt of Firebase. What a hash costs
to check is bounded, so that nobody can hand in one that takes a minute and a gigabyte.
"""

import base64
import binascii
import hashlib
import hmac
import re
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.contrib.auth.hashers import BasePasswordHasher

from twofold.access.errors import HashUnknown

MOST_MEMORY = 256 * 2**20
MOST_BCRYPT_ROUNDS = 14
MOST_PBKDF2_ROUNDS = 2_000_000
MOST_ARGON2_PASSES = 10

BCRYPT = re.compile(r"\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}")
ARGON2 = re.compile(r"\$argon2(?:id|i|d)\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+")
PBKDF2 = re.compile(r"\$pbkdf2(?:-(sha1|sha256|sha512))?\$(\d+)\$([./A-Za-z0-9+]*)\$([./A-Za-z0-9+]+)")
SCRYPT = re.compile(r"\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([A-Za-z0-9+/]*)\$([A-Za-z0-9+/]+)")
FIREBASE = re.compile(r"firebase_scrypt\$(\d+)\$(\d+)(?:\$[A-Za-z0-9+/]+=*){4}")
DJANGO_PBKDF2 = re.compile(r"pbkdf2_(?:sha256|sha1)\$(\d+)\$[^$]+\$[A-Za-z0-9+/=]+")


@dataclass(frozen=True, slots=True)
class Firebase:
    """The hash parameters of a Firebase project, as its console shows them: key and separator in Base64."""

    signer_key: str
    salt_separator: str = "Bw=="
    rounds: int = 8
    memory_cost: int = 14


def taken_over(text: str) -> str:
    """The hash as we keep it. Refuses with `HashUnknown` what is of no known kind, or costs too much to check."""
    text = text.strip()
    if match := BCRYPT.fullmatch(text):
        _bounded(int(match[1]) <= MOST_BCRYPT_ROUNDS)
        return f"bcrypt${text.replace('$2y$', '$2b$', 1)}"
    if match := ARGON2.fullmatch(text):
        memory, passes, lanes = (int(number) for number in match.groups())
        _bounded(memory * 1024 <= MOST_MEMORY and 0 < passes <= MOST_ARGON2_PASSES and lanes <= 16)
        return f"argon2{text}"
    if match := PBKDF2.fullmatch(text):
        _bounded(int(match[2]) <= MOST_PBKDF2_ROUNDS)
        return f"phc_pbkdf2{text}"
    if match := SCRYPT.fullmatch(text):
        cost, block, lanes = (int(number) for number in match.groups()[:3])
        _bounded(0 < cost < 32 and 128 * block * 2**cost * lanes <= MOST_MEMORY)
        return f"phc_scrypt{text}"
    if match := DJANGO_PBKDF2.fullmatch(text):
        _bounded(int(match[1]) <= MOST_PBKDF2_ROUNDS)
        return text
    if match := FIREBASE.fullmatch(text):
        _bounded(0 < int(match[1]) <= 16 and 0 < int(match[2]) <= 18)
        return text
    raise HashUnknown


def taken_over_from_firebase(project: Firebase, *, password_hash: str, salt: str) -> str:
    """A hash of `firebase auth:export`, with its project's parameters beside it, for each is checked by itself."""
    parts = [project.signer_key, project.salt_separator, salt, password_hash]
    try:
        decoded = [base64.b64decode(part, altchars=b"-_", validate=True) for part in parts]
    except binascii.Error as error:
        raise HashUnknown from error
    written = [base64.b64encode(part).decode() for part in decoded]
    return taken_over("$".join(["firebase_scrypt", str(project.rounds), str(project.memory_cost), *written]))


class Foreign(BasePasswordHasher):
    """A hash that is only ever checked: at the first sign-in with it the password is hashed as ours (`must_update`)."""

    def encode(self, password: str, salt: str) -> str:
        """Never: passwords are hashed by `Argon2`."""
        raise NotImplementedError

    def must_update(self, encoded: str) -> bool:
        """At the first sign-in."""
        del encoded
        return True

    def harden_runtime(self, password: str, encoded: str) -> None:
        """Nothing: how long a foreign hash takes is not for us to choose."""

    def decode(self, encoded: str) -> dict[str, Any]:
        return {"algorithm": self.algorithm, "encoded": encoded}

    def safe_summary(self, encoded: str) -> Any:
        return {"algorithm": self.algorithm, "length": len(encoded)}


class Pbkdf2(Foreign):
    """PBKDF2 as passlib and PHC strings write it: any digest, salt and key as bytes."""

    algorithm = "phc_pbkdf2"

    def verify(self, password: str, encoded: str) -> bool:
        match = PBKDF2.fullmatch(encoded.removeprefix(self.algorithm))
        if match is None:
            return False
        digest, rounds, salt, key = match.groups()
        wanted = _adapted(key)
        made = hashlib.pbkdf2_hmac(digest or "sha1", password.encode(), _adapted(salt), int(rounds), len(wanted))
        return hmac.compare_digest(made, wanted)


class Scrypt(Foreign):
    """scrypt as a PHC string (RFC 7914 for the function)."""

    algorithm = "phc_scrypt"

    def verify(self, password: str, encoded: str) -> bool:
        match = SCRYPT.fullmatch(encoded.removeprefix(self.algorithm))
        if match is None:
            return False
        cost, block, lanes = (int(number) for number in match.groups()[:3])
        wanted = _adapted(match[5])
        made = hashlib.scrypt(
            password.encode(), salt=_adapted(match[4]), n=2**cost, r=block, p=lanes, dklen=len(wanted),
            maxmem=2 * MOST_MEMORY,
        )  # fmt: skip
        return hmac.compare_digest(made, wanted)


class FirebaseScrypt(Foreign):
    """Firebase's own: the signer key encrypted by AES-256-CTR under what scrypt makes of password, salt and separator."""

    algorithm = "firebase_scrypt"

    def verify(self, password: str, encoded: str) -> bool:
        _, rounds, memory, *parts = encoded.split("$")
        signer, separator, salt, wanted = (base64.b64decode(part) for part in parts)
        key = hashlib.scrypt(
            password.encode(), salt=salt + separator, n=2 ** int(memory), r=int(rounds), p=1, dklen=64,
            maxmem=2 * MOST_MEMORY,
        )  # fmt: skip
        stream = Cipher(algorithms.AES(key[:32]), modes.CTR(bytes(16))).encryptor()
        return hmac.compare_digest(stream.update(signer) + stream.finalize(), wanted)


def _bounded(fits: object) -> None:
    if not fits:
        raise HashUnknown


def _adapted(text: str) -> bytes:
    """Base64 without padding; passlib writes `.` for `+`."""
    text = text.replace(".", "+")
    return base64.b64decode(text + "=" * (-len(text) % 4))
