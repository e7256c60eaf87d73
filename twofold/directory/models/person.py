"""A person: the consumer, the contact, the login and the member of staff are one row."""

from typing import ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from twofold.core import ids

LIVE = Q(deleted_at=None, merged_into=None)
KNOWN = LIVE & Q(known_at__isnull=False)
LATELY_SEEN = (F("seen_at").desc(nulls_last=True), F("id").desc())
EMPTY = Q(
    deleted_at__isnull=False, is_staff=False, is_active=False, name="", given_name="", family_name="", email="", phone="",
    photo="", city="", attributes={}, search=None,
)  # fmt: skip
VISITOR = LIVE & Q(known_at=None)


class Person(AbstractBaseUser):
    """A human being. What is known of them is a fold of their traits (`directory.folding`); verbs keep it.

    `known_at` is None for a visitor who left traces but never said who they are. `merged_into` makes a row the tombstone
    of a person who turned out to be another; it always points at the one who lives, never at another tombstone. `erased_at`
    leaves of one who was removed for good a row with nothing in it.
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    given_name = models.CharField(max_length=200, blank=True, default="")
    family_name = models.CharField(max_length=200, blank=True, default="")
    name = models.CharField(max_length=400, blank=True, default="")
    sort_name = models.CharField(max_length=100, null=True, editable=False)  # noqa: DJ001 - null sorts the nameless last
    email = models.CharField(max_length=320, blank=True, default="")
    phone = models.CharField(max_length=20, blank=True, default="")
    locale = models.CharField(max_length=35, blank=True, default="")
    time_zone = models.CharField(max_length=64, blank=True, default="")
    country = models.CharField(max_length=2, blank=True, default="")
    city = models.CharField(max_length=200, blank=True, default="")
    photo = models.TextField(blank=True, default="")
    owner = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, db_index=False, related_name="+")
    attributes = models.JSONField(default=dict)
    search = SearchVectorField(null=True, editable=False)
    seen_at = models.DateTimeField(null=True)
    known_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, db_index=False, related_name="+")
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)

    objects: ClassVar[BaseUserManager[Self]] = BaseUserManager()

    USERNAME_FIELD = "id"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        indexes = (
            models.Index(*LATELY_SEEN, name="person_by_seen", condition=KNOWN),
            models.Index(fields=("sort_name", "id"), name="person_by_name", condition=KNOWN),
            models.Index(fields=("created_at", "id"), name="person_by_created", condition=KNOWN),
            models.Index(*LATELY_SEEN, name="visitor_by_seen", condition=VISITOR),
            models.Index(fields=("created_at", "id"), name="visitor_by_created", condition=VISITOR),
            models.Index(fields=("email",), name="person_by_email", condition=~Q(email="")),
            models.Index(fields=("phone",), name="person_by_phone", condition=~Q(phone="")),
            models.Index("country", *LATELY_SEEN, name="person_by_country", condition=KNOWN & ~Q(country="")),
            models.Index("owner", *LATELY_SEEN, name="person_by_owner", condition=Q(owner__isnull=False)),
            models.Index(fields=("merged_into",), name="person_tombstones", condition=Q(merged_into__isnull=False)),
            models.Index(fields=("deleted_at", "id"), name="person_removed", condition=Q(deleted_at__isnull=False)),
            models.Index(fields=("sort_name", "id"), name="person_staff", condition=LIVE & Q(is_staff=True)),
            GinIndex(fields=("search",), name="person_search", condition=Q(search__isnull=False)),
            GinIndex(
                fields=("attributes",),
                name="person_attributes",
                opclasses=("jsonb_path_ops",),
                condition=~Q(attributes={}),
            ),
        )
        constraints = (
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="person_is_not_merged_into_self"),
            models.CheckConstraint(condition=Q(erased_at=None) | EMPTY, name="person_who_is_erased_is_empty"),
        )

    def __str__(self) -> str:
        return self.name or str(self.id)

    def has_usable_password(self) -> bool:
        """Whether they chose one: whoever was added by others has an empty one, which Django would count."""
        return bool(self.password) and super().has_usable_password()
