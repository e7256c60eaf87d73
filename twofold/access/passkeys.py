"""Passkeys and security keys: what a browser is asked for, and whether what it answers proves anything.

On fido2's checks of challenge, origin, relying party, presence and signature stand ours: who is verified by their device
alone may sign in alone; only a passkey that was made to sign in may; it names its person by a random handle; its counter
never goes back. What is asked is kept by the caller (`state`), for one answer.
"""

import ipaddress
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit
from uuid import UUID

from django.db.models import QuerySet
from fido2 import cbor
from fido2.cose import CoseKey
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorData,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from twofold.access.models import Keyring, Passkey
from twofold.access.sites import SiteHere
from twofold.core import unit

State = dict[str, Any]
Options = dict[str, Any]
KNOWN_TRANSPORTS = {one.value for one in AuthenticatorTransport}
NOT_UNDERSTOOD = (ValueError, TypeError, KeyError, AttributeError, IndexError)


@dataclass(frozen=True, slots=True)
class Party:
    """Whom a passkey is for: a site, at the one origin that it is configured with."""

    id: str
    origin: str
    name: str

    @classmethod
    def of(cls, site: SiteHere) -> Self:
        """The site, whatever the request called it."""
        address = urlsplit(site.url)
        return cls(address.hostname or "", f"{address.scheme}://{address.netloc}", site.name)

    @property
    def can_have_passkeys(self) -> bool:
        """Whether browsers make any for it: they do not for a bare network address, nor without encryption."""
        try:
            ipaddress.ip_address(self.id)
        except ValueError:
            return self.origin.startswith("https://") or self.id == "localhost"
        return False

    def server(self) -> Fido2Server:
        """What checks the answers."""
        entity = PublicKeyCredentialRpEntity(id=self.id, name=self.name)
        return Fido2Server(entity, verify_origin=lambda origin: origin == self.origin)


@dataclass(frozen=True, slots=True)
class Made:
    """A key as its authenticator tells of it, not kept yet."""

    data: AuthenticatorData
    transports: tuple[str, ...]
    may_sign_in: bool

    @property
    def credential(self) -> AttestedCredentialData:
        """Its public half."""
        credential = self.data.credential_data
        assert credential is not None  # noqa: S101 - fido2 takes none without
        return credential


def ask_to_make(party: Party, person_id: UUID, *, name: str, may_sign_in: bool) -> tuple[Options, State]:
    """What the browser is asked for to make a key: a passkey, or with `may_sign_in` false a key for the second step only."""
    required, discouraged = UserVerificationRequirement.REQUIRED, UserVerificationRequirement.DISCOURAGED
    options, state = party.server().register_begin(
        PublicKeyCredentialUserEntity(id=_handle_of(person_id), name=name, display_name=name),
        credentials=_named(Passkey.objects.filter(person_id=person_id, rp_id=party.id)),
        resident_key_requirement=ResidentKeyRequirement.REQUIRED if may_sign_in else ResidentKeyRequirement.DISCOURAGED,
        user_verification=required if may_sign_in else discouraged,
        extensions={"credProps": True},
    )
    return dict(options), {**state, "may_sign_in": may_sign_in}


def made(party: Party, state: State, answer: Mapping[str, Any]) -> Made | None:
    """The key that the answer tells of, or None if it proves nothing."""
    try:
        data = party.server().register_complete(state, answer)
        told: Any = RegistrationResponse.from_dict(answer).client_extension_results or {}
        transports = [str(one)[:20] for one in answer["response"].get("transports") or ()]
        is_lasting = (told.get("credProps") or {}).get("rk") is not False
    except NOT_UNDERSTOOD:
        return None
    credential = data.credential_data
    if credential is None or len(credential.credential_id) > 1023:
        return None
    may_sign_in = bool(state["may_sign_in"])
    if may_sign_in and not (is_lasting and data.is_user_verified()):
        return None
    return Made(data, tuple(transports[:8]), may_sign_in)


