"""Requests as they are kept: made once, decided once, and not forgotten."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from twofold.access import staff_rights
from twofold.access.errors import RequestDecided
from twofold.access.facts import RequestMade
from twofold.access.joining import posting
from twofold.access.joining.people import Reader, readers, who_may
from twofold.access.models import JoinRequest
from twofold.access.models.request import OPEN
from twofold.access.permissions import Permission
from twofold.access.sites import site_with
from twofold.access.staff_rights import StaffRights
from twofold.core import ids, links, unit
from twofold.core.actor import Actor
from twofold.core.facts import record
from twofold.directory import queries as directory
from twofold.directory.permissions import Permission as Directory

SYSTEM = Actor.system("access")
PATIENCE = timedelta(days=2)
MOST_READERS = 20


def ask(actor: Actor, request: JoinRequest) -> UUID:
    """Keep the request and tell those who decide, unless the same one waits already."""
    try:
        with transaction.atomic():
            request.save(force_insert=True)
    except IntegrityError:
        waiting = JoinRequest.objects.filter(OPEN, person=request.person_id, kind=request.kind)
        found: UUID = waiting.values_list("id", flat=True).get(account=request.account_id)
        return found
    record(RequestMade(company=request.company, **told(request)), by=actor)
    tell_deciders("request_made", request)
    return request.id


def sign_up(person_id: UUID, *, site_id: UUID, address: str, language: str) -> JoinRequest:
    """The request of somebody who has signed up to a site where one waits: the last one, or a new one for who never asked."""
    last = JoinRequest.objects.filter(person=person_id, kind=JoinRequest.Kind.SIGN_UP).order_by("-asked_at").first()
    if last is not None and last.decision != JoinRequest.Decision.WITHDRAWN:
        return last
    request = JoinRequest(
        id=ids.new(), kind=JoinRequest.Kind.SIGN_UP, person_id=person_id, site_id=site_id, address=address,
        language=language, asked_at=unit.now(),
    )  # fmt: skip
    return JoinRequest.objects.get(id=ask(SYSTEM, request))


def decide(request: JoinRequest, decision: str, *, by: Actor, account_id: UUID | None = None, reason: str = "") -> bool:
    """Whether this decided it: one statement, so that of several who do it at once one does. Refuses what was decided otherwise."""
    said: dict[str, Any] = {
        "decision": decision,
        "decided_at": unit.now(),
        "decided_by": by.person_id,
        "reason": reason,
    }
    if account_id is not None:
        said["account"] = account_id
    has_decided = bool(JoinRequest.objects.filter(OPEN, id=request.id).update(**said))
    request.refresh_from_db()
    if request.decision != decision:
        raise RequestDecided(request.id, request.decision)
    return has_decided


def told(request: JoinRequest) -> dict[str, Any]:
    """What every fact of it says."""
    about = {"person_id": request.person_id, "account_id": request.account_id}
    return {"request_id": request.id, "address": request.address, **about}


def remind(at_most: int) -> int:
    """Remind those who decide of what waits too long. Returns how many there were."""
    forgotten = JoinRequest.objects.filter(OPEN, reminded_at=None, asked_at__lte=unit.now() - PATIENCE)
    due = list(forgotten.select_for_update(skip_locked=True).order_by("asked_at")[:at_most])
    for request in due:
        tell_deciders("request_waits", request)
        request.reminded_at = unit.now()
        request.save(update_fields=["reminded_at"])
    return len(due)


def tell_deciders(kind: str, request: JoinRequest) -> None:
    """Write to those who decide it."""
    if request.account_id is not None and request.sponsor_id is None:
        base = site_with(request.site_id).url
        url = posting.page_of("portal:requests", request.account_id, base=base)
    else:
        url = links.to("console:requests")
    posting.tell_of_request(kind, request, who_decides(request), url=url)


def who_decides(request: JoinRequest) -> list[Reader]:
    """The colleague who looks at it; or whoever runs the account; or, where there is none, the staff who may."""
    if request.sponsor_id and (found := readers([request.sponsor_id])):
        return found
    if request.account_id and (found := who_may(request.account_id, Permission.DECIDE_REQUESTS)):
        return found
    rights = staff_rights.rights_of_each([one.id for one in directory.staff(SYSTEM)])
    rows = {one: theirs.rows for one, theirs in rights.items() if _may_decide(theirs)}
    in_sight = {None, *directory.scopes_with_account(set(filter(None, rows.values())), request.account_id)}
    return readers([one for one, theirs in rows.items() if theirs in in_sight])[:MOST_READERS]


def _may_decide(rights: StaffRights) -> bool:
    """Of the accounts in sight; whoever has rows of their own and sees no accounts has none."""
    sees = rights.rows is None or Directory.SEE_ACCOUNTS in rights.permissions
    return sees and Permission.DECIDE_REQUESTS in rights.permissions


def speaking_for(addresses: Collection[str], account_id: UUID | None) -> str:
    """Which of one's proven addresses says that one belongs to the account; the first one where none is asked for."""
    for address in addresses:
        if account_id in directory.accounts_of_domains(SYSTEM, [address.partition("@")[2]]):
            return address
    return next(iter(addresses))
