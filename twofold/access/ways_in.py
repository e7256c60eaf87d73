"""By which ways a person signs in at a site, so that nobody takes the last one away from them."""

from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import get_user_model

from twofold.access import phones
from twofold.access.flows import Method
from twofold.access.models import Passkey, Provider
from twofold.access.passkeys import Party
from twofold.access.sites import SiteHere


def is_left(
    person_id: UUID, site: SiteHere, *, host: str = "", but_passkey: UUID | None = None, but_login: int | None = None
) -> bool:
    """Whether a person has a way to sign in beside this passkey or this login elsewhere.

    A password; a code to a proven address or phone, a passkey of the host (the site's own unless told) or another login
    elsewhere, where the site has them.
    """
    methods = site.flow.methods
    if Method.PASSWORD in methods and get_user_model().objects.get(pk=person_id).has_usable_password():
        return True
    if Method.CODE in methods and EmailAddress.objects.filter(user=person_id, verified=True).exists():
        return True
    if Method.PHONE in methods and phones.let_in(person_id):
        return True
    keys = Passkey.objects.filter(person=person_id, rp_id=host or Party.of(site).id, may_sign_in=True, copied_at=None)
    if Method.PASSKEY in methods and any(key != but_passkey for key in keys.values_list("id", flat=True)):
        return True
    offered = Provider.objects.filter(is_on=True).values("key")
    logins = SocialAccount.objects.filter(user=person_id, provider__in=offered).values_list("pk", flat=True)
    return Method.ELSEWHERE in methods and any(login != but_login for login in logins)
