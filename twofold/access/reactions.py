"""What access does after facts of the directory: a place that ended ends sessions, and places of one human being are united."""

from twofold.access import logins, sessions, uniting
from twofold.core.actor import Actor
from twofold.core.readers import reacts_to
from twofold.directory.facts import MembershipEnded, PersonMerged, PersonRemoved, PersonUnmerged


@reacts_to(MembershipEnded)
def end_a_place(actor: Actor, fact: MembershipEnded) -> None:
    """Whoever ended it, and however: nothing is left of it to come back, and no session stays in it."""
    del actor
    uniting.clear(fact.membership_id)
    sessions.end_context(fact.person_id, fact.account_id)


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
    """Whoever signed in as the one who is gone signs in as the one who is left, if with a code."""
    del actor
    logins.follow(fact.loser_id, fact.person_id)


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
