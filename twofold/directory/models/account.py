"""An account: a company one deals with; also the organisation that its people sign in to."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from twofold.core import ids

LIVE = Q(deleted_at=None, merged_into=None)


class Account(models.Model):
    """A business customer, prospect, partner or other party. Accounts form a tree of groups, subsidiaries and departments."""

    class Kind(models.TextChoices):
        """What it is to us."""

        PROSPECT = "prospect"
        CUSTOMER = "customer"
        PARTNER = "partner"
        RESELLER = "reseller"
        SUPPLIER = "supplier"
        GOVERNMENT = "government"
        INSTITUTION = "institution"
        OTHER = "other"

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    name = models.CharField(max_length=300, blank=True, default="")
    sort_name = models.CharField(max_length=100, null=True, editable=False)  # noqa: DJ001 - null sorts the nameless last
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.PROSPECT)
    parent = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, db_index=False, related_name="+")
    industry = models.CharField(max_length=100, blank=True, default="")
    employees = models.PositiveIntegerField(null=True)
    country = models.CharField(max_length=2, blank=True, default="")
    city = models.CharField(max_length=200, blank=True, default="")
    website = models.TextField(blank=True, default="")
    company_number = models.CharField(max_length=50, blank=True, default="")
    vat_number = models.CharField(max_length=20, blank=True, default="")
    owner = models.ForeignKey("directory.Person", models.SET_NULL, null=True, db_index=False, related_name="+")
    attributes = models.JSONField(default=dict)
    search = SearchVectorField(null=True, editable=False)
    seen_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, db_index=False, related_name="+")

    class Meta:
        indexes = (
            models.Index(F("seen_at").desc(nulls_last=True), F("id").desc(), name="account_by_seen", condition=LIVE),
            models.Index(fields=("sort_name", "id"), name="account_by_name", condition=LIVE),
            models.Index(fields=("created_at", "id"), name="account_by_created", condition=LIVE),
            models.Index(fields=("employees", "id"), name="account_by_employees", condition=LIVE),
            models.Index(fields=("kind", "sort_name", "id"), name="account_by_kind", condition=LIVE),
            models.Index(fields=("country", "sort_name", "id"), name="account_in_country", condition=~Q(country="")),
            models.Index(
                fields=("owner", "sort_name", "id"), name="account_by_owner", condition=Q(owner__isnull=False)
            ),
            models.Index(fields=("parent",), name="account_by_parent", condition=Q(parent__isnull=False)),
            models.Index(fields=("merged_into",), name="account_tombstones", condition=Q(merged_into__isnull=False)),
            models.Index(fields=("deleted_at", "id"), name="account_removed", condition=Q(deleted_at__isnull=False)),
            GinIndex(fields=("search",), name="account_search", condition=Q(search__isnull=False)),
            GinIndex(
                fields=("attributes",),
                name="account_attributes",
                opclasses=("jsonb_path_ops",),
                condition=~Q(attributes={}),
            ),
        )
        constraints = (
            models.CheckConstraint(condition=~Q(parent=F("id")), name="account_is_not_its_own_parent"),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="account_is_not_merged_into_self"),
        )

    def __str__(self) -> str:
        return self.name or str(self.id)


class AccountIdentifier(models.Model):
    """Something that points at an account: the id an application calls it by, a domain of its mail, a number in a register."""

    class Kind(models.TextChoices):
        """What it is."""

        GROUP_ID = "group_id"
        DOMAIN = "domain"
        VAT = "vat"
        COMPANY_NUMBER = "company_number"
        EXTERNAL_ID = "external_id"

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    kind = models.CharField(max_length=14, choices=Kind)
    value = models.CharField(max_length=500)
    account = models.ForeignKey(Account, models.CASCADE, related_name="identifiers")
    proven_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint("kind", "value", name="account_identifier_points_once"),)

    def __str__(self) -> str:
        return f"{self.kind}:{self.value}"
