"""A person's second steps: the authenticator app, recovery codes, and browsers that are not asked."""

from uuid import UUID

from allauth.mfa.models import Authenticator

from twofold.access import browsers, second_steps
from twofold.access.announcing import announce
from twofold.access.circumstances import Here
from twofold.access.errors.security import AppKnown, BrowserNotFound, CodeWrong, NothingToRecover
from twofold.access.facts import security as facts
from twofold.access.permissions import Permission
from twofold.core.actor import Actor
from twofold.core.facts import record
from twofold.core.unit import unit_of_work
from twofold.core.verbs import verb
from twofold.directory.queries.selves import person_behind

SYSTEM = Actor.system("access")


@verb(Permission.EDIT_SELF)
def add_app(actor: Actor, secret: str, code: str, *, here: Here) -> None:
    """Ask for a code of the app that has this secret, whose code of now the actor shows. Refuses a second app."""
    me = person_behind(actor)
    step = second_steps.step_of(secret, code)
    if step is None:
        raise CodeWrong
    with unit_of_work(SYSTEM):
        if Authenticator.objects.filter(user_id=me, type=Authenticator.Type.TOTP).exists():
            raise AppKnown
        second_steps.keep_app(me, secret, step)
        browsers.distrust_all(me)
        announce(facts.AuthenticatorAppAdded(person_id=me, **here.told), by=actor, here=here)


@verb(Permission.EDIT_SELF)
def remove_app(actor: Actor, *, here: Here) -> None:
    """Ask for no code of an app any more. Without an app nothing happens."""
    me = person_behind(actor)
    with unit_of_work(SYSTEM):
        removed, _ = Authenticator.objects.filter(user_id=me, type=Authenticator.Type.TOTP).delete()
        if not removed:
            return
        second_steps.drop_codes_without_a_step(me)
        browsers.distrust_all(me)
        announce(facts.AuthenticatorAppRemoved(person_id=me, **here.told), by=actor, here=here)


@verb(Permission.EDIT_SELF)
def make_codes(actor: Actor, *, here: Here) -> list[str]:
    """New recovery codes, to be shown once; those from before are worth nothing. Refuses without a second step."""
    me = person_behind(actor)
    with unit_of_work(SYSTEM):
        if not second_steps.is_on(me):
            raise NothingToRecover
        codes = second_steps.make_codes(me)
        browsers.distrust_all(me)
        announce(facts.RecoveryCodesMade(person_id=me, **here.told), by=actor, here=here)
    return codes


@verb(Permission.EDIT_SELF)
def distrust(actor: Actor, browser_id: UUID) -> None:
    """Ask one of the actor's browsers for the second step again."""
    me = person_behind(actor)
    with unit_of_work(SYSTEM):
        if not browsers.distrust(me, browser_id):
            raise BrowserNotFound(browser_id)
        record(facts.BrowsersDistrusted(person_id=me, count=1), by=actor)


@verb(Permission.EDIT_SELF)
def distrust_all(actor: Actor) -> int:
    """Ask all of the actor's browsers for the second step again. Returns how many were not asked."""
    me = person_behind(actor)
    with unit_of_work(SYSTEM):
        count = browsers.distrust_all(me)
        if count:
            record(facts.BrowsersDistrusted(person_id=me, count=count), by=actor)
    return count
