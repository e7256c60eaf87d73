"""A person's password."""

from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from twofold.access.circumstances import Here
from twofold.access.errors import PasswordTooWeak
from twofold.access.passwords.changed import changed
from twofold.access.permissions import Permission
from twofold.core.actor import Actor
from twofold.core.unit import unit_of_work
from twofold.core.verbs import verb
from twofold.directory.queries.selves import person_behind


@verb(Permission.EDIT_SELF)
def choose(actor: Actor, password: str, *, here: Here, session_key: str | None) -> None:
    """Give the actor this password, and sign them out everywhere but in this session. Refuses one that is easy to guess."""
    me = person_behind(actor)
    with unit_of_work(Actor.system("access")):
        user = get_user_model().objects.get(pk=me)
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise PasswordTooWeak(tuple(error.messages)) from error
        user.set_password(password)
        user.save(update_fields=["password"])
        changed(me, by=actor, here=here, session_key=session_key)