def ask_to_sign_in(party: Party) -> tuple[Options, State]:
    """What the browser is asked for when nobody has said who they are."""
    options, state = party.server().authenticate_begin(user_verification=UserVerificationRequirement.REQUIRED)
    return dict(options), dict(state)


def ask_for(party: Party, person_id: UUID, *, alone: bool) -> tuple[Options, State] | None:
    """What the browser is asked for of a known person: with `alone`, what proves who they are by itself. None without any."""
    keys = usable(party, person_id)
    keys = keys.filter(may_sign_in=True) if alone else keys
    if not keys:
        return None
    need = UserVerificationRequirement.REQUIRED if alone else UserVerificationRequirement.DISCOURAGED
    options, state = party.server().authenticate_begin(_named(keys), user_verification=need)
    return dict(options), dict(state)


def usable(party: Party, person_id: UUID) -> QuerySet[Passkey]:
    """The keys that prove something of this person here."""
    return Passkey.objects.filter(person_id=person_id, rp_id=party.id, copied_at=None)


@dataclass(frozen=True, slots=True)
class Shown:
    """A key that proved to be there. `is_copied`: it counted backwards and must not be believed."""

    passkey: Passkey
    is_copied: bool


def signed_in(party: Party, state: State, answer: Mapping[str, Any]) -> Shown | None:
    """The passkey that signs its person in by itself, or None if nothing of the kind was proven."""
    response = _understood(answer)
    if response is None:
        return None
    key = Passkey.objects.select_for_update().filter(credential_id=response.raw_id, rp_id=party.id).first()
    if key is None or not key.may_sign_in or response.response.user_handle != _handle_of(key.person_id):
        return None
    return _proven(party, state, response, key, verified=True)


def shown(party: Party, state: State, answer: Mapping[str, Any], person_id: UUID, *, alone: bool) -> Shown | None:
    """The key by which a known person has proven to be there, `alone` or beside another proof."""
    response = _understood(answer)
    if response is None:
        return None
    key = usable(party, person_id).select_for_update().filter(credential_id=response.raw_id).first()
    if key is None or (alone and not key.may_sign_in):
        return None
    return _proven(party, state, response, key, verified=alone)


def _proven(
    party: Party, state: State, response: AuthenticationResponse, key: Passkey, *, verified: bool
) -> Shown | None:
    """Whether the signature is the key's, of a verified person where that is needed, and none that was seen before."""
    credential = AttestedCredentialData.create(
        bytes(16),
        bytes(key.credential_id),
        CoseKey.parse(cbor.decode(bytes(key.public_key))),  # type: ignore[arg-type]
    )
    try:
        party.server().authenticate_complete(state, [credential], response)
    except NOT_UNDERSTOOD:
        return None
    data = response.response.authenticator_data
    if key.copied_at is not None or (verified and not data.is_user_verified()):
        return None
    if (data.counter or key.sign_count) and data.counter <= key.sign_count:
        key.copied_at = unit.now()
        key.save(update_fields=["copied_at"])
        return Shown(key, is_copied=True)
    key.sign_count, key.used_at, key.is_backed_up = data.counter, unit.now(), data.is_backed_up()
    key.save(update_fields=["sign_count", "used_at", "is_backed_up"])
    return Shown(key, is_copied=False)


def _understood(answer: Mapping[str, Any]) -> AuthenticationResponse | None:
    try:
        return AuthenticationResponse.from_dict(answer)
    except NOT_UNDERSTOOD:
        return None


def _handle_of(person_id: UUID) -> bytes:
    """The random name by which authenticators know this person, made when first asked for."""
    keyring, _ = Keyring.objects.get_or_create(person_id=person_id, defaults={"handle": secrets.token_bytes(64)})
    return bytes(keyring.handle)


def _named(keys: QuerySet[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(
            type=PublicKeyCredentialType.PUBLIC_KEY, id=bytes(key.credential_id), transports=_transports(key) or None
        )
        for key in keys
    ]


def _transports(key: Passkey) -> list[AuthenticatorTransport]:
    return [AuthenticatorTransport(one) for one in key.transports if one in KNOWN_TRANSPORTS]
