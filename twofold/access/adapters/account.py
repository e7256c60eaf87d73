"""How an account signs up and in."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.core import context
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from twofold.access import letters, limits, proofs
from twofold.access.adapters import arrivals, keys, last_context
from twofold.access.adapters.circumstances import here_of, recognise
from twofold.access.adapters.here import REMEMBER, site_of
from twofold.access.adapters.limits import rates_of
from twofold.access.adapters.visitors import anonymous_id_of
from twofold.access.announcing import Where, announce
from twofold.access.errors import AddressIsAnothers
from twofold.access.facts import SignedIn
from twofold.access.flows import Method
from twofold.access.passwords.changed import changed
from twofold.core import links, unit
from twofold.core.actor import Actor

LEADS_TO = {"unknown_account": "account_signup", "account_already_exists": "account_login"}


class Adapter(DefaultAccountAdapter):
    """People sign up and in as the site of the request wants it. An address that was not proven is kept nowhere."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("This e-mail and this password do not go together."),
        "too_many_login_attempts": _("Too many tries with this e-mail. Wait five minutes, then try again."),
        "incorrect_code": _("This is not the code. Look into the newest e-mail."),
    }

    # -------------------------------------------------------------------------------------------------- signing up

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """As the site's flow says."""
        return site_of(request).flow.is_open

    def new_user(self, request: HttpRequest) -> AbstractBaseUser:
        """A visitor, of whom nothing is known."""
        del request
        return get_user_model()(created_at=unit.now())

    def save_user(
        self,
        request: HttpRequest,
        user: AbstractBaseUser,
        form: BaseForm,
        commit: bool = True,  # noqa: FBT001, FBT002 - as it is called
    ) -> AbstractBaseUser:
        """Nothing but the password is theirs before they have proven the address; the form has hashed it already."""
        hashed = getattr(form, "hashed_password", "")
        if hashed and Method.PASSWORD in site_of(request).flow.methods:
            user.password = hashed
        else:
            user.set_unusable_password()
        if commit:
            user.save()
        return user

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """The address is proven, by whichever way. Whose row it is from now on is whoever they turned out to be."""
        person_id = email_address.user_id
        is_here = arrivals.begun(request, person_id)
        try:
            survivor = proofs.proven(person_id, email_address.email, in_this_browser=is_here)
        except AddressIsAnothers:
            return False
        if is_here:
            arrivals.finish(request, survivor)
        email_address.user_id = survivor
        email_address.verified = True
        return True

    # -------------------------------------------------------------------------------------------------- signing in

    def get_login_stages(self) -> list[str]:
        """In the order of the settings."""
        return list(settings.LOGIN_STAGES)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """By a password only where the site has them."""
        if Method.PASSWORD not in site_of(request).flow.methods:
            return None
        return super().authenticate(request, **credentials)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Only what fails is counted. Until it is known, whoever tries the same waits, so that nobody tries more at once."""
        key = self._get_login_attempts_cache_key(request, **credentials)
        self._failing = rates_of(request, app="allauth.account", action="login_failed", key=key)
        if not limits.hold(self._failing):
            limits.spend(self._failing)
            raise self.validation_error("too_many_login_attempts")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """A try that was in vain brings the address and the network nearer to their limits."""
        del request, credentials
        limits.spend(self._failing)

    def pre_login(self, request: HttpRequest, user: AbstractBaseUser, **flow: Any) -> HttpResponse | None:
        """Whoever was removed does not come in. A contact who signs in with a code for the first time has proven the address."""
        if getattr(user, "deleted_at", None):
            return self.respond_user_inactive(request, user)
        ways = get_authentication_records(request, user)
        address = flow["email"]
        if address and ways and ways[-1]["method"] == "code" and ways[-1].get("email") == address:
            proofs.proven(user.pk, address, in_this_browser=False)
        return super().pre_login(request, user, **flow)

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **flow: Any) -> HttpResponse:
        """Write it into the ledger, in the transaction that makes the session."""
        is_kept = request.session.pop(REMEMBER, True)
        request.session.set_expiry(settings.SESSION_COOKIE_AGE if is_kept else 0)
        last_context.go_on(request, user.pk)
        response = super().post_login(request, user, **flow)
        here = here_of(request)
        came = SignedIn(person_id=user.pk, anonymous_id=anonymous_id_of(request), **here.told)
        news = recognise(request, user, response)
        announce(came, *news, by=Actor.system("sign-in"), here=here, where=_where_known(user))
        return response

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """A password that was chosen anew, after it was forgotten, ends what began with the old one."""
        super().set_password(user, password)
        changed(user.pk, by=Actor.system("sign-in"), here=here_of(self._request()), session_key=None)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Members of staff to their console, customers to their portal."""
        return reverse("console:home" if getattr(request.user, "is_staff", False) else "portal:home")

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """Whoever signs up may well be one of those who are there already."""
        return self.get_login_redirect_url(request)

    def is_safe_url(self, url: str) -> bool:
        """On this site, wherever it is reached: an address with a host in it is never one."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    # ------------------------------------------------------------------------------------------------------ letters

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the site's name, queued with the change it tells of."""
        kind = template_prefix.rpartition("/")[2]
        site = site_of(self._request())
        told = {name: value for name, value in context.items() if name not in {"request", "user", "current_site"}}
        if kind in LEADS_TO:
            told["url"] = links.to(LEADS_TO[kind], base=site.url)
        if kind == "login_code" and site.flow.by_link:
            told["url"] = links.to("account_code_link", keys.for_code(told["code"]), base=site.url)
        is_for_nobody = kind == "unknown_account" and not site.flow.is_open
        letters.post(kind, to="" if is_for_nobody else email, site=site, language=get_language() or "", **told)

    def send_confirmation_mail(self, request: HttpRequest, emailconfirmation: Any, signup: bool) -> None:  # noqa: FBT001 - likewise
        """With a code, or with a link where the site has it so; with neither where the address signs in somebody else."""
        kind = "email_confirmation_signup" if signup else "email_confirmation"
        claimed = emailconfirmation.email_address
        told: dict[str, str] = {}
        if proofs.is_anothers(claimed.email, claimed.user_id):
            kind = "account_already_exists"
        elif site_of(request).flow.by_link:
            key = keys.for_address(claimed.user_id, claimed.email)
            told = {"url": links.to("account_confirm_email", key, base=site_of(request).url)}
        else:
            told = {"code": emailconfirmation.key}
        self.send_mail(f"account/email/{kind}", claimed.email, told)

    def add_message(self, *args: object, **kwargs: object) -> None:
        """No notices: a page that opened says enough."""

    def _request(self) -> HttpRequest:
        request: HttpRequest = self.request or context.request
        return request


def _where_known(user: Any) -> Where | None:
    """Where letters to somebody go, if they were read with all of their addresses just now (access.backends)."""
    if not getattr(user, "is_as_kept", False):
        return None
    known = getattr(user, "_emailaddress_cache", ())
    proven = sorted((one for one in known if one.verified), key=lambda one: (not one.primary, one.id))
    return user.locale, proven[0].email if proven else ""
