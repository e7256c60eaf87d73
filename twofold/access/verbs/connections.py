"""A person's logins elsewhere: connecting one, disconnecting one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from allauth.socialaccount.models import SocialAccount

from twofold.access import logins, ways_in
from twofold.access.announcing import announce
from twofold.access.circumstances import Here
from twofold.access.errors.security import LastWayIn, LoginIsAnothers, LoginNotFound
from twofold.access.facts.security import LoginDisconnected
from twofold.access.permissions import Permission
from twofold.access.queries.logins import shown
from twofold.access.yielding import yield_login
from twofold.core.actor import Actor
from twofold.core.unit import unit_of_work
from twofold.core.verbs import verb
from twofold.directory.queries.selves import person_behind

SYSTEM = Actor.system("access")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody has shown to be at a provider, by its key; `said` is what it says of them. None of that is believed."""

    provider: str
    uid: str
    said: Mapping[str, Any]


@verb(Permission.EDIT_SELF)
def connect(actor: Actor, identity: Identity, *, here: Here) -> str:
    """Let the actor sign in with this identity, too; the provider's name is returned. Again it changes nothing.

    Whoever was removed lets go of it. Refuses one with which somebody else signs in. Of what the provider says nothing becomes
    the actor's, no address either.
    """
    me = person_behind(actor)
    with unit_of_work(SYSTEM):
        yield_login(identity.provider, identity.uid)
        account, is_new = SocialAccount.objects.get_or_create(
            provider=identity.provider, uid=identity.uid, defaults={"user_id": me, "extra_data": dict(identity.said)}
        )
        if account.user_id != me:
            raise LoginIsAnothers
        if is_new:
            logins.tell_connected(account, by=actor, here=here)
        return shown(account).name


@verb(Permission.EDIT_SELF)
def disconnect(actor: Actor, login_id: int, *, here: Here) -> str:
    """Let one of the actor's logins elsewhere let nobody in any more; its name is returned. Refuses the last way to sign in."""
    me = person_behind(actor)
    with unit_of_work(SYSTEM):
        account = SocialAccount.objects.select_for_update().filter(pk=login_id, user=me).first()
        if account is None:
            raise LoginNotFound(login_id)
        if not ways_in.is_left(me, here.site, but_login=login_id):
            raise LastWayIn
        login = shown(account)
        account.delete()
        told = LoginDisconnected(
            person_id=me, provider=login.provider, name=login.name, email=login.address, **here.told
        )
        announce(told, by=actor, here=here)
    return login.name
