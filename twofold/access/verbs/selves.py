"""What people say of themselves: their profile, their photo, what they agree to, and at which address they are written to."""

from collections.abc import Mapping
from typing import Any

from allauth.account.models import EmailAddress

from twofold.access import consenting, letters, photos, theirs
from twofold.access.errors.selves import AddressNeeded, AddressNotYours, NotYoursToSay, PurposeUnknown
from twofold.access.facts.selves import AddressDropped, AddressPreferred, PhotoDropped, PhotoTaken
from twofold.access.models import Photo
from twofold.access.permissions import Permission
from twofold.access.sites import SiteHere
from twofold.core import clock, links, unit
from twofold.core.actor import Actor
from twofold.core.facts import record
from twofold.core.verbs import verb
from twofold.directory import queries as directory
from twofold.directory.permissions import Permission as Directory
from twofold.directory.verbs import consents, people

COLUMNS = frozenset({"given_name", "family_name", "phone", "country", "city", "locale", "time_zone"})


@verb(Permission.EDIT_SELF)
def edit(actor: Actor, *, fields: Mapping[str, Any]) -> None:
    """Change one's own profile: the columns above and the custom fields that are open for it; None clears one.

    It is the person's own word, which outranks what imports and tracking say. Refuses every other field.
    """
    me = directory.myself(actor).id
    with theirs.writing(actor, Directory.EDIT_PEOPLE) as acting:
        may = COLUMNS | {one.key for one in directory.custom_fields(acting, subject="person") if one.is_editable}
        for name in sorted(fields.keys() - may):
            raise NotYoursToSay(name)
        if fields.get("time_zone") and fields["time_zone"] not in clock.zones():
            raise NotYoursToSay("time_zone")
        people.edit(acting, me, fields=fields)


@verb(Permission.EDIT_SELF)
def agree(actor: Actor, *, purpose: str, channel: str, does: bool) -> None:
    """Agree, or no longer agree, to a purpose on a channel. Said before, nothing is added.

    Refuses a purpose that no site asks for and that one has never decided on.
    """
    me = directory.myself(actor).id
    decided = {(one.purpose, one.channel) for one in directory.current_consents(actor, me)}
    with theirs.writing(actor, Directory.RECORD_CONSENT) as acting:
        if (purpose, channel) not in decided and (
            channel != consenting.CHANNEL or purpose not in consenting.purposes()
        ):
            raise PurposeUnknown
        if does:
            consents.give(acting, me, purpose=purpose, channel=channel)
        else:
            consents.withdraw(acting, me, purpose=purpose, channel=channel)


@verb(Permission.EDIT_SELF)
def take_photo(actor: Actor, content: bytes) -> Photo:
    """Show this photo wherever one is shown. The one before is gone. Refuses what is no image, and what is too large."""
    me, made = directory.myself(actor).id, photos.made_of(content)
    with theirs.writing(actor, Directory.EDIT_PEOPLE) as acting:
        Photo.objects.filter(person=me).delete()
        photo = Photo.objects.create(person_id=me, content=made, created_at=unit.now())
        people.edit(acting, me, fields={"photo": links.path("photo", photo.id)})
        record(PhotoTaken(person_id=me), by=actor)
        return photo


@verb(Permission.EDIT_SELF)
def drop_photo(actor: Actor) -> None:
    """Show no photo any more, also none that somebody else said was of them. Without one nothing happens."""
    me = directory.myself(actor)
    if not me.photo:
        return
    with theirs.writing(actor, Directory.EDIT_PEOPLE) as acting:
        Photo.objects.filter(person=me.id).delete()
        people.edit(acting, me.id, fields={"photo": None})
        record(PhotoDropped(person_id=me.id), by=actor)


@verb(Permission.EDIT_SELF)
def prefer_address(actor: Actor, email: str, *, site: SiteHere) -> None:
    """Be written to at this address of one's own from now on; the one before is told. If it was this one already, nothing happens."""
    me = directory.myself(actor).id
    with theirs.writing(actor, Directory.EDIT_PEOPLE) as acting:
        address = _address(actor, email)
        if address.primary:
            return
        mine = EmailAddress.objects.filter(user=me)
        before = mine.filter(primary=True).values_list("email", flat=True).first() or ""
        mine.filter(primary=True).update(primary=False)
        mine.filter(pk=address.pk).update(primary=True)
        people.edit(acting, me, fields={"email": address.email})
        record(AddressPreferred(person_id=me, email=address.email, before=before), by=actor)
        if before:
            language = directory.myself(acting).locale
            letters.post("address_preferred", to=before, site=site, language=language, address=address.email)


@verb(Permission.EDIT_SELF)
def drop_address(actor: Actor, email: str) -> None:
    """No longer sign in with an address. Refuses the first one, at which one is written to."""
    me = directory.myself(actor).id
    with theirs.writing(actor):
        address = _address(actor, email)
        if address.primary:
            raise AddressNeeded(address.email)
        address.delete()
        record(AddressDropped(person_id=me, email=address.email), by=actor)


def _address(actor: Actor, email: str) -> EmailAddress:
    """One of the actor's proven addresses, held until the transaction ends."""
    mine = EmailAddress.objects.select_for_update().filter(user=actor.person_id, verified=True)
    found = mine.filter(email=email.strip().lower()).first()
    if found is None:
        raise AddressNotYours(email)
    return found
