"""Traits: what each source says of a person or an account, kept apart so that the whole can be folded again at any time.

A row has all that one source said of one subject: `said` is an object of names, each with the value and the moment of the
newest word, in microseconds since 1970: `{"city": ["Lund", 1767225600000000]}`.
"""

from django.db import models
from django.db.models import Q


class Trait(models.Model):
    """What one source last said: of the person behind an identifier, or of the person as such."""

    id = models.BigAutoField(primary_key=True)
    identifier = models.ForeignKey(
        "directory.Identifier", models.CASCADE, null=True, db_index=False, db_constraint=False, related_name="+"
    )
    person = models.ForeignKey(
        "directory.Person", models.CASCADE, null=True, db_index=False, db_constraint=False, related_name="+"
    )
    source = models.CharField(max_length=100)
    said = models.JSONField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint("identifier", "source", condition=Q(person=None), name="trait_of_identifier_once"),
            models.UniqueConstraint("person", "source", condition=Q(identifier=None), name="trait_of_person_once"),
            models.CheckConstraint(condition=Q(identifier=None) ^ Q(person=None), name="trait_has_one_subject"),
        )

    def __str__(self) -> str:
        return f"{self.source}: {', '.join(self.said)}"


class AccountTrait(models.Model):
    """What one source last said of an account, by one of its identifiers or of the account as such."""

    id = models.BigAutoField(primary_key=True)
    identifier = models.ForeignKey(
        "directory.AccountIdentifier", models.CASCADE, null=True, db_index=False, db_constraint=False, related_name="+"
    )
    account = models.ForeignKey(
        "directory.Account", models.CASCADE, null=True, db_index=False, db_constraint=False, related_name="+"
    )
    source = models.CharField(max_length=100)
    said = models.JSONField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                "identifier", "source", condition=Q(account=None), name="account_trait_of_identifier_once"
            ),
            models.UniqueConstraint(
                "account", "source", condition=Q(identifier=None), name="account_trait_of_account_once"
            ),
            models.CheckConstraint(
                condition=Q(identifier=None) ^ Q(account=None), name="account_trait_has_one_subject"
            ),
        )

    def __str__(self) -> str:
        return f"{self.source}: {', '.join(self.said)}"
