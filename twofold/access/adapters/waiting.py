"""Somebody has signed up where one waits: their sign-in stands still until it is decided whether they are let in."""

import time
from datetime import timedelta
from uuid import UUID

from allauth.account.internal.stagekit import stash_login
from django.utils.translation import get_language

from twofold.access.adapters.here import site_of
from twofold.access.adapters.stages import StageOfPeople
from twofold.access.flows import Waiting
from twofold.access.joining import asking
from twofold.access.models import JoinRequest, Seat
from twofold.access.queries.actors import customer_of
from twofold.access.queries.requests import RequestRow, my_requests
from twofold.core import unit
from twofold.core.actor import Actor
from twofold.directory import queries as directory

SYSTEM = Actor.system("sign-in")
SIGN_UP = JoinRequest.Kind.SIGN_UP
PATIENCE = timedelta(hours=1)


class WaitingStage(StageOfPeople):
    """A page that says where the request stands. Whoever was invited, or was here before, does not wait."""

    key = "waiting"
    urlname = "account_waiting"

    def is_needed(self) -> bool:
        """Ask for them when they come for the first time, and anew after they withdrew; let them in once it is approved."""
        user = self.login.user
        assert user is not None  # noqa: S101 - a stage of people has one
        site = site_of(self.request)
        if not _waits_here(user.pk, site.flow.waiting):
            return False
        last = last_request(user.pk)
        if last is not None and last.decision != JoinRequest.Decision.WITHDRAWN:
            return last.decision != JoinRequest.Decision.APPROVED
        if user.last_login is not None:
            return False
        address = str(self.login.email or getattr(user, "email", ""))
        asking.sign_up(user.pk, site_id=site.id, address=address, language=get_language() or "en")
        return True

    def wait_on(self, asked: RequestRow) -> None:
        """Let a sign-in that stands still not lapse while its person looks at where it stands, in the first hour after they asked."""
        if unit.now() - asked.asked_at < PATIENCE:
            self.login.initiated_at = time.time()
            stash_login(self.request, self.login)


def last_request(person_id: UUID) -> RequestRow | None:
    """What somebody asked for by signing up."""
    return next((one for one in my_requests(customer_of(person_id)) if one.kind == SIGN_UP), None)


def _waits_here(person_id: UUID, waiting: Waiting) -> bool:
    if waiting == Waiting.NOBODY:
        return False
    if waiting == Waiting.STRANGERS and directory.has_a_place(SYSTEM, person_id):
        return False
    return not Seat.objects.filter(membership__person=person_id, membership__ended_at=None).exists()
