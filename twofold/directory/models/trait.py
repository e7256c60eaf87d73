"""Traits: what each source says of a person or an account, kept apart so that the whole can be folded again at any time."""

from django.db import models
from django.db.models import Q

from twofold.core import ids


class Trait(models.Model):
    """What one source last said under one name: of the person behind an identifier, or of the person as such."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    identifier = models.ForeignKey("directory.Identifier", models.CASCADE, null=True, db_index=False, related_name="+")
    person = models.ForeignKey("directory.Person", models.CASCADE, null=True, db_index=False, related_name="+")
    source = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    value = models.JSONField(null=True)
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                "identifier", "source", "name", condition=Q(person=None), name="trait_of_identifier_once"
            ),
            models.UniqueConstraint(
                "person", "source", "name", condition=Q(identifier=None), name="trait_of_person_once"
            ),
            models.CheckConstraint(condition=Q(identifier=None) ^ Q(person=None), name="trait_has_one_subject"),
        )

    def __str__(self) -> str:
        return f"{self.name} by {self.source}"


class AccountTrait(models.Model):
    """What one source last said of an account under one name, by one of its identifiers or of the account as such."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    identifier = models.ForeignKey(
        "directory.AccountIdentifier", models.CASCADE, null=True, db_index=False, related_name="+"
    )
    account = models.ForeignKey("directory.Account", models.CASCADE, null=True, db_index=False, related_name="+")
    source = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    value = models.JSONField(null=True)
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                "identifier", "source", "name", condition=Q(account=None), name="account_trait_of_identifier_once"
            ),
            models.UniqueConstraint(
                "account", "source", "name", condition=Q(identifier=None), name="account_trait_of_account_once"
            ),
            models.CheckConstraint(
                condition=Q(identifier=None) ^ Q(account=None), name="account_trait_has_one_subject"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} by {self.source}"
