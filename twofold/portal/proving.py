"""Links in letters. To open one changes nothing, for mail scanners open them, too: a button on the page does."""

from allauth.account.internal.flows.email_verification_by_code import EmailVerificationProcess
from allauth.account.stages import LoginStageController
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from twofold.access import proofs
from twofold.access.adapters import keys
from twofold.access.adapters.keys import Claim
from twofold.access.adapters.stages import ProofStage
from twofold.access.errors import AddressIsAnothers


def confirm_address(request: HttpRequest, key: str) -> HttpResponse:
    """Show that an address is somebody's: here, where they signed up, or in another browser, which then signs nobody in."""
    claim = keys.read_address(key)
    if claim is None:
        return render(request, "account/confirm_address.html", {"state": "old"}, status=404)
    if request.method != "POST":
        return render(request, "account/confirm_address.html", {"state": "asks", "address": claim.address})
    if process := begun_here(request, claim):
        return finish_here(request, process)
    return render(request, "account/confirm_address.html", {"state": prove(claim), "address": claim.address})


def bring_code(request: HttpRequest, key: str) -> HttpResponse:
    """The code of a letter: with a button where it was asked for, to be read and typed there where it was not."""
    code = keys.read_code(key)
    asked_here = bool(code) and "account_login" in request.session and not request.user.is_authenticated
    return render(
        request, "account/bring_code.html", {"code": code, "asked_here": asked_here}, status=200 if code else 404
    )


def begun_here(request: HttpRequest, claim: Claim) -> EmailVerificationProcess | None:
    """The sign-up that this is the proof for, if it was begun in this browser."""
    process = EmailVerificationProcess.resume(request)
    if process and process.user and process.user.pk == claim.person_id and process.email == claim.address:
        return process
    return None


def finish_here(request: HttpRequest, process: EmailVerificationProcess) -> HttpResponse:
    """Go on with it."""
    stage = LoginStageController.enter(request, ProofStage.key)
    is_proven = bool(process.finish())
    if stage is None:
        return redirect("account_email")
    response: HttpResponse = stage.exit() if is_proven else stage.abort()
    return response


def prove(claim: Claim) -> str:
    """Prove it for somebody who signed up elsewhere. Whoever can sign in already adds addresses where they are signed in."""
    if proofs.signs_in_with(claim.person_id, claim.address):
        return "proven"
    if proofs.can_sign_in(claim.person_id):
        return "elsewhere"
    try:
        proofs.proven(claim.person_id, claim.address, in_this_browser=False)
    except AddressIsAnothers:
        return "taken"
    return "proven"
