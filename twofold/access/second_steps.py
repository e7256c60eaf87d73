"""The second step of signing in: the code of an app, a security key, or a recovery code.

It is asked for once somebody has an app or a key that is for the second step only. Passkeys do for it as well, yet having one
does not turn it on: whoever signs in with a passkey has shown two things at once already.
"""

import time
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from urllib.parse import quote, urlencode
from uuid import UUID

import qrcode
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.db import connection
from qrcode.image.svg import SvgPathImage

from twofold.access.models import Passkey
from twofold.access.sealing import seal, unseal
from twofold.core import clock, unit

PURPOSE = "second steps"
PERIOD = 30
Type = Authenticator.Type

# Whether a person is asked for one.
ASKED = """(
    EXISTS (SELECT FROM mfa_authenticator WHERE user_id = {person} AND type = 'totp')
    OR EXISTS (SELECT FROM access_passkey WHERE person_id = {person} AND NOT may_sign_in))
"""


class By(StrEnum):
    """What a code was one of."""

    APP = "app"
    RECOVERY = "recovery"


@dataclass(frozen=True, slots=True)
class Steps:
    """By which second steps a person can sign in. `keys` counts those that are for it only, `passkeys` those that also do."""

    has_app: bool
    keys: int
    passkeys: int
    codes_left: int

    @property
    def is_on(self) -> bool:
        """Whether they are asked for one."""
        return self.has_app or self.keys > 0


def steps_of(person_id: UUID, *, rp_id: str = "") -> Steps:
    """Those of a person; of keys, those of this host."""
    kinds = {one.type: one for one in Authenticator.objects.filter(user_id=person_id)}
    keys = Passkey.objects.filter(person_id=person_id)
    may = list((keys.filter(rp_id=rp_id) if rp_id else keys).values_list("may_sign_in", flat=True))
    codes = kinds.get(Type.RECOVERY_CODES)
    left = len(RecoveryCodes(codes).get_unused_codes()) if codes else 0
    return Steps(Type.TOTP in kinds, may.count(False), may.count(True), left)


def is_on(person_id: UUID) -> bool:
    """Whether a person is asked for a second step, at whichever host their keys are."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {ASKED.format(person='%s')}", [person_id, person_id])
        (is_on,) = cursor.fetchone()
    return bool(is_on)


def new_secret() -> str:
    """What an app and Twofold share, as an app takes it."""
    return generate_totp_secret()


def address_of_app(secret: str, *, issuer: str, name: str) -> str:
    """What the picture says to an app: the site, the person, the secret."""
    label = quote(f"{issuer}:{name}")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': issuer}, quote_via=quote)}"


def picture_of(address: str) -> str:
    """A QR code as SVG, for the page itself."""
    drawn = BytesIO()
    qrcode.make(address, image_factory=SvgPathImage, border=0).save(drawn)
    return drawn.getvalue().decode().partition("?>")[2].strip()


def step_of(secret: str, code: str) -> int | None:
    """The half minute whose code this is, now or just before or after; None if it is of none of them."""
    now = int(clock.now().timestamp()) // PERIOD
    wanted = "".join(code.split())
    fits = (one for one in (now, now - 1, now + 1) if compare_user_code(actual=wanted, expected=_code(secret, one)))
    return next(fits, None)


def keep_app(person_id: UUID, secret: str, step: int) -> None:
    """Ask the person for codes of this app from now on; the one they have just shown is used."""
    Authenticator.objects.create(user_id=person_id, type=Type.TOTP, data={"secret": sealed(secret), "step": step})


def by_code(person_id: UUID, code: str) -> By | None:
    """What the code is one of, if it is right. It works once, also where it is sent twice at the same time."""
    for each in Authenticator.objects.select_for_update().filter(user_id=person_id).order_by("id"):
        if each.type == Type.TOTP and _app_shows(each, code):
            return By.APP
        if each.type == Type.RECOVERY_CODES and RecoveryCodes(each).validate_code(
            "".join(code.split()).replace("-", "")
        ):
            return By.RECOVERY
    return None


def make_codes(person_id: UUID) -> list[str]:
    """New recovery codes; those from before are worth nothing."""
    codes = {"seed": sealed(RecoveryCodes.generate_seed()), "used_mask": 0, "viewed_at": time.time()}
    Authenticator.objects.filter(user_id=person_id, type=Type.RECOVERY_CODES).delete()
    made = Authenticator.objects.create(user_id=person_id, type=Type.RECOVERY_CODES, data=codes)
    return RecoveryCodes(made).generate_codes()


def drop_codes_without_a_step(person_id: UUID) -> None:
    """Recovery codes stand in for a step; without one they are gone."""
    if not is_on(person_id):
        Authenticator.objects.filter(user_id=person_id, type=Type.RECOVERY_CODES).delete()


def sealed(secret: str) -> str:
    """A secret as the table keeps it."""
    return seal(secret, purpose=PURPOSE)


def opened(kept: str) -> str:
    """The secret again."""
    return unseal(kept, purpose=PURPOSE)


def _app_shows(app: Authenticator, code: str) -> bool:
    """A code of the app that is newer than the last one that was taken (RFC 6238, 5.2)."""
    step = step_of(opened(app.data["secret"]), code)
    if step is None or step <= app.data.get("step", 0):
        return False
    app.data["step"], app.last_used_at = step, unit.now()
    app.save(update_fields=["data", "last_used_at"])
    return True


def _code(secret: str, step: int) -> str:
    return format_hotp_value(hotp_value(secret, step))
