"""A person's passkeys and security keys: adding, naming and removing them."""

from uuid import UUID

from django.db import IntegrityError, transaction
from fido2 import cbor

from twofold.access import browsers, keepers, second_steps, ways_in
from twofold.access.announcing import announce
from twofold.access.circumstances import Here
from twofold.access.errors.security import LastWayIn, PasskeyKnown, PasskeyNotFound
from twofold.access.facts import security as facts
from twofold.access.models import Passkey
from twofold.access.passkeys import Made, Party
from twofold.access.permissions import Permission
from twofold.core import unit
from twofold.core.actor import Actor
from twofold.core.facts import record
from twofold.core.unit import unit_of_work
from twofold.core.verbs import verb
from twofold.directory.queries.selves import person_behind

SYSTEM = Actor.system("access")
MOST = 50


@verb(Permission.EDIT_SELF)
def add(actor: Actor, made: Made, *, here: Here) -> UUID:
    """Keep a key that the actor has just made. Refuses one that is known already, be it another's."""
    me = person_behind(actor)
    aaguid = UUID(bytes=bytes(made.credential.aaguid))
    name = keepers.name_of(aaguid, user_agent=here.browser, is_portable="usb" in made.transports)
    key = Passkey(
        person_id=me,
        name=name,
        rp_id=Party.of(here.site).id,
        credential_id=bytes(made.credential.credential_id),
        public_key=cbor.encode(dict(made.credential.public_key)),
        sign_count=made.data.counter,
        aaguid=aaguid,
        transports=list(made.transports),
        may_sign_in=made.may_sign_in,
        is_backed_up=made.data.is_backed_up(),
        created_at=unit.now(),
    )
    with unit_of_work(SYSTEM):
        try:
            with transaction.atomic():
                key.save(force_insert=True)
        except IntegrityError as error:
            raise PasskeyKnown from error
        browsers.distrust_all(me)
        told = facts.PasskeyAdded(person_id=me, passkey_id=key.id, name=name, may_sign_in=key.may_sign_in, **here.told)
        announce(told, by=actor, here=here)
    return key.id


@verb(Permission.EDIT_SELF)
def rename(actor: Actor, passkey_id: UUID, name: str) -> None:
    """Call one of the actor's keys otherwise. The same name, or none, changes nothing."""
    name = " ".join(name.split())[:100]
    with unit_of_work(SYSTEM):
        key = _mine(actor, passkey_id)
        if name in {"", key.name}:
            return
        before, key.name = key.name, name
        key.save(update_fields=["name"])
        told = facts.PasskeyRenamed(person_id=key.person_id, passkey_id=key.id, before=before, name=name)
        record(told, by=actor)


@verb(Permission.EDIT_SELF)
def remove(actor: Actor, passkey_id: UUID, *, here: Here) -> str:
    """Let a key of the actor's prove nothing any more; its name is returned. Refuses the last way to sign in."""
    with unit_of_work(SYSTEM):
        key = _mine(actor, passkey_id)
        if key.may_sign_in and not ways_in.is_left(key.person_id, here.site, host=key.rp_id, but_passkey=key.id):
            raise LastWayIn
        key.delete()
        second_steps.drop_codes_without_a_step(key.person_id)
        browsers.distrust_all(key.person_id)
        told = facts.PasskeyRemoved(person_id=key.person_id, passkey_id=passkey_id, name=key.name, **here.told)
        announce(told, by=actor, here=here)
    return key.name


def _mine(actor: Actor, passkey_id: UUID) -> Passkey:
    key = Passkey.objects.select_for_update().filter(id=passkey_id, person_id=person_behind(actor)).first()
    if key is None:
        raise PasskeyNotFound(passkey_id)
    return key
