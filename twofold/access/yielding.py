"""What people who were removed still hold, so that they have it again once they are restored, and yield to whoever shows that it is theirs.

Nothing is taken from anybody who is there: whoever yields is held until the transaction ends, and is not restored meanwhile.
"""

from typing import TypeVar

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)


def yield_address(address: str) -> None:
    """Let a proven address go; where it was the first of theirs, another one is."""
    for held in of_removed(EmailAddress.objects.filter(email=address, verified=True), "user"):
        held.delete()
        left = EmailAddress.objects.filter(user=held.user_id, verified=True).order_by("-primary", "id").first()
        if left and not left.primary:
            EmailAddress.objects.filter(pk=left.pk).update(primary=True)


def yield_login(provider: str, uid: str) -> None:
    """Likewise a login elsewhere."""
    for held in of_removed(SocialAccount.objects.filter(provider=provider, uid=uid), "user"):
        held.delete()


def of_removed(rows: QuerySet[M], whose: str) -> QuerySet[M]:
    """Those of people who were removed and stay so."""
    removed = rows.filter(**{f"{whose}__deleted_at__isnull": False})
    return removed.select_related(whose).select_for_update(of=(whose,), no_key=True)
