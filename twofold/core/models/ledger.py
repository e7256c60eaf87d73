"""The ledger: one row per fact, only ever added to."""

from django.db import models
from django.db.models import F, Q

from twofold.core import ids


class LedgerEntry(models.Model):
    """A fact as it was written. The table also has `xid`, the transaction that wrote it, for the readers."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    seq = models.BigIntegerField(unique=True, editable=False, db_default=0)  # in truth GENERATED ALWAYS AS IDENTITY
    name = models.CharField(max_length=100)
    body = models.JSONField()
    actor_kind = models.CharField(max_length=8)
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=200)
    impersonator_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True)
    account_id = models.UUIDField(null=True)
    recorded_at = models.DateTimeField()
    audience = models.SmallIntegerField(default=0, db_default=0)  # `facts.Audience`

    class Meta:
        indexes = (
            models.Index(F("person_id"), F("seq").desc(), name="ledger_of_person"),
            models.Index(
                F("account_id"), F("seq").desc(), name="ledger_of_account", condition=Q(account_id__isnull=False)
            ),
            models.Index(F("name"), F("seq").desc(), name="ledger_of_name"),
            models.Index(F("actor_id"), F("seq").desc(), name="ledger_of_actor", condition=Q(actor_id__isnull=False)),
        )

    def __str__(self) -> str:
        return f"{self.seq} {self.name}"
