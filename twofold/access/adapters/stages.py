"""What stands between a proof of who somebody is and their session: `settings.LOGIN_STAGES` has them in their order."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.stages import EmailVerificationStage, LoginStage
from allauth.core.internal.httpkit import headed_redirect_response
from django.db import connection
from django.http import HttpResponse

from twofold.access import proofs, questions, terms
from twofold.access.adapters.here import site_of

Passed = tuple[HttpResponse | None, bool]
GO_ON: Passed = (None, True)
CLAIMED = "DELETE FROM account_emailaddress WHERE user_id = %s AND NOT verified"


class ProofStage(EmailVerificationStage):
    """Nobody comes in with an address that they have not shown to be theirs. What is merely claimed is kept nowhere."""

    def handle(self) -> Passed:
        """Send the code or the link."""
        passed: Passed = super().handle()  # type: ignore[no-untyped-call]
        if self.login.user and not _has_proven_all(self.login.user):
            with connection.cursor() as cursor:
                cursor.execute(CLAIMED, [self.login.user.pk])
        return passed


def _has_proven_all(user: Any) -> bool:
    """Whether it is known already, from reading them all, that none of their addresses is merely claimed."""
    known = getattr(user, "_emailaddress_cache", None)
    return known is not None and all(one.verified for one in known)


class OneRecordStage(LoginStage):
    """Whoever turned out to be somebody the directory knows goes on as that one."""

    key = "one_record"

    def handle(self) -> Passed:
        """Swap the person of the login for the one they have become, as they are since the proof.

        Whoever has only just shown a password of theirs has proven nothing else since, and lives (access.backends).
        """
        if self.login.user is None or getattr(self.login.user, "is_as_kept", False):
            return GO_ON
        before = self.login.user.pk
        self.login.user = proofs.user(proofs.became(before))
        if self.login.user.pk != before:
            record_authentication(self.request, self.login.user, method="code", email=self.login.email)
        return GO_ON


class StageOfPeople(LoginStage):
    """A stage for customers, on a page of its own."""

    urlname: str

    def handle(self) -> Passed:
        """Members of staff come to work, not to be asked."""
        user: Any = self.login.user
        if user is None or user.is_staff or not self.is_needed():
            return GO_ON
        return headed_redirect_response(self.urlname), True

    def is_needed(self) -> bool:
        """Whether this person has something to do here."""
        raise NotImplementedError


class TermsStage(StageOfPeople):
    """New versions are accepted before going on."""

    key = "terms"
    urlname = "account_terms"

    def is_needed(self) -> bool:
        """Whether something in force is not accepted."""
        return bool(terms.unaccepted(self.login.user.pk, site_of(self.request).flow.terms))  # type: ignore[union-attr]


class QuestionsStage(StageOfPeople):
    """What the site needs to know, and what it left for later."""

    key = "questions"
    urlname = "account_questions"

    def is_needed(self) -> bool:
        """Whether something is to be asked."""
        return bool(questions.unanswered(self.login.user.pk, site_of(self.request).flow.questions))  # type: ignore[union-attr]
