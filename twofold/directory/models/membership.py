"""A membership: a person in an account, for a time, with a title and a part in buying."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from twofold.core import ids

LIVE = Q(ended_at=None)


class Membership(models.Model):
    """A person in an account. It lives until it is ended; `ends_on` may say beforehand when that will be."""

    class BuyingRole(models.TextChoices):
        """The part a person plays when the account buys."""

        ECONOMIC_BUYER = "economic_buyer"
        DECISION_MAKER = "decision_maker"
        CHAMPION = "champion"
        INFLUENCER = "influencer"
        EVALUATOR = "evaluator"
        GATEKEEPER = "gatekeeper"
        OPPONENT = "opponent"
        APPROVER = "approver"
        PAYER = "payer"
        USER = "user"

    class Standing(models.TextChoices):
        """Whether they belong to the account or are let in from outside."""

        MEMBER = "member"
        GUEST = "guest"

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    person = models.ForeignKey("directory.Person", models.CASCADE, db_index=False, related_name="memberships")
    account = models.ForeignKey("directory.Account", models.CASCADE, db_index=False, related_name="memberships")
    title = models.CharField(max_length=200, blank=True, default="")
    department = models.CharField(max_length=200, blank=True, default="")
    buying_role = models.CharField(max_length=14, choices=BuyingRole, blank=True, default="")
    standing = models.CharField(max_length=6, choices=Standing, default=Standing.MEMBER)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    is_primary = models.BooleanField(default=False)
    attributes = models.JSONField(default=dict)
    source = models.CharField(max_length=100)
    created_at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=("person", "created_at"), name="membership_of_person"),
            models.Index(  # with all that it takes to tell who is in very many accounts
                fields=("account", "created_at"), include=("person", "ended_at"), name="membership_of_account"
            ),
            models.Index(
                fields=("buying_role", "account"),
                include=("person",),
                name="membership_by_role",
                condition=LIVE & ~Q(buying_role=""),
            ),
            GinIndex(
                fields=("attributes",),
                name="membership_attributes",
                opclasses=("jsonb_path_ops",),
                condition=~Q(attributes={}),
            ),
            models.Index(fields=("ends_on",), name="membership_lapsing", condition=LIVE & Q(ends_on__isnull=False)),
        )
        constraints = (
            models.UniqueConstraint("person", "account", condition=LIVE, name="membership_lives_once"),
            models.UniqueConstraint("person", condition=LIVE & Q(is_primary=True), name="membership_is_primary_once"),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="membership_ends_after_it_starts",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} in {self.account_id}"
