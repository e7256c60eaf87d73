"""What access does after facts of the directory: a place that ended ends sessions, and places of one human being are united."""

from uuid import UUID

from allauth.account.models import EmailAddress
from django.utils.translation import gettext_lazy as _

from twofold.access import announcing, logins, phones, sessions, uniting
from twofold.access.facts import AddressProven
from twofold.access.facts.selves import AddressDropped
from twofold.access.sites import site_at
from twofold.core.actor import Actor
from twofold.core.readers import reacts_to
from twofold.directory.facts import IdentifierRemoved, MembershipEnded, PersonMerged, PersonRemoved, PersonUnmerged
from twofold.directory.phones import spoken


@reacts_to(MembershipEnded)
def end_a_place(actor: Actor, fact: MembershipEnded) -> None:
    """Whoever ended it, and however: nothing is left of it to come back, and no session of the account's own lives on.

    Every other session is by itself again with its next request (`run.middleware`).
    """
    del actor
    uniting.clear(fact.membership_id)
    sessions.end_of_account(fact.person_id, fact.account_id)


@reacts_to(PersonRemoved)
def sign_out_whoever_was_removed(actor: Actor, fact: PersonRemoved) -> None:
    """They are out with the next request anyhow; should they be restored, no session of before comes alive again."""
    del actor
    sessions.end_all(fact.person_id)


@reacts_to(PersonMerged)
def unite_places(actor: Actor, fact: PersonMerged) -> None:
    """Where both were in one account, the one who is left has there what both had."""
    uniting.unite(actor, fact.person_id)


@reacts_to(PersonMerged)
def move_login(actor: Actor, fact: PersonMerged) -> None:
    """Whoever signed in as the one who is gone signs in as the one who is left, if with a code; who signed in before is told."""
    del actor
    had_another = EmailAddress.objects.filter(user=fact.person_id, verified=True).exists()
    for address in logins.follow(fact.loser_id, fact.person_id):
        if had_another:
            _tell_of_another(fact.person_id, address)


@reacts_to(PersonUnmerged)
def give_login_back(actor: Actor, fact: PersonUnmerged) -> None:
    """Each signs in with their own addresses again."""
    del actor
    logins.follow(fact.person_id, fact.loser_id)


@reacts_to(PersonUnmerged)
def part_places(actor: Actor, fact: PersonUnmerged) -> None:
    """What somebody had of another by being one with them is not theirs any more."""
    del actor
    uniting.part(fact.person_id)


@reacts_to(IdentifierRemoved)
def take_a_phone_away(actor: Actor, fact: IdentifierRemoved) -> None:
    """Who is no longer known by a number does not sign in with it either, and is told so."""
    del actor
    if fact.kind == phones.KIND and phones.forget(fact.person_id, fact.value):
        details = [(_("Phone"), spoken(fact.value))]
        announcing.tell(fact.person_id, _("A phone number was removed"), site=site_at(""), details=details)


@reacts_to(AddressProven)
def tell_of_another_address(actor: Actor, fact: AddressProven) -> None:
    """Whoever signs in with one address already learns there that there is another."""
    del actor
    mine = EmailAddress.objects.filter(user_id=fact.person_id, verified=True)
    if mine.exclude(email=fact.email).filter(primary=True).exists():
        _tell_of_another(fact.person_id, fact.email)


@reacts_to(AddressDropped)
def tell_of_an_address_that_was_dropped(actor: Actor, fact: AddressDropped) -> None:
    """At the address that is left."""
    del actor
    details = [(_("E-mail"), fact.email)]
    announcing.tell(fact.person_id, _("An e-mail address was removed"), site=site_at(""), details=details)


def _tell_of_another(person_id: UUID, address: str) -> None:
    details = [(_("E-mail"), address)]
    announcing.tell(person_id, _("An e-mail address was added"), site=site_at(""), details=details)
