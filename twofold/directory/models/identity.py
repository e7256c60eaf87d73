"""What a person is known by, and the evidence that it is theirs."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from twofold.core import ids


class IdentifierKind(models.Model):
    """The rules for one kind of identifier: how many a person may have, how far it is trusted, what is no evidence."""

    class Normaliser(models.TextChoices):
        """How two spellings of one value become the same."""

        EXACT = "exact"
        LOWER = "lower"
        EMAIL = "email"
        PHONE = "phone"
        CARD = "card"

    key = models.CharField(primary_key=True, max_length=50)
    label = models.CharField(max_length=100)
    normaliser = models.CharField(max_length=5, choices=Normaliser, default=Normaliser.EXACT)
    makes_known = models.BooleanField(default=False)
    is_unique = models.BooleanField(default=False)
    max_per_person = models.PositiveIntegerField(default=5)
    max_people = models.PositiveIntegerField(null=True)
    priority = models.PositiveIntegerField(default=0)
    blocked_values = ArrayField(models.TextField(), default=list)
    look_back = models.DurationField(null=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.key


class Identifier(models.Model):
    """One normalised value of a kind: a node of the identity graph. `person` is whom the evidence gives it to now."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    kind = models.ForeignKey(IdentifierKind, models.PROTECT, db_column="kind", db_index=False, related_name="+")
    value = models.CharField(max_length=500)
    person = models.ForeignKey("directory.Person", models.CASCADE, db_index=False, related_name="identifiers")
    origin_person = models.ForeignKey(
        "directory.Person", models.CASCADE, db_index=False, db_constraint=False, related_name="+"
    )
    proven_at = models.DateTimeField(null=True)
    is_shared = models.BooleanField(default=False)
    has_moved = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("person", "kind"), name="identifier_of_person"),)
        constraints = (models.UniqueConstraint("kind", "value", name="identifier_is_one_node"),)

    def __str__(self) -> str:
        return f"{self.kind_id}:{self.value}"


class Link(models.Model):
    """Evidence that two identifiers are the same person's (or, by `operator_split`, that they are not). Only ever revoked."""

    class How(models.TextChoices):
        """Where the evidence comes from."""

        SAME_EVENT = "same_event"
        IDENTIFY = "identify"
        ALIAS = "alias"
        OPERATOR = "operator"
        IMPORT_KEY = "import_key"
        PROBABILISTIC = "probabilistic"
        OPERATOR_SPLIT = "operator_split"

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    a = models.ForeignKey(Identifier, models.CASCADE, db_index=False, db_constraint=False, related_name="+")
    b = models.ForeignKey(Identifier, models.CASCADE, db_index=False, db_constraint=False, related_name="+")
    how = models.CharField(max_length=14, choices=How)
    event_id = models.CharField(max_length=200, blank=True, default="")
    source = models.CharField(max_length=100, blank=True, default="")
    observed_at = models.DateTimeField()
    weight = models.FloatField(default=1)
    policy_version = models.PositiveIntegerField(default=1)
    actor_id = models.UUIDField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.UUIDField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=("b",), name="link_by_b"),
            models.Index(fields=("a", "b"), name="link_splits", condition=Q(how="operator_split", revoked_at=None)),
        )
        constraints = (
            models.UniqueConstraint("a", "b", "how", condition=Q(revoked_at=None), name="link_lives_once"),
            models.CheckConstraint(condition=Q(a__lt=F("b")), name="link_ends_in_order"),
        )

    def __str__(self) -> str:
        return f"{self.a_id} {self.how} {self.b_id}"


class Span(models.Model):
    """Whose a device was, from when to when. Only devices that moved from one person to another have spans."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    identifier = models.ForeignKey(Identifier, models.CASCADE, related_name="spans")
    person = models.ForeignKey("directory.Person", models.CASCADE, related_name="+")
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint("identifier", condition=Q(ends_at=None), name="span_is_open_once"),
            models.CheckConstraint(
                condition=Q(starts_at=None) | Q(ends_at=None) | Q(ends_at__gte=F("starts_at")), name="span_runs_forward"
            ),
        )

    def __str__(self) -> str:
        return f"{self.identifier_id} of {self.person_id}"
