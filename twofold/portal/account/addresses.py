"""The addresses one signs in with: adding one by a code that goes there, which one comes first, removing one."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from twofold.access.adapters import address_code, step_up
from twofold.access.adapters.step_up import needs_step_up
from twofold.access.queries import selves as mine
from twofold.access.verbs import selves
from twofold.core.refusals import Conflict
from twofold.portal import wording
from twofold.portal.account.codes import is_sent
from twofold.portal.account.forms import AddressForm
from twofold.portal.here import actor_of, site_of
from twofold.portal.page import page


def listed(request: HttpRequest) -> HttpResponse:
    """One's addresses, and a form to add one."""
    form = AddressForm(request.POST or None)
    if request.method == "POST":
        step_up.require(request)
        if form.is_valid() and _begin(request, form):
            return redirect("portal:address_confirm")
    shown = page(request, addresses=mine.my_addresses(actor_of(request)), form=form)
    return render(request, "portal/account/addresses.html", shown, status=422 if form.errors else 200)


def confirm(request: HttpRequest) -> HttpResponse:
    """Bring the code. A wrong one is no refusal of the door's (422): what it counts has to be kept."""
    address = address_code.address_of(request)
    if not address:
        messages.warning(request, gettext("This code holds no longer. Ask for another one."))
        return redirect("portal:addresses")
    error = ""
    if request.method == "POST":
        if address_code.finish(request, request.POST.get("code", "")):
            messages.success(request, gettext("%(address)s is yours.") % {"address": address})
            return redirect("portal:addresses")
        error = gettext("This is not the code. Look into the newest e-mail.")
    return render(request, "portal/account/address_confirm.html", page(request, address=address, error=error))


@require_POST
@needs_step_up
def prefer(request: HttpRequest) -> HttpResponse:
    """Be written to at another address; the one before is told."""
    address = request.POST.get("address", "")
    selves.prefer_address(actor_of(request), address, site=site_of(request))
    messages.success(request, gettext("We write to you at %(address)s from now on.") % {"address": address})
    return redirect("portal:addresses")


@require_POST
@needs_step_up
def remove(request: HttpRequest) -> HttpResponse:
    """No longer sign in with an address."""
    address = request.POST.get("address", "")
    try:
        selves.drop_address(actor_of(request), address)
    except Conflict as refusal:
        messages.warning(request, wording.refused(refusal))
    else:
        messages.success(request, gettext("You no longer sign in with %(address)s.") % {"address": address})
    return redirect("portal:addresses")


def _begin(request: HttpRequest, form: AddressForm) -> bool:
    address = form.cleaned_data["email"]
    return is_sent(form, "email", partial(address_code.begin, request, address, site_of(request)))
