"""Requests to be let in: asking, withdrawing, deciding, and reminding those who decide."""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _

from twofold.access.errors import RequestDecided, RequestNotFound, RequestNotPossible
from twofold.access.facts import RequestApproved, RequestDeclined, RequestWithdrawn
from twofold.access.joining import asking, posting, seating
from twofold.access.joining.people import proven_addresses
from twofold.access.joining.places import Place, checked, completed
from twofold.access.models import JoinRequest
from twofold.access.permissions import Permission
from twofold.access.queries.requests import joinable, requests_visible_to
from twofold.core import ids, unit
from twofold.core.actor import Actor
from twofold.core.facts import record
from twofold.core.unit import unit_of_work
from twofold.core.verbs import verb
from twofold.directory import queries as directory

SYSTEM = Actor.system("access")
LONGEST_REASON = 500
LONGEST_MESSAGE = 1_000
LONGEST_COMPANY = 200
Decision = JoinRequest.Decision


@verb(Permission.JOIN_ACCOUNTS)
def ask(
    actor: Actor,
    *,
    account_id: UUID | None = None,
    company: str = "",
    message: str = "",
    site_id: UUID | None = None,
    language: str = "en",
) -> UUID:
    """Ask to join an account that has proven the domain of one's own proven address; or name a company, and staff will see.

    Asking again for the same, while it waits, leads to the same request. Refuses an account that one's address says nothing of.
    """
    company, message = " ".join(company.split()), message.strip()
    if account_id is None and not company:
        raise RequestNotPossible("company", _("Say which company you belong to."))
    if len(company) > LONGEST_COMPANY or len(message) > LONGEST_MESSAGE:
        raise RequestNotPossible("message", _("Say it in at most 1,000 characters."))
    if account_id is not None and account_id not in joinable(actor):
        raise RequestNotPossible("account", _("Your address does not show that you belong to this organisation."))
    with unit_of_work(SYSTEM):
        addresses = proven_addresses(actor.person_id)
        if actor.person_id is None or not addresses:
            raise RequestNotPossible("account", _("Prove your e-mail address first."))
        return asking.ask(
            actor,
            JoinRequest(
                id=ids.new(), kind=JoinRequest.Kind.JOIN, person_id=actor.person_id, account_id=account_id,
                site_id=site_id, address=asking.speaking_for(addresses, account_id), company=company, message=message,
                language=language, asked_at=unit.now(),
            ),
        )  # fmt: skip


@verb(Permission.JOIN_ACCOUNTS)
def withdraw(actor: Actor, request_id: UUID) -> None:
    """No longer ask for it. The second time nothing happens; what was decided otherwise is refused."""
    with unit_of_work(SYSTEM):
        request = JoinRequest.objects.filter(id=request_id, person=actor.person_id).first()
        if request is None:
            raise RequestNotFound(request_id)
        if asking.decide(request, Decision.WITHDRAWN, by=actor):
            record(RequestWithdrawn(**asking.told(request)), by=actor)


@verb(Permission.DECIDE_REQUESTS)
def approve(
    actor: Actor, request_id: UUID, *, roles: Collection[UUID] = (), account_id: UUID | None = None
) -> JoinRequest:
    """Let in whoever asks: as a member, with these roles. `account_id` is for staff, where a company was only named.

    Approving it again changes nothing, whoever does it; of two who decide otherwise at once the first one has decided.
    Refuses to give more than one may grant oneself.
    """
    request = _look(actor, request_id)
    into = request.account_id or (None if actor.is_customer else account_id)
    if request.kind == JoinRequest.Kind.JOIN and into is None:
        raise RequestNotPossible("account", _("Choose the account first."))
    with unit_of_work(SYSTEM):
        place = Place(roles=frozenset(roles))
        if into is not None:
            checked(actor, into, completed(actor, into, place))
        if not asking.decide(request, Decision.APPROVED, by=actor, account_id=into):
            return request
        if into is not None:
            seating.seat(request.person_id, into, place, address=request.address, by=actor)
        record(RequestApproved(**asking.told(request)), by=actor)
        posting.tell_of_decision("request_approved", request)
    return request


@verb(Permission.DECIDE_REQUESTS)
def decline(actor: Actor, request_id: UUID, *, reason: str = "") -> JoinRequest:
    """Do not let in whoever asks, and tell them why. Declining it again changes nothing."""
    reason = reason.strip()
    if len(reason) > LONGEST_REASON:
        raise RequestNotPossible("reason", _("Say it in at most 500 characters."))
    request = _look(actor, request_id)
    with unit_of_work(SYSTEM):
        if asking.decide(request, Decision.DECLINED, by=actor, reason=reason):
            record(RequestDeclined(reason=reason, **asking.told(request)), by=actor)
            posting.tell_of_decision("request_declined", request)
    return request


@verb(Permission.DECIDE_REQUESTS)
def name_sponsor(actor: Actor, request_id: UUID, sponsor_id: UUID | None) -> None:
    """Let somebody look at a request: they are told, and reminded before the others. Only one who is open, only by staff."""
    _look(actor, request_id)
    with unit_of_work(SYSTEM):
        request = JoinRequest.objects.select_for_update().get(id=request_id)
        if request.decision:
            raise RequestDecided(request_id, request.decision)
        if sponsor_id is not None and not directory.standing_of(SYSTEM, sponsor_id).is_staff:
            raise RequestNotPossible("sponsor", _("Choose a colleague."))
        if request.sponsor_id != sponsor_id:
            request.sponsor_id = sponsor_id
            request.save(update_fields=["sponsor"])
            asking.tell_deciders("request_made", request)


@verb(Permission.DECIDE_REQUESTS)
def remind(actor: Actor, *, at_most: int = 500) -> int:  # noqa: ARG001 - every verb has an actor
    """Remind those who decide of requests that have waited for two days, once each. Returns how many there were."""
    return asking.remind(at_most)


def _look(actor: Actor, request_id: UUID) -> JoinRequest:
    """As whoever decides: what they cannot see is not there."""
    request = requests_visible_to(actor).filter(id=request_id).first()
    if request is None:
        raise RequestNotFound(request_id)
    return request
