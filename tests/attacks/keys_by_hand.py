"""An authenticator made by hand: it signs what it is told to, also what an honest one would never sign."""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256, CoseKey
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

HOST, ORIGIN = "twofold.example", "https://twofold.example"
PRESENT, VERIFIED, ATTESTED = AuthenticatorData.FLAG.UP, AuthenticatorData.FLAG.UV, AuthenticatorData.FLAG.AT
AAGUID = bytes.fromhex("ea9b8d664d011d213ce4b6b48cb575d4")


def text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def raw(written: str) -> bytes:
    return base64.urlsafe_b64decode(written + "=" * (-len(written) % 4))


@dataclass
class Key:
    """One credential. `handle` is what the site called its person when it was made."""

    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    handle: bytes = b""
    count: int = 0

    def make(
        self, options: dict[str, Any], *, flags: AuthenticatorData.FLAG = PRESENT | VERIFIED, origin: str = ORIGIN
    ) -> str:
        """The answer to the question of a page that adds keys."""
        asked = options["publicKey"]
        self.handle = raw(asked["user"]["id"])
        credential = AttestedCredentialData.create(AAGUID, self.id, self._public())
        data = AuthenticatorData.create(_hash(HOST), flags | ATTESTED, self.count, credential)
        response = {
            "clientDataJSON": text(_client("webauthn.create", asked["challenge"], origin)),
            "attestationObject": text(AttestationObject.create("none", data, {})),
            "transports": ["internal"],
        }
        return self._told(response)

    def sign(
        self,
        options: dict[str, Any],
        *,
        flags: AuthenticatorData.FLAG = PRESENT | VERIFIED,
        origin: str = ORIGIN,
        host: str = HOST,
        handle: bytes | None = None,
        count: int | None = None,
    ) -> str:
        """The answer to a question for a proof."""
        self.count = self.count + 1 if count is None else count
        data = AuthenticatorData.create(_hash(host), flags, self.count)
        client = _client("webauthn.get", options["publicKey"]["challenge"], origin)
        signature = self.private.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        response = {
            "clientDataJSON": text(client),
            "authenticatorData": text(data),
            "signature": text(signature),
            "userHandle": text(self.handle if handle is None else handle),
        }
        return self._told(response)

    def _public(self) -> CoseKey:
        made: Any = ES256
        key: CoseKey = made.from_cryptography_key(self.private.public_key())
        return key

    def _told(self, response: dict[str, Any]) -> str:
        told = {"id": text(self.id), "rawId": text(self.id), "type": "public-key", "response": response}
        return json.dumps({**told, "clientExtensionResults": {"credProps": {"rk": True}}})


def _client(kind: str, challenge: str, origin: str) -> bytes:
    return json.dumps({"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": False}).encode()


def _hash(host: str) -> bytes:
    return hashlib.sha256(host.encode()).digest()


__all__ = ["HOST", "ORIGIN", "PRESENT", "VERIFIED", "Key", "raw", "text"]
