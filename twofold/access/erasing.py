"""What the access room erases of a person for good: every way in, all that browsers left, and their places in accounts."""

from collections.abc import Callable
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db.models import Q, QuerySet

from twofold.access import sessions
from twofold.access.models import (
    Acceptance,
    ApiKey,
    Assignment,
    Browser,
    Download,
    Farewell,
    Grant,
    GroupMember,
    Invitation,
    JoinRequest,
    KeptAnswer,
    Keyring,
    PassedOver,
    Passkey,
    Phone,
    Photo,
    Seat,
    StaffGrant,
    TeamMember,
)
from twofold.core import files
from twofold.core.actor import Actor
from twofold.core.erasing import Meant, declare_eraser
from twofold.core.operations import Doing

# Each is called something in the receipt. What hangs on a row goes with it.
OF_A_PERSON: dict[str, tuple[Any, str]] = {
    "addresses": (EmailAddress.objects, "user"),
    "logins": (SocialAccount.objects, "user"),
    "second_steps": (Authenticator.objects, "user"),
    "sessions": (UserSession.objects, "user"),
    "browsers": (Browser.objects, "person"),
    "passkeys": (Passkey.objects, "person"),
    "keyrings": (Keyring.objects, "person"),
    "phones": (Phone.objects, "person"),
    "photos": (Photo.objects, "person"),
    "downloads": (Download.objects, "person"),
    "farewells": (Farewell.objects, "person"),
    "accepted_terms": (Acceptance.objects, "person"),
    "questions": (PassedOver.objects, "person"),
    "requests": (JoinRequest.objects, "person"),
    "keys": (ApiKey.objects, "person"),
    "staff_roles": (StaffGrant.objects, "person"),
    "teams": (TeamMember.objects, "person"),
}
OF_A_MEMBERSHIP: dict[str, Callable[..., QuerySet[Any]]] = {
    "roles": Grant.objects.filter,
    "groups": GroupMember.objects.filter,
    "applications": Assignment.objects.filter,
    "seats": Seat.objects.filter,
}
AT_ONCE = 200
DID = "who did it, or vouched for it: an id"
KEPT = dict.fromkeys(
    ("access_apikey.created_by_id", "access_invitation.sponsor_id", "access_invitation.invited_by_id",
     "access_joinrequest.sponsor_id", "access_joinrequest.decided_by_id", "access_grant.granted_by_id",
     "access_seat.sponsor_id", "access_staffgrant.granted_by_id"),
    DID,
)  # fmt: skip


def declare() -> None:
    """Make it known."""
    tables = {f"{rows.model._meta.db_table}.{whose}_id" for rows, whose in OF_A_PERSON.values()}
    declare_eraser("access", erase, erased=(*sorted(tables), "access_invitation.redeemed_by_id"), kept=KEPT)


def erase(actor: Actor, meant: Meant, doing: Doing) -> Doing:
    """All of it in one piece: nobody has so much of it."""
    people = list(meant.people)
    asked = Download.objects.select_for_update().filter(person__in=people)  # waits for what is being gathered just now
    files.drop(actor, [one.file_id for one in asked if one.file_id])
    ended = sum(map(sessions.end_all, people))
    counts = {what: _drop(rows(membership__person__in=people)) for what, rows in OF_A_MEMBERSHIP.items()}
    counts |= {what: _drop(rows.filter(**{f"{whose}__in": people})) for what, (rows, whose) in OF_A_PERSON.items()}
    bound_to_them = Q(redeemed_by__in=people) | Q(address__in=[word.lower() for word in meant.words])
    counts["invitations"] = _drop(Invitation.objects.filter(bound_to_them))
    counts["sessions"] += ended
    counts["answers"] = _forget_answers(meant)
    return doing.on(counts=counts, is_over=True)


def _drop(rows: QuerySet[Any]) -> int:
    """How many there were, without what hung on them."""
    return rows.delete()[1].get(rows.model._meta.label, 0)


def _forget_answers(meant: Meant) -> int:
    """Programs that ask again are given no more what they were told of them: kept for a day, and short, so each is looked through."""
    theirs = meant.named_in(KeptAnswer.objects.values_list("id", "body").iterator(AT_ONCE))
    return _drop(KeptAnswer.objects.filter(id__in=list(theirs)))
